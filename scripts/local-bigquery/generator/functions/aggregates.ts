import type { AggregateFunctionCall, AnalyticFunctionCall, Expr } from '../../../googlesql/resolved-nodes.ts';
import { literalInteger, isNullLiteral } from '../constants.ts';
import { mayBeNaN } from '../nan.ts';
import { raise } from '../raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text.ts';
import { INTERVAL_AGGREGATES } from './interval-aggregates.ts';
import { catalogueKey, unsupportedFunction } from './scalar.ts';

export interface AggregateCall {
  readonly args: readonly string[];
  readonly node: AggregateFunctionCall | AnalyticFunctionCall;
  /** ORDER BY items inside the call. */
  readonly order: readonly string[];
  /** Writes one DuckDB aggregate with the call's DISTINCT, ORDER BY and OVER. */
  apply(name: string, args: readonly string[], filter?: string): string;
}
export type AggregateBuilder = (call: AggregateCall) => string;

const arg = (call: AggregateCall, index: number): string => call.args[index] ?? '';
const same = (name: string): AggregateBuilder => (call) => call.apply(name, call.args);
const as = (name: string, type: string): AggregateBuilder => (call) => `${call.apply(name, call.args)}::${type}`;

/**
 * Where a sum of FLOAT64 ends infinite, finite values overflowed (an error in BigQuery) or there was an infinity among them:
 * telling the two apart would cost every sum half its speed.
 */
const withinRange = (name: 'sum' | 'avg'): AggregateBuilder => (call) => {
  const total = call.apply(name, call.args);
  const message = `double overflow; ${name.toUpperCase()} over infinities is not supported by the local BigQuery`;
  return `CASE WHEN isinf(${total}) THEN ${raise(stringConstant(message), 'DOUBLE')} ELSE ${total} END`;
};

/** PERCENTILE_x rank NaN lowest, DuckDB highest. */
function refuseNaN(name: string, call: AggregateCall, sql: string): string {
  const [value] = call.node.argumentList;
  if (value === undefined || !mayBeNaN(value)) return sql;
  const message = `${name} over NaN is not supported by the local BigQuery`;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN ${raise(stringConstant(message), 'DOUBLE')} ELSE ${sql} END`;
}

/** GoogleSQL's MIN is NaN when any value is; DuckDB ranks NaN above all numbers, which suits MAX only. */
const minimum: AggregateBuilder = (call) => {
  const [value] = call.node.argumentList;
  const least = call.apply('min', call.args);
  if (value === undefined || !mayBeNaN(value)) return least;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN 'NaN'::DOUBLE ELSE ${least} END`;
};

const byExtreme = (name: 'arg_max_null' | 'arg_min_null'): AggregateBuilder => (call) => {
  const [, key] = call.node.argumentList;
  const [value, by] = [arg(call, 0), arg(call, 1)];
  const found = call.apply(name, [value, by]);
  if (name === 'arg_max_null' || key === undefined || !mayBeNaN(key)) return found;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${by})`])} THEN ${call.apply('arg_max_null', [value, by])} ELSE ${found} END`;
};

/** The first so many elements where the call has a LIMIT. */
function limited(call: AggregateCall, list: string): string {
  const limit = call.node.kind === 'AggregateFunctionCall' ? call.node.limit : null;
  if (limit === null) return list;
  const count = literalInteger(limit);
  if (count === null) throw unsupported('A LIMIT in an aggregate that is not a constant');
  return `list_slice(${list}, 1, ${count})`;
}

/** Less than every INT64 and every DATE as a number. */
const BELOW_ALL = `'-170141183460469231731687303715884105728'::HUGEINT`;

/**
 * The first n values by one whole-number key: DuckDB's arg_min and arg_max keep n values, where a list would keep and sort
 * the whole group. They skip NULL values as this form asks; NULL keys, which come first, are made the least.
 */
