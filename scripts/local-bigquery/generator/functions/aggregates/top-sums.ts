import { duckType } from '../../../storage/types.ts';
import { namable } from '../../text/macros.ts';
import { unsupported } from '../../refusal.ts';
import { LAMBDA_ROW } from '../../text/text.ts';
import type { SqlType } from '../../../../googlesql/types.ts';
import { arg, argNode, countSql, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

const UNGROUPED = ['INTERVAL', 'ARRAY', 'STRUCT', 'JSON'];

/** The value of APPROX_TOP_x, of which one FLOAT64 has one form: no -0.0 and one NaN. @throws BigQueryError of other calls */
export function rankedValue(call: AggregateCall, name: string): string {
  const type = argNode(call, 0).type.kind;
  if (call.node.distinct) throw unsupported(`${name}(DISTINCT …)`);
  if (UNGROUPED.includes(type)) throw unsupported(`${name} over ${type}`);
  const value = arg(call, 0);
  return type === 'FLOAT64' ? `(CASE WHEN isnan(${value}) THEN 'nan'::DOUBLE ELSE ${value} + 0.0::DOUBLE END)` : value;
}

/** The n values of the greatest sums of weights, exactly; NULL counts as a value, and a weight of NULL adds nothing. */
const topSum = (positions: string): AggregateBuilder => (call) => {
  const value = rankedValue(call, 'APPROX_TOP_SUM');
  const count = countSql(call, 2, 'APPROX_TOP_SUM');
  const rows = call.apply('list', [`struct_pack(v := ${namable(value)}, w := ${namable(arg(call, 1))})`]);
  const places = `${positions}(list_transform(l, lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.v::VARCHAR), list_transform(l, lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.w), ${count})`;
  const sum = `list_sum(list_transform(list_filter(l, lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.v IS NOT DISTINCT FROM list_extract(l, p).v), lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.w))::${duckType(argNode(call, 1).type as SqlType)}`;
  return `list_transform([${rows}], lambda l: list_transform(${places}, lambda p: struct_pack(value := list_extract(l, p).v, sum := ${sum})))[1]::${duckType(call.node.type)}`;
};

export const TOP_SUMS: Aggregates = {
  FN_APPROX_TOP_SUM_INT64: topSum('gsql_top_integers'),
  FN_APPROX_TOP_SUM_DOUBLE: topSum('gsql_top_doubles'),
  FN_APPROX_TOP_SUM_NUMERIC: topSum('gsql_top_decimals'),
};
