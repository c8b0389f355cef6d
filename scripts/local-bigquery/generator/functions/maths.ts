import { raise } from '../raise.ts';
import { type Builder, type Catalogue, repeat, same, text } from './catalogue.ts';

const shown = (value: string): string => `regexp_replace((${value})::VARCHAR, '\\.0$', '')`;
const failure = (name: string, ...values: string[]): string => raise(`'Floating point error in function: ${name}(' || ${values.map(shown).join(` || ', ' || `)} || ')'`, 'DOUBLE');

/** A function of FLOAT64 that fails where finite arguments give no finite result, as GoogleSQL's do. */
const finite = (name: string, sql: string): Builder => repeat((a) => `CASE WHEN isfinite(${a}) AND NOT isfinite(${sql}(${a})) THEN ${failure(name, a)} ELSE ${sql}(${a}) END`);
/** A function that fails outside its domain, where DuckDB would fail in its own words. */
const within = (name: string, outside: (a: string) => string, sql: string): Builder => repeat((a) => `CASE WHEN ${outside(a)} THEN ${failure(name, a)} ELSE ${sql}(${a}) END`);
const positive = (a: string): string => `${a} <= 0`;
const beyondOne = (a: string): string => `abs(${a}) > 1 AND NOT isnan(${a})`;
/** sin, cos and tan of an infinity are NaN; DuckDB refuses them. */
const periodic = (name: string): Builder => repeat((a) => `CASE WHEN isinf(${a}) THEN 'NaN'::DOUBLE ELSE ${name}(${a}) END`);

/** Beyond this, a double times a power of ten no longer tells where its exact value lies between two integers. */
const SURE = '1e9';
/**
 * ROUND and TRUNC to digits go by the exact value of the double (2.675 is below the tie). DuckDB's way gives the same
 * unless the scaled value is close to where the result jumps; there JavaScript computes it exactly.
 */
const toDigits = (name: 'round' | 'trunc', jump: string): Builder =>
  repeat((a, digits) => {
    const scaled = `abs(${a} * pow(10, ${digits}))`;
    return `CASE WHEN ${scaled} < ${SURE} AND ${digits} BETWEEN -15 AND 15 AND abs(abs(${scaled} - floor(${scaled}) - 0.5) - ${jump}) > 1e-5 THEN ${name}(${a}, ${digits}::INTEGER) ELSE gsql_${name}(${a}, ${digits}) END`;
  });

export const MATHS: Catalogue = {
  FN_ABS_INT64: same('abs'),
  FN_ABS_DOUBLE: same('abs'),
  FN_ABS_NUMERIC: same('abs'),
  FN_SIGN_INT64: text((a) => `sign(${a})::BIGINT`),
  FN_SIGN_DOUBLE: repeat((a) => `CASE WHEN isnan(${a}) THEN 'NaN'::DOUBLE ELSE sign(${a})::DOUBLE END`),
  FN_SIGN_NUMERIC: text((a) => `sign(${a})::DECIMAL(38,9)`),
  FN_ROUND_DOUBLE: same('round'),
  FN_ROUND_NUMERIC: text((a) => `round(${a})::DECIMAL(38,9)`),
  FN_ROUND_WITH_DIGITS_DOUBLE: toDigits('round', '0'),
  FN_TRUNC_DOUBLE: same('trunc'),
  FN_TRUNC_WITH_DIGITS_DOUBLE: toDigits('trunc', '0.5'),
  FN_CEIL_DOUBLE: same('ceil'),
  FN_CEIL_NUMERIC: text((a) => `ceil(${a})::DECIMAL(38,9)`),
  FN_FLOOR_DOUBLE: same('floor'),
  FN_FLOOR_NUMERIC: text((a) => `floor(${a})::DECIMAL(38,9)`),
  FN_IS_NAN: same('isnan'),
  FN_IS_INF: same('isinf'),
  FN_SQRT_DOUBLE: repeat((a) => `CASE WHEN ${a} < 0 THEN ${raise(`'Argument to SQRT cannot be negative: ' || ${shown(a)}`, 'DOUBLE')} ELSE sqrt(${a}) END`),
  FN_CBRT_DOUBLE: same('cbrt'),
  FN_POW_DOUBLE: repeat((a, b) => `CASE WHEN isfinite(${a}) AND isfinite(${b}) AND NOT isfinite(pow(${a}, ${b})) THEN ${failure('POW', a, b)} ELSE pow(${a}, ${b}) END`),
  FN_EXP_DOUBLE: finite('EXP', 'exp'),
  FN_NATURAL_LOGARITHM_DOUBLE: within('LN', positive, 'ln'),
  FN_DECIMAL_LOGARITHM_DOUBLE: within('LOG10', positive, 'log10'),
  FN_LOGARITHM_DOUBLE: (call) =>
    call.args.length === 1
      ? within('LOG', positive, 'ln')(call)
      : call.once(call.args, (a, b) => `CASE WHEN ${a} <= 0 OR ${b} <= 0 OR ${b} = 1 THEN ${failure('LOG', a, b)} WHEN isinf(${b}) THEN 'NaN'::DOUBLE + ${a} ELSE ln(${a}) / ln(${b}) END`),
  FN_SIN_DOUBLE: periodic('sin'),
  FN_COS_DOUBLE: periodic('cos'),
  FN_TAN_DOUBLE: periodic('tan'),
  FN_ATAN_DOUBLE: same('atan'),
  FN_ATAN2_DOUBLE: same('atan2'),
  FN_SINH_DOUBLE: finite('SINH', 'sinh'),
  FN_COSH_DOUBLE: finite('COSH', 'cosh'),
  FN_TANH_DOUBLE: same('tanh'),
  FN_ASIN_DOUBLE: within('ASIN', beyondOne, 'asin'),
  FN_ACOS_DOUBLE: within('ACOS', beyondOne, 'acos'),
  FN_PI_DOUBLE: text(() => 'pi()'),
  FN_RAND: text(() => 'random()'),
};
