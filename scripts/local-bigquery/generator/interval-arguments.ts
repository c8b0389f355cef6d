import type { Expr } from '../../googlesql/resolved-nodes.ts';
import { expression } from './expressions.ts';
import type { Generation, Scope } from './generation.ts';
import { holdsInterval } from './grouping-keys.ts';
import { isSimple } from './text.ts';

/** Arguments of aggregate calls that are columns of their own, by their alias. */
export type Named = ReadonlyMap<Expr, string>;

/**
 * Has the arguments that hold intervals computed beside the rows: aggregates write them many times.
 * @param beside takes them, `expression AS alias`
 */
export function nameIntervals(calls: readonly { readonly argumentList: readonly Expr[] }[], scope: Scope, generation: Generation, beside: string[]): Named {
  const named = new Map<Expr, string>();
  for (const argument of calls.flatMap(({ argumentList }) => argumentList)) {
    if (!holdsInterval(argument.type)) continue;
    const sql = expression(argument, scope, generation);
    if (isSimple(sql)) continue;
    const alias = generation.alias('interval');
    named.set(argument, alias);
    beside.push(`${sql} AS ${alias}`);
  }
  return named;
}