function firstByKey(call: AggregateCall): string | null {
  if (call.node.kind !== 'AggregateFunctionCall' || call.node.distinct || call.order.length !== 1) return null;
  const [item] = call.node.orderByItemList;
  const count = call.node.limit === null ? null : literalInteger(call.node.limit);
  if (item === undefined || count === null || count < 1 || item.nullOrder !== 'ORDER_UNSPECIFIED') return null;
  const type = item.columnRef.type.kind;
  if (type !== 'INT64' && type !== 'DATE') return null;
  const [column] = call.order[0]?.split(/ (?:ASC|DESC) NULLS /) ?? [];
  const key = type === 'INT64' ? `${column ?? ''}::HUGEINT` : `gsql_days(${column ?? ''})::HUGEINT`;
  return `${item.isDescending ? 'arg_max' : 'arg_min'}(${arg(call, 0)}, coalesce(${key}, ${BELOW_ALL}), ${count})`;
}

const arrayAgg: AggregateBuilder = (call) => {
  const ignoreNulls = call.node.nullHandlingModifier === 'IGNORE_NULLS';
  const first = ignoreNulls ? firstByKey(call) : null;
  if (first !== null) return first;
  return limited(call, call.apply('list', [arg(call, 0)], ignoreNulls ? `${arg(call, 0)} IS NOT NULL` : undefined));
};

const stringAgg: AggregateBuilder = (call) => {
  const delimiter = call.args[1] ?? `','`;
  const list = limited(call, call.apply('list', [arg(call, 0)], `${arg(call, 0)} IS NOT NULL`));
  return `array_to_string(${list}, ${delimiter})`;
};

