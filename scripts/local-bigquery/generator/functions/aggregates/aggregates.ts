import type { AggregateFunctionCall, AnalyticFunctionCall, Expr } from '../../../../googlesql/resolved-nodes.ts';
import { groupingKey } from '../../scans/grouping-keys.ts';
import { mayBeNaN } from '../../expressions/nan.ts';
import { arg, argNode, same, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';
import { COLLECTIONS } from '../collections.ts';
import { INTERVAL_AGGREGATES } from './interval-aggregates.ts';
import { NUMBERING } from './numbering.ts';
import { PERCENTILES, quantiles } from './percentiles.ts';
import { catalogueKey, unsupportedFunction } from '../scalar.ts';
import { STATISTICS } from './statistics.ts';
import { SUMS } from './sums.ts';
import { TOP_SUMS } from './top-sums.ts';

const isInterval = (node: Expr | undefined): boolean => node?.type.kind === 'INTERVAL';
/** DuckDB's own compare intervals part by part. */
const longest = (name: 'arg_min' | 'arg_max', call: AggregateCall): string => call.apply(name, [arg(call, 0), groupingKey(arg(call, 0), { kind: 'INTERVAL' })]);

/** Counts values that differ. */
const countDistinct = (call: AggregateCall): string => call.apply('count', [`${call.node.distinct ? '' : 'DISTINCT '}${groupingKey(arg(call, 0), argNode(call, 0).type)}`]);

/** GoogleSQL's MIN is NaN when any value is; DuckDB ranks NaN above all numbers, so that its MAX tells. */
const minimum: AggregateBuilder = (call) => {
  const [value] = call.node.argumentList;
  if (isInterval(value)) return longest('arg_min', call);
  const least = call.apply('min', call.args);
  if (value === undefined || !mayBeNaN(value)) return least;
  return `CASE WHEN isnan(${call.apply('max', call.args)}) THEN 'NaN'::DOUBLE ELSE ${least} END`;
};

/** Short for ANY_VALUE with HAVING MAX or MIN, to which a NaN is both extremes and equals no row. */
const byExtreme = (name: 'arg_max_null' | 'arg_min_null'): AggregateBuilder => (call) => {
  const [, key] = call.node.argumentList;
  const [value, by] = [arg(call, 0), key === undefined ? '' : groupingKey(arg(call, 1), key.type)];
  const found = call.apply(name, [value, by]);
  if (key === undefined || !mayBeNaN(key)) return found;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${by})`])} THEN NULL ELSE ${found} END`;
};

/** DuckDB counts fewer than no rows in a frame whose offsets end it before it starts. */
function mayEndBeforeStart(node: AggregateCall['node']): boolean {
  const frame = node.kind === 'AnalyticFunctionCall' ? node.windowFrame : null;
  return frame?.startExpr.expression != null && frame.endExpr.expression !== null;
}

const AGGREGATES: Aggregates = {
  ...COLLECTIONS,
  ...TOP_SUMS,
  ...INTERVAL_AGGREGATES,
  ...STATISTICS,
  ...SUMS,
  FN_APPROX_QUANTILES: quantiles,
  FN_COUNT_STAR: (call) => (mayEndBeforeStart(call.node) ? `greatest(${call.apply('count', ['*'])}, 0)` : call.apply('count', ['*'])),
  FN_COUNT: (call) => call.apply('count', [call.node.distinct ? groupingKey(arg(call, 0), argNode(call, 0).type) : arg(call, 0)]),
  // A FILTER would copy the arguments of all other aggregates, too.
  FN_COUNTIF: (call) => call.apply('count', [`CASE WHEN ${arg(call, 0)} THEN TRUE END`]),
  FN_MIN: minimum,
  FN_MAX: (call) => (isInterval(call.node.argumentList[0]) ? longest('arg_max', call) : call.apply('max', call.args)),
  FN_LOGICAL_AND: same('bool_and'),
  FN_LOGICAL_OR: same('bool_or'),
  FN_BIT_AND_INT64: same('bit_and'),
  FN_BIT_OR_INT64: same('bit_or'),
  FN_BIT_XOR_INT64: same('bit_xor'),
  FN_APPROX_COUNT_DISTINCT: countDistinct,
  'BigQuery:max_by': byExtreme('arg_max_null'),
  'BigQuery:min_by': byExtreme('arg_min_null'),
};

export function findAggregate(node: AggregateFunctionCall | AnalyticFunctionCall): AggregateBuilder {
  const key = catalogueKey(node);
  const builder = AGGREGATES[key] ?? (node.kind === 'AnalyticFunctionCall' ? NUMBERING[key] ?? PERCENTILES[key] : undefined);
  if (builder === undefined) throw unsupportedFunction(node);
  return builder;
}

export const AGGREGATE_KEYS: readonly string[] = [...new Set([AGGREGATES, NUMBERING, PERCENTILES].flatMap((functions) => Object.keys(functions)))];
