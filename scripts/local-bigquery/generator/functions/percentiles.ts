import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import { decimalText, NUMERIC } from '../../storage/decimal.ts';
import { decodeDecimal, isNullLiteral, literalInteger } from '../expressions/constants.ts';
import { literalNumber } from '../expressions/float-arithmetic.ts';
import { doubleToUnits } from '../javascript/decimal-doubles.ts';
import { groupingKey } from '../scans/grouping-keys.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';
import { arg, argNode, knownValues, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

type Name = 'PERCENTILE_CONT' | 'PERCENTILE_DISC';

/** DuckDB counts exactly with a DECIMAL; with so many digits, none of a fraction's place among rows is lost. */
const FRACTION = { scale: 28 };

/** The fraction as a DECIMAL of its exact value. @throws BigQueryError as GoogleSQL does for what is no fraction */
function fractionOf(call: AggregateCall, name: Name): string {
  const node = argNode(call, 1);
  if (isNullLiteral(node)) throw new BigQueryError('invalidQuery', `Argument 2 to ${name} must be non-NULL`, 'query');
  const numeric = numericLiteral(node);
  if (numeric !== null) return checkedFraction(`${numeric}::DECIMAL(38,${FRACTION.scale})`, Number(numeric), name);
  if (isAsked(call)) return askedFraction(arg(call, 1), name);
  const value = literalNumber(node);
  if (value === null) throw unsupported(`${name} with a percentile that is not a FLOAT64 literal`);
  return checkedFraction(`${decimalText(doubleToUnits(value, FRACTION.scale), FRACTION)}::DECIMAL(38,${FRACTION.scale})`, value, name);
}

/** Whether the fraction is a query parameter, which DuckDB's own quantiles do not take. */
const isAsked = (call: AggregateCall): boolean => argNode(call, 1).kind === 'Parameter';

function askedFraction(fraction: string, name: Name): string {
  const isNull = raise(stringConstant(`Argument 2 to ${name} must be non-NULL`), 'DOUBLE');
  const isBeyond = raise(stringConstant(`Argument 2 to ${name} must be between 0 and 1`), 'DOUBLE');
  return `(CASE WHEN ${fraction} IS NULL THEN ${isNull} WHEN ${fraction} >= 0 AND ${fraction} <= 1 THEN ${fraction} ELSE ${isBeyond} END)`;
}

function checkedFraction(text: string, value: number, name: Name): string {
  if (value >= 0 && value <= 1) return text;
  throw new BigQueryError('invalidQuery', `Argument 2 to ${name} must be between 0 and 1`, 'query');
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

const continuous: AggregateBuilder = (call) => {
  const fraction = fractionOf(call, 'PERCENTILE_CONT');
  const nulls = respectsNulls(call);
  if (call.isSmall || nulls || isAsked(call)) return `gsql_percentile_cont(${nulls ? call.apply('list', [arg(call, 0)]) : knownValues(call)}, ${fraction}::DOUBLE, ${nulls})`;
  return unlessNaN('PERCENTILE_CONT', call, argNode(call, 0), call.apply('quantile_cont', [arg(call, 0), `${fraction}::DOUBLE`]));
};

/** PERCENTILE_CONT of a decimal type, whose fraction is of that type as well. */
const decimal = (prefix: string): AggregateBuilder => (call) => {
  if (isNullLiteral(argNode(call, 1))) throw new BigQueryError('invalidQuery', 'Argument 2 to PERCENTILE_CONT must be non-NULL', 'query');
  const values = respectsNulls(call) ? call.apply('list', [arg(call, 0)]) : knownValues(call);
  return `${prefix}_percentile_cont(${values}, ${arg(call, 1)}, ${respectsNulls(call)})`;
};

const discrete: AggregateBuilder = (call) => {
  const fraction = fractionOf(call, 'PERCENTILE_DISC');
  const value = arg(call, 0);
  const nulls = respectsNulls(call);
  const mayNaN = mayBeNaN(argNode(call, 0));
  const isInterval = argNode(call, 0).type.kind === 'INTERVAL';
  if (!nulls && !isInterval && !(call.isSmall && mayNaN) && !isAsked(call)) return unlessNaN('PERCENTILE_DISC', call, argNode(call, 0), call.apply('quantile_disc', [value, fraction]));
  const first = mayNaN ? `, NOT isnan(${value})` : '';
  const list = call.apply('list', [`${value} ORDER BY ${value} IS NOT NULL${first}, ${groupingKey(value, argNode(call, 0).type)}`], nulls ? undefined : `${value} IS NOT NULL`);
  return `list_transform([${list}], lambda l: list_extract(l, greatest(1, gsql_fraction_of(${fraction}::DOUBLE, len(l)))))[1]`;
};

/** APPROX_QUANTILES, exactly. */
export const quantiles: AggregateBuilder = (call) => {
  const count = literalInteger(argNode(call, 1));
  if (argNode(call, 0).type.kind === 'INTERVAL') throw unsupported('APPROX_QUANTILES of INTERVAL values');
  if (count === null || count < 1) throw unsupported('APPROX_QUANTILES with a number that is not a positive constant');
  if (respectsNulls(call)) {
    if (mayBeNaN(argNode(call, 0))) throw unsupported('APPROX_QUANTILES of FLOAT64 with RESPECT NULLS');
    const list = call.apply('list', [arg(call, 0)]);
    const places = Array.from({ length: count + 1 }, (_, index) => `list_extract(l, greatest(1, (len(l) * ${index} + ${count - 1}) // ${count}))`);
    return `list_transform([${list}], lambda l: CASE WHEN l IS NOT NULL THEN list_transform([list_sort(l, 'ASC', 'NULLS FIRST')], lambda l: [${places.join(', ')}])[1] END)[1]`;
  }
  // Rounded down: a place among the rows that is whole must not become the next one.
  const fractions = Array.from({ length: count + 1 }, (_, index) => `${decimalText((10n ** BigInt(FRACTION.scale) * BigInt(index)) / BigInt(count), FRACTION)}::DECIMAL(38,${FRACTION.scale})`);
  const found = call.apply('quantile_disc', [arg(call, 0), `[${fractions.join(', ')}]`]);
  if (!mayBeNaN(argNode(call, 0))) return found;
  const failure = raise(stringConstant('APPROX_QUANTILES over NaN is not supported by the local BigQuery'), 'DOUBLE[]');
  return `CASE WHEN ${call.apply('bool_or', [`isnan(${arg(call, 0)})`])} THEN ${failure} ELSE ${found} END`;
};

export const PERCENTILES: Aggregates = {
  FN_PERCENTILE_CONT: continuous,
  FN_PERCENTILE_CONT_NUMERIC: decimal('gsql_numeric'),
  FN_PERCENTILE_CONT_BIGNUMERIC: decimal('gsql_bignumeric'),
  FN_PERCENTILE_DISC: discrete,
  FN_PERCENTILE_DISC_NUMERIC: discrete,
};
