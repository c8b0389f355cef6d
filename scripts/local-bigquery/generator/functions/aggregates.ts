import type { AggregateFunctionCall, AnalyticFunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { mayBeNaN } from '../nan.ts';
import { arg, same, type AggregateBuilder, type Aggregates } from './aggregate-call.ts';
import { COLLECTIONS } from './collections.ts';
import { INTERVAL_AGGREGATES } from './interval-aggregates.ts';
import { NUMBERING } from './numbering.ts';
import { PERCENTILES, quantiles } from './percentiles.ts';
import { catalogueKey, unsupportedFunction } from './scalar.ts';
import { STATISTICS } from './statistics.ts';
import { SUMS } from './sums.ts';

/** GoogleSQL's MIN is NaN when any value is; DuckDB ranks NaN above all numbers, which suits MAX only. */
const minimum: AggregateBuilder = (call) => {
  const [value] = call.node.argumentList;
  const least = call.apply('min', call.args);
  if (value === undefined || !mayBeNaN(value)) return least;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN 'NaN'::DOUBLE ELSE ${least} END`;
};

const byExtreme = (name: 'arg_max_null' | 'arg_min_null'): AggregateBuilder => (call) => {
  const [, key] = call.node.argumentList;
  // DuckDB's own compare intervals month by month.
  const [value, by] = [arg(call, 0), key?.type.kind === 'INTERVAL' ? `gsql_interval_order(${arg(call, 1)})` : arg(call, 1)];
  const found = call.apply(name, [value, by]);
  if (name === 'arg_max_null' || key === undefined || !mayBeNaN(key)) return found;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${by})`])} THEN ${call.apply('arg_max_null', [value, by])} ELSE ${found} END`;
};

const AGGREGATES: Aggregates = {
  ...COLLECTIONS,
  ...INTERVAL_AGGREGATES,
  ...STATISTICS,
  ...SUMS,
  FN_APPROX_QUANTILES: quantiles,
  FN_COUNT_STAR: (call) => call.apply('count', ['*']),
  FN_COUNT: same('count'),
  FN_COUNTIF: (call) => (call.node.distinct ? call.apply('count', [`CASE WHEN ${arg(call, 0)} THEN TRUE END`]) : call.apply('count', ['*'], arg(call, 0))),
  FN_MIN: minimum,
  FN_MAX: same('max'),
  FN_LOGICAL_AND: same('bool_and'),
  FN_LOGICAL_OR: same('bool_or'),
  FN_BIT_AND_INT64: same('bit_and'),
  FN_BIT_OR_INT64: same('bit_or'),
  FN_BIT_XOR_INT64: same('bit_xor'),
  FN_APPROX_COUNT_DISTINCT: (call) => call.apply('count', [`DISTINCT ${arg(call, 0)}`]),
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
