import { unsupported } from '../../refusal.ts';
import type { AggregateBuilder, AggregateCall } from './aggregate-call.ts';

/** Sums of the parts of intervals: of months, of days, of microseconds. */
function partSums(call: AggregateCall): string {
  if (call.node.distinct) throw unsupported('SUM or AVG of DISTINCT intervals');
  const [value = ''] = call.args;
  return ['months', 'days', 'micros'].map((part) => call.apply('sum', [`gsql_interval_${part}(${value})`])).join(', ');
}

export const INTERVAL_AGGREGATES: Readonly<Record<string, AggregateBuilder>> = {
  FN_SUM_INTERVAL: (call) => `gsql_interval(${partSums(call)})`,
  FN_AVG_INTERVAL: (call) => `gsql_interval_average(${partSums(call)}, ${call.apply('count', call.args)})`,
};
