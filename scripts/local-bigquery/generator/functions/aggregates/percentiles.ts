import type { Expr } from '../../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../../errors.ts';
import { decimalText, NUMERIC } from '../../../values/decimal.ts';
import { decodeDecimal, double as doubleConstant, isNullLiteral } from '../../expressions/constants.ts';
import { literalNumber } from '../../expressions/float-arithmetic.ts';
import { doubleToUnits } from '../../javascript/numbers/decimal-doubles.ts';
import { groupingKey } from '../../scans/grouping-keys.ts';
import { mayBeNaN } from '../../expressions/nan.ts';
import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { stringConstant } from '../../text/text.ts';
import { arg, argNode, asksCount, countSql, knownValues, positiveCount, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

type Name = 'PERCENTILE_CONT' | 'PERCENTILE_DISC';

/** DuckDB counts exactly with a DECIMAL; with so many digits, none of a fraction's place among rows is lost. */
const FRACTION = { scale: 28 };

interface Fraction {
  readonly decimal: string;
  readonly double: string;
  /** The number of the row that it reaches of so many. */
  readonly rowOf: (length: string) => string;
}

/** @throws BigQueryError as GoogleSQL does for what is no fraction */
function fractionOf(call: AggregateCall, name: Name): Fraction {
  const node = argNode(call, 1);
  if (isNullLiteral(node)) throw new BigQueryError('invalidQuery', `Argument 2 to ${name} must be non-NULL`, 'query');
  const numeric = numericLiteral(node);
  if (numeric !== null) {
    checkFraction(Number(numeric), name);
    return { decimal: `${numeric}::DECIMAL(38,${FRACTION.scale})`, double: `${numeric}::DOUBLE`, rowOf: (length) => rowOfDecimal(numeric, length) };
  }
  if (isAsked(call)) {
    const asked = askedFraction(arg(call, 1), name);
    const isDecimal = node.type.kind === 'NUMERIC';
    return { decimal: asked, double: `${asked}::DOUBLE`, rowOf: (length) => (isDecimal ? rowOfDecimal(asked, length) : rowOfDouble(asked, length)) };
  }
  const value = literalNumber(node);
  if (value === null) throw unsupported(`${name} with a percentile that is not a FLOAT64 literal`);
  checkFraction(value, name);
  // DuckDB's cast of a DECIMAL to DOUBLE may miss the nearest one.
  const double = doubleConstant(value);
  return { decimal: `${decimalText(doubleToUnits(value, FRACTION.scale), FRACTION)}::DECIMAL(38,${FRACTION.scale})`, double, rowOf: (length) => rowOfDouble(double, length) };
}

const rowOfDouble = (fraction: string, length: string): string => `gsql_fraction_of(${fraction}, ${length})`;
/** Of more than 18 digits: DuckDB multiplies shorter ones within 18. */
const rowOfDecimal = (fraction: string, length: string): string => `(((${fraction}::DECIMAL(28,9) * 1000000000)::BIGINT * ${length} + 999999999) // 1000000000)`;

/** Whether the fraction is a query parameter, which DuckDB's own quantiles do not take. */
const isAsked = (call: AggregateCall): boolean => argNode(call, 1).kind === 'Parameter';

function askedFraction(fraction: string, name: Name): string {
  const isNull = raise(stringConstant(`Argument 2 to ${name} must be non-NULL`), 'DOUBLE');
  const isBeyond = raise(stringConstant(`Argument 2 to ${name} must be between 0 and 1`), 'DOUBLE');
  return `(CASE WHEN ${fraction} IS NULL THEN ${isNull} WHEN ${fraction} >= 0 AND ${fraction} <= 1 THEN ${fraction} ELSE ${isBeyond} END)`;
}

function checkFraction(value: number, name: Name): void {
  if (value < 0 || value > 1 || Number.isNaN(value)) throw new BigQueryError('invalidQuery', `Argument 2 to ${name} must be between 0 and 1`, 'query');
}

function numericLiteral(node: Expr): string | null {
  const value = node.kind === 'Literal' && node.type.kind === 'NUMERIC' ? node.value.value?.['numeric_value'] : null;
  return value instanceof Uint8Array ? decodeDecimal(value, NUMERIC) : null;
}

const respectsNulls = (call: AggregateCall): boolean => call.node.nullHandlingModifier === 'RESPECT_NULLS';

/** NaN ranks lowest, DuckDB ranks it highest. */
function unlessNaN(name: Name, call: AggregateCall, value: Expr, sql: string): string {
  if (!mayBeNaN(value)) return sql;
  const message = `${name} over NaN is not supported by the local BigQuery`;
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN ${raise(stringConstant(message), 'DOUBLE')} ELSE ${sql} END`;
}

/** So few bits that the place among any number of rows is exact, which DuckDB computes as a DOUBLE. */
const isShort = (value: number | null): boolean => value !== null && Number.isInteger(value * 1024);

const continuous: AggregateBuilder = (call) => {
  const { double } = fractionOf(call, 'PERCENTILE_CONT');
  const nulls = respectsNulls(call);
  const value = arg(call, 0);
  if (call.isSmall || nulls || isAsked(call)) return `gsql_percentile_cont(${nulls ? call.apply('list', [value]) : knownValues(call)}, ${double}, ${nulls})`;
  const found = unlessNaN('PERCENTILE_CONT', call, argNode(call, 0), call.apply('quantile_cont', [value, double]));
  if (isShort(literalNumber(argNode(call, 1))) || !mayBeNaN(argNode(call, 0))) return found;
  // A place that is rounded to a row would take nothing of the infinity beside it.
  const failure = raise(stringConstant('PERCENTILE_CONT over infinities with such a fraction is not supported by the local BigQuery'), 'DOUBLE');
  const place = `${double} * (${call.apply('count', [value])} - 1)`;
  return `CASE WHEN ${call.apply('bool_or', [`isinf(${value})`])} AND abs(${place} - round(${place})) < 1e-6 THEN ${failure} ELSE ${found} END`;
};

/** PERCENTILE_CONT of a decimal type, whose fraction is of that type as well. */
const decimal = (prefix: string): AggregateBuilder => (call) => {
  if (isNullLiteral(argNode(call, 1))) throw new BigQueryError('invalidQuery', 'Argument 2 to PERCENTILE_CONT must be non-NULL', 'query');
  const values = respectsNulls(call) ? call.apply('list', [arg(call, 0)]) : knownValues(call);
  return `${prefix}_percentile_cont(${values}, ${arg(call, 1)}, ${respectsNulls(call)})`;
};

const discrete: AggregateBuilder = (call) => {
  const { decimal: fraction, rowOf } = fractionOf(call, 'PERCENTILE_DISC');
  const value = arg(call, 0);
  const nulls = respectsNulls(call);
  const mayNaN = mayBeNaN(argNode(call, 0));
  const isInterval = argNode(call, 0).type.kind === 'INTERVAL';
  if (!nulls && !isInterval && !(call.isSmall && mayNaN) && !isAsked(call)) return unlessNaN('PERCENTILE_DISC', call, argNode(call, 0), call.apply('quantile_disc', [value, fraction]));
  const first = mayNaN ? `, NOT isnan(${value})` : '';
  const list = call.apply('list', [`${value} ORDER BY ${value} IS NOT NULL${first}, ${groupingKey(value, argNode(call, 0).type)}`], nulls ? undefined : `${value} IS NOT NULL`);
  return `list_transform([${list}], lambda l: list_extract(l, greatest(1, ${rowOf('len(l)')})))[1]`;
};

/** APPROX_QUANTILES, exactly. */
export const quantiles: AggregateBuilder = (call) => {
  if (argNode(call, 0).type.kind === 'INTERVAL') throw unsupported('APPROX_QUANTILES of INTERVAL values');
  const mayNaN = mayBeNaN(argNode(call, 0));
  if (respectsNulls(call) && mayNaN) throw unsupported('APPROX_QUANTILES of FLOAT64 with RESPECT NULLS');
  const guarded = (found: string): string => {
    const failure = raise(stringConstant('APPROX_QUANTILES over NaN is not supported by the local BigQuery'), 'DOUBLE[]');
    return mayNaN ? `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN ${failure} ELSE ${found} END` : found;
  };
  if (respectsNulls(call) || asksCount(call, 1)) {
    const list = respectsNulls(call) ? call.apply('list', [arg(call, 0)]) : knownValues(call);
    const place = `list_extract(l, greatest(1, (len(l) * i + n - 1) // n))`;
    const places = `list_transform([${countSql(call, 1, 'APPROX_QUANTILES')}], lambda n: list_transform(range(n + 1), lambda i: ${place}))[1]`;
    return guarded(`list_transform([${list}], lambda l: CASE WHEN l IS NOT NULL THEN list_transform([list_sort(l, 'ASC', 'NULLS FIRST')], lambda l: ${places})[1] END)[1]`);
  }
  const count = positiveCount(call, 1, 'APPROX_QUANTILES');
  // Rounded down: a place among the rows that is whole must not become the next one.
  const fractions = Array.from({ length: count + 1 }, (_, index) => `${decimalText((10n ** BigInt(FRACTION.scale) * BigInt(index)) / BigInt(count), FRACTION)}::DECIMAL(38,${FRACTION.scale})`);
  return guarded(call.apply('quantile_disc', [arg(call, 0), `[${fractions.join(', ')}]`]));
};

export const PERCENTILES: Aggregates = {
  FN_PERCENTILE_CONT: continuous,
  FN_PERCENTILE_CONT_NUMERIC: decimal('gsql_numeric'),
  FN_PERCENTILE_CONT_BIGNUMERIC: decimal('gsql_bignumeric'),
  FN_PERCENTILE_DISC: discrete,
  FN_PERCENTILE_DISC_NUMERIC: discrete,
};
