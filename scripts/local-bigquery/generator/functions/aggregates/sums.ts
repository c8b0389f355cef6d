import { mayBeNaN } from '../../expressions/nan.ts';
import { raise } from '../../text/raise.ts';
import { stringConstant } from '../../text/text.ts';
import { arg, argNode, as, knownValues, type AggregateCall, type Aggregates } from './aggregate-call.ts';

const [NAN, INFINITY] = [`'NaN'::DOUBLE`, `'Infinity'::DOUBLE`];
const OVERFLOW = stringConstant('double overflow');

/**
 * SUM of FLOAT64: DuckDB's compensated sum, and what infinities and NaN make of it. (It gives NaN for every infinity.)
 * Only where the sum is not finite do the extremes say why.
 */
function sumOfDoubles(call: AggregateCall): string {
  if (call.isSmall) return `gsql_double_sum(${knownValues(call)})`;
  const [total, least, most] = ['fsum', 'min', 'max'].map((name) => call.apply(name, [arg(call, 0)]));
  const nan = mayBeNaN(argNode(call, 0)) ? `WHEN isnan(${most}) THEN ${NAN} ` : '';
  return `CASE WHEN isfinite(${total}) IS NOT FALSE THEN ${total} ${nan}WHEN ${most} = ${INFINITY} AND ${least} = -${INFINITY} THEN ${NAN} WHEN ${most} = ${INFINITY} THEN ${most} WHEN ${least} = -${INFINITY} THEN ${least} ELSE ${raise(OVERFLOW, 'DOUBLE')} END`;
}

/** AVG of FLOAT64; over infinities of one sign it depends on the way that it is computed. */
function averageOfDoubles(call: AggregateCall): string {
  if (call.isSmall) return `gsql_double_average(${knownValues(call)})`;
  const [average, least, most] = ['favg', 'min', 'max'].map((name) => call.apply(name, [arg(call, 0)]));
  const message = stringConstant('AVG over infinities, or beyond the range of FLOAT64, is not supported by the local BigQuery');
  const nan = mayBeNaN(argNode(call, 0)) ? `WHEN isnan(${most}) THEN ${NAN} ` : '';
  return `CASE WHEN isfinite(${average}) IS NOT FALSE THEN ${average} ${nan}WHEN ${most} = ${INFINITY} AND ${least} = -${INFINITY} THEN ${NAN} ELSE ${raise(message, 'DOUBLE')} END`;
}

const DECIMAL = 'DECIMAL(38,9)';
/** The greatest NUMERIC: DuckDB's own sums go on to the end of 128 bits. */
const GREATEST = `99999999999999999999999999999.999999999::${DECIMAL}`;

function sumOfNumerics(call: AggregateCall): string {
  if (call.isSmall) return `gsql_numeric_sum(${knownValues(call)})`;
  const total = call.apply('sum', call.args);
  return `CASE WHEN ${total} > ${GREATEST} OR ${total} < -${GREATEST} THEN ${raise(stringConstant('numeric overflow: SUM'), DECIMAL)} ELSE ${total}::${DECIMAL} END`;
}

/** Gathers the values where the sum must not overflow on the way. */
const gathered = (name: string) => (call: AggregateCall): string => `${name}(${knownValues(call)})`;

export const SUMS: Aggregates = {
  FN_SUM_INT64: as('sum', 'BIGINT'),
  FN_SUM_DOUBLE: sumOfDoubles,
  FN_SUM_NUMERIC: sumOfNumerics,
  FN_SUM_BIGNUMERIC: gathered('gsql_bignumeric_sum'),
  FN_AVG_INT64: (call) => call.apply('avg', call.args),
  FN_AVG_DOUBLE: averageOfDoubles,
  FN_AVG_NUMERIC: (call) => (call.isSmall ? gathered('gsql_numeric_average')(call) : `gsql_numeric_divide(${call.apply('sum', call.args)}, ${call.apply('count', call.args)}::${DECIMAL})`),
  FN_AVG_BIGNUMERIC: gathered('gsql_bignumeric_average'),
};
