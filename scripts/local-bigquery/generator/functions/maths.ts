import { raise } from '../raise.ts';
import { type Builder, type Catalogue, repeat, same, text } from './catalogue.ts';

const fails = (message: string): string => raise(`'${message.replaceAll("'", "''")}'`, 'DOUBLE');
/** A function of FLOAT64 that fails where finite arguments give no finite result, as GoogleSQL's do. */
const finite = (name: string, sql: string): Builder =>
  repeat((a) => `CASE WHEN isfinite(${a}) AND NOT isfinite(${sql}(${a})) THEN ${raise(`'Floating point error in function: ${name}(' || (${a})::VARCHAR || ')'`, 'DOUBLE')} ELSE ${sql}(${a}) END`);
const domain = (outside: (a: string) => string, message: (a: string) => string, body: (a: string) => string): Builder =>
  repeat((a) => `CASE WHEN ${outside(a)} THEN ${raise(message(a), 'DOUBLE')} ELSE ${body(a)} END`);
/** sin, cos and tan of an infinity are NaN; DuckDB refuses them. */
const periodic = (name: string): Builder => repeat((a) => `CASE WHEN isinf(${a}) THEN 'NaN'::DOUBLE ELSE ${name}(${a}) END`);
const positive = (name: string, sql: string): Builder =>
  domain((a) => `${a} <= 0`, (a) => `'Floating point error in function: ${name}(' || (${a})::VARCHAR || ')'`, (a) => `${sql}(${a})`);

export const MATHS: Catalogue = {
  FN_ABS_INT64: same('abs'),
  FN_ABS_DOUBLE: same('abs'),
  FN_ABS_NUMERIC: same('abs'),
  FN_SIGN_INT64: text((a) => `sign(${a})::BIGINT`),
  FN_SIGN_DOUBLE: repeat((a) => `CASE WHEN isnan(${a}) THEN 'NaN'::DOUBLE ELSE sign(${a})::DOUBLE END`),
  FN_SIGN_NUMERIC: text((a) => `sign(${a})::DECIMAL(38,9)`),
  FN_ROUND_DOUBLE: same('round'),
  FN_ROUND_NUMERIC: text((a) => `round(${a})::DECIMAL(38,9)`),
  FN_ROUND_WITH_DIGITS_DOUBLE: text((a, digits) => `round(${a}, ${digits}::INTEGER)`),
  FN_TRUNC_DOUBLE: same('trunc'),
  FN_TRUNC_WITH_DIGITS_DOUBLE: text((a, digits) => `trunc(${a}, ${digits}::INTEGER)`),
  FN_CEIL_DOUBLE: same('ceil'),
  FN_CEIL_NUMERIC: text((a) => `ceil(${a})::DECIMAL(38,9)`),
  FN_FLOOR_DOUBLE: same('floor'),
  FN_FLOOR_NUMERIC: text((a) => `floor(${a})::DECIMAL(38,9)`),
  FN_IS_NAN: same('isnan'),
  FN_IS_INF: same('isinf'),
  FN_SQRT_DOUBLE: domain((a) => `${a} < 0`, (a) => `'Floating point error in function: SQRT(' || (${a})::VARCHAR || ')'`, (a) => `sqrt(${a})`),
  FN_CBRT_DOUBLE: same('cbrt'),
  FN_POW_DOUBLE: repeat((a, b) => `CASE WHEN isfinite(${a}) AND isfinite(${b}) AND NOT isfinite(pow(${a}, ${b})) THEN ${raise(`'Floating point error in function: POW(' || (${a})::VARCHAR || ', ' || (${b})::VARCHAR || ')'`, 'DOUBLE')} ELSE pow(${a}, ${b}) END`),
  FN_EXP_DOUBLE: finite('EXP', 'exp'),
  FN_NATURAL_LOGARITHM_DOUBLE: positive('LN', 'ln'),
  FN_DECIMAL_LOGARITHM_DOUBLE: positive('LOG10', 'log10'),
  FN_LOGARITHM_DOUBLE: repeat((a, b) => `CASE WHEN ${a} <= 0 OR ${b} <= 0 OR ${b} = 1 THEN ${fails('Floating point error in function: LOG')} ELSE ln(${a}) / ln(${b}) END`),
  FN_SIN_DOUBLE: periodic('sin'),
  FN_COS_DOUBLE: periodic('cos'),
  FN_TAN_DOUBLE: periodic('tan'),
  FN_ATAN_DOUBLE: same('atan'),
  FN_ATAN2_DOUBLE: same('atan2'),
  FN_SINH_DOUBLE: finite('SINH', 'sinh'),
  FN_COSH_DOUBLE: finite('COSH', 'cosh'),
  FN_TANH_DOUBLE: same('tanh'),
  FN_ASIN_DOUBLE: domain((a) => `abs(${a}) > 1 AND NOT isnan(${a})`, () => `'Floating point error in function: ASIN'`, (a) => `asin(${a})`),
  FN_ACOS_DOUBLE: domain((a) => `abs(${a}) > 1 AND NOT isnan(${a})`, () => `'Floating point error in function: ACOS'`, (a) => `acos(${a})`),
  FN_PI_DOUBLE: text(() => 'pi()'),
  FN_RAND: text(() => 'random()'),
};
