import { literalInteger } from '../expressions/constants.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import { holdsInterval } from '../scans/grouping-keys.ts';
import { unsupported } from '../refusal.ts';
import { LAMBDA_ROW } from '../text/text.ts';
import { arg, argNode, countSql, same, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregates/aggregate-call.ts';
import { rankedValue } from './aggregates/top-sums.ts';

/** The first so many elements where the call has a LIMIT; NULL where that leaves none. */
function limited(call: AggregateCall, list: string): string {
  const limit = call.node.kind === 'AggregateFunctionCall' ? call.node.limit : null;
  if (limit === null) return list;
  const count = literalInteger(limit);
  if (count === null && call.limit === undefined) throw unsupported('A LIMIT in an aggregate that is not a constant');
  if (count === null) return `CASE WHEN ${call.limit} > 0 THEN list_slice(${list}, 1, ${call.limit}) END`;
  return count === 0 ? `list_slice(nullif(${list}, ${list}), 1, 0)` : `list_slice(${list}, 1, ${count})`;
}

/** Less than every INT64 and every DATE as a number. */
const BELOW_ALL = `'-170141183460469231731687303715884105728'::HUGEINT`;

/** arg_min sets room for so many aside in every group. */
const MOST_KEPT = 100;

/**
 * The first n values of a group: DuckDB's arg_min keeps n values, where a list keeps and sorts the whole group, in memory
 * that cannot be spilled. Rows of equal keys come in any order then, so constants, of which some expect theirs, are sorted.
 */
function firstByKey(call: AggregateCall): string | null {
  const { node, order } = call;
  if (node.kind !== 'AggregateFunctionCall' || node.distinct || node.havingModifier !== null || order.length === 0 || call.isSmall) return null;
  const count = node.limit === null ? null : literalInteger(node.limit);
  if (count === null || count < 1 || count > MOST_KEPT) return null;
  const value = arg(call, 0);
  const [name, key] = wholeNumberKey(call) ?? ['arg_min', `create_sort_key(${order.flatMap((text) => keyAndDirection(text)).join(', ')})`];
  // They skip NULL values.
  if (node.nullHandlingModifier === 'IGNORE_NULLS') return `${name}(${value}, ${key}, ${count})`;
  return `list_transform(${name}(struct_pack(v := ${value}), ${key}, ${count}), lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.v)`;
}

/** One whole number, the quickest key; NULL, which comes first, is made the least. */
function wholeNumberKey({ node, order }: AggregateCall): readonly [string, string] | null {
  const [item, ...more] = node.kind === 'AggregateFunctionCall' ? node.orderByItemList : [];
  if (item === undefined || more.length > 0 || item.nullOrder !== 'ORDER_UNSPECIFIED') return null;
  const type = item.columnRef.type.kind;
  if (type !== 'INT64' && type !== 'DATE') return null;
  const [column] = keyAndDirection(order[0] ?? '');
  const key = type === 'INT64' ? `${column}::HUGEINT` : `gsql_days(${column})::HUGEINT`;
  return [item.isDescending ? 'arg_max' : 'arg_min', `coalesce(${key}, ${BELOW_ALL})`];
}

/** @param text as ORDER BY has it @returns as create_sort_key takes it */
function keyAndDirection(text: string): readonly [string, string] {
  const [, key = text, direction = ''] = /^([\s\S]*) ((?:ASC|DESC) NULLS (?:FIRST|LAST))$/.exec(text) ?? [];
  return [key, `'${direction}'`];
}

const arrayAgg: AggregateBuilder = (call) => {
  if (call.node.distinct && holdsInterval(argNode(call, 0).type)) throw unsupported('ARRAY_AGG(DISTINCT …) of INTERVAL values');
  const first = firstByKey(call);
  if (first !== null) return first;
  const ignoreNulls = call.node.nullHandlingModifier === 'IGNORE_NULLS';
  return limited(call, call.apply('list', [arg(call, 0)], ignoreNulls ? `${arg(call, 0)} IS NOT NULL` : undefined));
};

const values = (call: AggregateCall): string => limited(call, call.apply('list', [arg(call, 0)], `${arg(call, 0)} IS NOT NULL`));

const stringAgg: AggregateBuilder = (call) => `array_to_string(${values(call)}, ${call.args[1] ?? `','`})`;
const bytesAgg: AggregateBuilder = (call) => `gsql_join_bytes(${values(call)}, ${call.args[1] ?? `','::BLOB`})`;

/** The n most frequent values, exactly; NULL counts as a value. */
const topCount: AggregateBuilder = (call) => {
  const isDouble = argNode(call, 0).type.kind === 'FLOAT64';
  // DuckDB's histogram counts NaN with the value beside it, but not as a text.
  const value = isDouble ? `${rankedValue(call, 'APPROX_TOP_COUNT')}::VARCHAR` : rankedValue(call, 'APPROX_TOP_COUNT');
  const count = countSql(call, 1, 'APPROX_TOP_COUNT');
  const nulls = call.apply('count', ['*'], `${value} IS NULL`);
  const pairs = `list_transform(map_entries(${call.apply('histogram', [value])}), lambda ${LAMBDA_ROW}: struct_pack(n := ${LAMBDA_ROW}.value::BIGINT, v := ${LAMBDA_ROW}.key${isDouble ? '::DOUBLE' : ''}))`;
  const all = `list_concat(coalesce(${pairs}, []), CASE WHEN ${nulls} > 0 THEN [struct_pack(n := ${nulls}, v := NULL::${duckType(argNode(call, 0).type as SqlType)})] ELSE [] END)`;
  const top = `list_transform(list_slice(list_reverse_sort(${all}), 1, ${count}), lambda ${LAMBDA_ROW}: struct_pack(value := ${LAMBDA_ROW}.v, count := ${LAMBDA_ROW}.n))`;
  return `CASE WHEN ${call.apply('count', ['*'])} > 0 THEN ${top}::${duckType(call.node.type)} END`;
};

export const COLLECTIONS: Aggregates = {
  FN_ARRAY_AGG: arrayAgg,
  FN_ARRAY_CONCAT_AGG: (call) => `flatten(${values(call)})`,
  FN_STRING_AGG_STRING: stringAgg,
  FN_STRING_AGG_DELIM_STRING: stringAgg,
  FN_STRING_AGG_BYTES: bytesAgg,
  FN_STRING_AGG_DELIM_BYTES: bytesAgg,
  FN_APPROX_TOP_COUNT: topCount,
  FN_ANY_VALUE: same('any_value'),
};
