import { namable } from '../macros.ts';
import { raise } from '../raise.ts';
import { stringConstant } from '../text.ts';
import { arg, knownValues, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

/**
 * DuckDB's running variance loses digits where values are large beside their spread: half as many as this ratio of the
 * squares has. Nine are left up to here, which amounts of money do not reach.
 */
const ILL_CONDITIONED = '1e14';
const NAN = `'NaN'::DOUBLE`;

const refusal = (name: string): string => raise(stringConstant(`${name} of values that are all but equal beside their size is not supported by the local BigQuery: subtract a constant near them first`), 'DOUBLE');

/** Whether the finite values that pass the filter are too close together for DuckDB's way. */
function isIllConditioned(call: AggregateCall, value: string, filter: string): string {
  const over = (name: string): string => call.apply(name, [value], filter);
  return `(${over('favg')} * ${over('favg')} > ${ILL_CONDITIONED} * ${over('var_pop')} AND ${over('min')} < ${over('max')})`;
}

/** VAR_x and STDDEV_x of FLOAT64; the sample's of one value is NULL, the population's NaN where a value is not finite. */
const spread = (name: 'VAR_POP' | 'VAR_SAMP' | 'STDDEV_POP' | 'STDDEV_SAMP'): AggregateBuilder => (call) => {
  const value = arg(call, 0);
  if (call.isSmall) return `gsql_double_${name.toLowerCase()}(${knownValues(call)})`;
  const isFinite = `isfinite(${value})`;
  const least = name.endsWith('POP') ? 1 : 2;
  const [count, finite] = [call.apply('count', [value]), call.apply('count', [value], isFinite)];
  const result = call.apply(name.toLowerCase(), [value], isFinite);
  const constant = `${call.apply('min', [value], isFinite)} = ${call.apply('max', [value], isFinite)}`;
  return `CASE WHEN ${count} < ${least} THEN NULL WHEN ${finite} < ${count} THEN ${NAN} WHEN ${constant} THEN 0e0 WHEN ${isIllConditioned(call, value, isFinite)} THEN ${refusal(name)} ELSE ${result} END`;
};

/** CORR and COVAR_x of FLOAT64 over the pairs without NULL. */
const together = (name: 'CORR' | 'COVAR_POP' | 'COVAR_SAMP'): AggregateBuilder => (call) => {
  const [x, y] = [arg(call, 0), arg(call, 1)];
  if (call.isSmall) return pairs(`gsql_double_${name.toLowerCase()}`)(call);
  const isPair = `${x} IS NOT NULL AND ${y} IS NOT NULL`;
  const isFinite = `isfinite(${x}) AND isfinite(${y})`;
  const [count, finite] = [call.apply('count', ['*'], isPair), call.apply('count', ['*'], isFinite)];
  const ill = `${isIllConditioned(call, x, isFinite)} OR ${isIllConditioned(call, y, isFinite)}`;
  const constant = `(${call.apply('min', [x], isFinite)} = ${call.apply('max', [x], isFinite)} OR ${call.apply('min', [y], isFinite)} = ${call.apply('max', [y], isFinite)})`;
  const least = name === 'COVAR_POP' ? 1 : 2;
  const flat = name === 'CORR' ? NAN : '0e0';
  return `CASE WHEN ${count} < ${least} THEN NULL WHEN ${finite} < ${count} THEN ${NAN} WHEN ${constant} THEN ${flat} WHEN ${ill} THEN ${refusal(name)} ELSE ${call.apply(name.toLowerCase(), [x, y], isFinite)} END`;
};

/** The pairs without NULL as two lists of one order. */
const pairs = (name: string): AggregateBuilder => (call) => {
  const [x, y] = [arg(call, 0), arg(call, 1)];
  const list = call.apply('list', [`struct_pack(x := ${namable(x)}, y := ${namable(y)})`], `${x} IS NOT NULL AND ${y} IS NOT NULL`);
  return `list_transform([${list}], lambda l: ${name}(list_transform(l, lambda p: p.x), list_transform(l, lambda p: p.y)))[1]`;
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
