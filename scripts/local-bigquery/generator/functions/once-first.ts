import { plannedLength } from '../text/planned-length.ts';
import { VOLATILE } from '../text/text.ts';
import { argument, type Call } from './catalogue.ts';

/** Characters of a plan that DuckDB may write out more than once. */
const SHORT_PLAN = 20_000;

/**
 * For functions that compare their first value with the others, which write it out for each comparison. Where DuckDB finds
 * equal ones again that is well, but not for random numbers, each of which is another one, nor where the plan becomes too long.
 */
export function onceFirst(call: Call, body: (...names: string[]) => string): string {
  const first = argument(call, 0);
  if (!VOLATILE.test(first) && plannedLength(first) <= SHORT_PLAN) return body(...call.args);
  // No subquery can stand inside the lambda that names the value.
  return call.once(call.args, body, (value) => value !== first && !/\bSELECT\b/.test(value));
}