const approxQuantiles: AggregateBuilder = (call) => {
  const node = call.node.argumentList[1];
  const count = node === undefined ? null : literalInteger(node);
  if (count === null || count < 1) throw unsupported('APPROX_QUANTILES with a number that is not a positive constant');
  if (call.node.nullHandlingModifier === 'RESPECT_NULLS') throw unsupported('APPROX_QUANTILES with RESPECT NULLS');
  const fractions = Array.from({ length: count + 1 }, (_, index) => `${index}/${count}::DOUBLE`);
  const found = call.apply('quantile_disc', [arg(call, 0), `[${fractions.join(', ')}]`]);
  const [value] = call.node.argumentList;
  if (value === undefined || !mayBeNaN(value)) return found;
  const failure = raise(stringConstant('APPROX_QUANTILES over NaN is not supported by the local BigQuery'), 'DOUBLE[]');
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN ${failure} ELSE ${found} END`;
};

const percentile = (name: 'PERCENTILE_CONT' | 'PERCENTILE_DISC', sql: string): AggregateBuilder => (call) => {
  if (call.node.nullHandlingModifier === 'RESPECT_NULLS') throw unsupported(`${name} with RESPECT NULLS`);
  return refuseNaN(name, call, call.apply(sql, call.args));
};

/** Statistics of finite numbers; DuckDB refuses infinities where GoogleSQL says NaN. */
const statistic = same;

const AGGREGATES: Readonly<Record<string, AggregateBuilder>> = {
  ...INTERVAL_AGGREGATES,
  FN_COUNT_STAR: (call) => call.apply('count', ['*']),
  FN_COUNT: same('count'),
  FN_COUNTIF: (call) => {
    if (call.node.distinct) throw unsupported('COUNTIF(DISTINCT …)');
    return call.apply('count', ['*'], arg(call, 0));
  },
  FN_SUM_INT64: as('sum', 'BIGINT'),
  FN_SUM_DOUBLE: withinRange('sum'),
  FN_SUM_NUMERIC: as('sum', 'DECIMAL(38,9)'),
  FN_AVG_INT64: same('avg'),
  FN_AVG_DOUBLE: withinRange('avg'),
  FN_AVG_NUMERIC: (call) => `gsql_numeric_divide(${call.apply('sum', call.args)}, ${call.apply('count', call.args)}::DECIMAL(38,9))`,
  FN_MIN: minimum,
  FN_MAX: same('max'),
  FN_ANY_VALUE: (call) => {
    const having = call.node.kind === 'AggregateFunctionCall' ? call.node.havingModifier : null;
    if (having !== null) throw unsupported('HAVING in an aggregate');
    return call.apply('any_value', call.args);
  },
  FN_ARRAY_AGG: arrayAgg,
  FN_ARRAY_CONCAT_AGG: (call) => `flatten(${limited(call, call.apply('list', call.args, `${arg(call, 0)} IS NOT NULL`))})`,
  FN_STRING_AGG_STRING: stringAgg,
  FN_STRING_AGG_DELIM_STRING: stringAgg,
  FN_LOGICAL_AND: same('bool_and'),
  FN_LOGICAL_OR: same('bool_or'),
  FN_BIT_AND_INT64: same('bit_and'),
  FN_BIT_OR_INT64: same('bit_or'),
  FN_BIT_XOR_INT64: same('bit_xor'),
  FN_STDDEV_POP: statistic('stddev_pop'),
  FN_STDDEV_SAMP: statistic('stddev_samp'),
  FN_VAR_POP: statistic('var_pop'),
  FN_VAR_SAMP: statistic('var_samp'),
  FN_CORR: (call) => `CASE WHEN ${call.apply('regr_count', call.args)} > 1 THEN ${call.apply('corr', call.args)} END`,
  FN_COVAR_POP: statistic('covar_pop'),
  FN_COVAR_SAMP: statistic('covar_samp'),
  FN_APPROX_COUNT_DISTINCT: (call) => call.apply('count', [`DISTINCT ${arg(call, 0)}`]),
  FN_APPROX_QUANTILES: approxQuantiles,
  'BigQuery:max_by': byExtreme('arg_max_null'),
  'BigQuery:min_by': byExtreme('arg_min_null'),
};

/** Functions that exist only over a window. */
const NUMBERING: Readonly<Record<string, AggregateBuilder>> = {
  FN_ROW_NUMBER: same('row_number'),
  FN_RANK: same('rank'),
  FN_DENSE_RANK: same('dense_rank'),
  FN_PERCENT_RANK: same('percent_rank'),
  FN_CUME_DIST: same('cume_dist'),
  FN_NTILE: same('ntile'),
  FN_LAG: (call) => shifted('lag', call),
  FN_LEAD: (call) => shifted('lead', call),
  FN_FIRST_VALUE: (call) => valueAt('first_value', call),
  FN_LAST_VALUE: (call) => valueAt('last_value', call),
  FN_NTH_VALUE: (call) => valueAt('nth_value', call),
  FN_PERCENTILE_CONT: percentile('PERCENTILE_CONT', 'quantile_cont'),
  FN_PERCENTILE_DISC: percentile('PERCENTILE_DISC', 'quantile_disc'),
};

function shifted(name: string, call: AggregateCall): string {
  const offset: Expr | undefined = call.node.argumentList[1];
  if (offset !== undefined && (isNullLiteral(offset) || (literalInteger(offset) ?? 0) < 0)) throw unsupported(`${name.toUpperCase()} by a negative or NULL offset`);
  return call.apply(name, call.args);
}

function valueAt(name: string, call: AggregateCall): string {
  const [value, ...rest] = call.args;
  const nulls = call.node.nullHandlingModifier === 'IGNORE_NULLS' ? ' IGNORE NULLS' : '';
  return call.apply(name, [[value ?? '', ...rest].join(', ') + nulls]);
}

export function findAggregate(node: AggregateFunctionCall | AnalyticFunctionCall): AggregateBuilder {
  const key = catalogueKey(node);
  const builder = AGGREGATES[key] ?? (node.kind === 'AnalyticFunctionCall' ? NUMBERING[key] : undefined);
  if (builder === undefined) throw unsupportedFunction(node);
  return builder;
}

export const AGGREGATE_KEYS: readonly string[] = [...Object.keys(AGGREGATES), ...Object.keys(NUMBERING)];
