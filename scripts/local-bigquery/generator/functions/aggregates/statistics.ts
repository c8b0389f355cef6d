import type { Expr } from '../../../../googlesql/resolved-nodes.ts';
import { namable } from '../../text/macros.ts';
import { raise } from '../../text/raise.ts';
import { LAMBDA_ROW, stringConstant } from '../../text/text.ts';
import { arg, argNode, knownValues, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

/**
 * DuckDB's running variance loses digits where values are large beside their spread: half as many as this ratio of the
 * squares has. Nine are left up to here, which amounts of money do not reach.
 */
const ILL_CONDITIONED = '1e14';
const NAN = `'NaN'::DOUBLE`;

const refusal = (name: string): string => raise(stringConstant(`${name} of values that are all but equal beside their size is not supported by the local BigQuery: subtract a constant near them first`), 'DOUBLE');

/** NULL where the condition does not hold. A FILTER would copy the arguments of all other aggregates, too. */
const where = (condition: string, value: string): string => `CASE WHEN ${condition} THEN ${value} END`;

/** Whether finite values that are not all equal are too close together for DuckDB's way. @param variance of them */
function isIllConditioned(call: AggregateCall, value: string, variance: string): string {
  const mean = call.apply('favg', [value]);
  return `${mean} * ${mean} > ${ILL_CONDITIONED} * ${variance}`;
}

const isOfIntegers = (node: Expr): boolean => node.kind === 'Cast' && node.expr.type.kind === 'INT64';

/**
 * VAR_x and STDDEV_x of FLOAT64; the sample's of one value is NULL, the population's NaN where a value is not finite.
 * The extremes tell of such a value: they, the count and the mean are often asked for beside it, and computed once.
 */
const spread = (name: 'VAR_POP' | 'VAR_SAMP' | 'STDDEV_POP' | 'STDDEV_SAMP'): AggregateBuilder => (call) => {
  const value = arg(call, 0);
  if (call.isSmall) return `gsql_double_${name.toLowerCase()}(${knownValues(call)})`;
  // DuckDB's own fails on the others.
  const finite = isOfIntegers(argNode(call, 0)) ? value : where(`isfinite(${value})`, value);
  const fewest = name.endsWith('POP') ? 1 : 2;
  const [least, most] = [call.apply('min', [value]), call.apply('max', [value])];
  const result = call.apply(name.toLowerCase(), [finite]);
  const variance = name.startsWith('STDDEV') ? `${result} * ${result}` : result;
  return `CASE WHEN ${call.apply('count', [value])} < ${fewest} THEN NULL WHEN NOT (isfinite(${least}) AND isfinite(${most})) THEN ${NAN} WHEN ${least} = ${most} THEN 0e0 WHEN ${isIllConditioned(call, value, variance)} THEN ${refusal(name)} ELSE ${result} END`;
};

/** CORR and COVAR_x of FLOAT64 over the pairs without NULL. */
const together = (name: 'CORR' | 'COVAR_POP' | 'COVAR_SAMP'): AggregateBuilder => (call) => {
  const [x, y] = [arg(call, 0), arg(call, 1)];
  if (call.isSmall) return pairs(`gsql_double_${name.toLowerCase()}`)(call);
  const isFinite = `isfinite(${x}) AND isfinite(${y})`;
  const count = call.apply('count', [where(`${x} IS NOT NULL AND ${y} IS NOT NULL`, '1')]);
  const finite = [where(isFinite, x), where(isFinite, y)];
  const ill = finite.map((value) => isIllConditioned(call, value, call.apply('var_pop', [value]))).join(' OR ');
  const constant = finite.map((value) => `${call.apply('min', [value])} = ${call.apply('max', [value])}`).join(' OR ');
  const least = name === 'COVAR_POP' ? 1 : 2;
  const flat = name === 'CORR' ? NAN : '0e0';
  return `CASE WHEN ${count} < ${least} THEN NULL WHEN ${call.apply('count', [where(isFinite, '1')])} < ${count} THEN ${NAN} WHEN ${constant} THEN ${flat} WHEN ${ill} THEN ${refusal(name)} ELSE ${call.apply(name.toLowerCase(), finite)} END`;
};

/** The pairs without NULL as two lists of one order. */
const pairs = (name: string): AggregateBuilder => (call) => {
  const [x, y] = [arg(call, 0), arg(call, 1)];
  const list = call.apply('list', [`struct_pack(x := ${namable(x)}, y := ${namable(y)})`], `${x} IS NOT NULL AND ${y} IS NOT NULL`);
  return `list_transform([${list}], lambda l: ${name}(list_transform(l, lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.x), list_transform(l, lambda ${LAMBDA_ROW}: ${LAMBDA_ROW}.y)))[1]`;
};

const single = (name: string): AggregateBuilder => (call) => `${name}(${knownValues(call)})`;

/** The statistics of a decimal type, exact until the last step. */
function decimal(kind: 'NUMERIC' | 'BIGNUMERIC'): Aggregates {
  const prefix = `gsql_${kind.toLowerCase()}`;
  return {
    [`FN_VAR_POP_${kind}`]: single(`${prefix}_var_pop`),
    [`FN_VAR_SAMP_${kind}`]: single(`${prefix}_var_samp`),
    [`FN_STDDEV_POP_${kind}`]: single(`${prefix}_stddev_pop`),
    [`FN_STDDEV_SAMP_${kind}`]: single(`${prefix}_stddev_samp`),
    [`FN_CORR_${kind}`]: pairs(`${prefix}_corr`),
    [`FN_COVAR_POP_${kind}`]: pairs(`${prefix}_covar_pop`),
    [`FN_COVAR_SAMP_${kind}`]: pairs(`${prefix}_covar_samp`),
  };
}

export const STATISTICS: Aggregates = {
  FN_VAR_POP: spread('VAR_POP'),
  FN_VAR_SAMP: spread('VAR_SAMP'),
  FN_STDDEV_POP: spread('STDDEV_POP'),
  FN_STDDEV_SAMP: spread('STDDEV_SAMP'),
  FN_CORR: together('CORR'),
  FN_COVAR_POP: together('COVAR_POP'),
  FN_COVAR_SAMP: together('COVAR_SAMP'),
  ...decimal('NUMERIC'),
  ...decimal('BIGNUMERIC'),
};
