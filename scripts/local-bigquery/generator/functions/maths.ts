import { raise } from '../text/raise.ts';
import { type Builder, type Catalogue, repeat, same, text } from './catalogue.ts';

const shown = (value: string): string => `gsql_message_double(${value})`;
const failure = (name: string, ...values: string[]): string => raise(`'Floating point error in function: ${name}(' || ${values.map(shown).join(` || ', ' || `)} || ')'`, 'DOUBLE');
const overflow = (name: string, a: string): string => raise(`'Floating point overflow in function: ${name}(' || ${shown(a)} || ')'`, 'DOUBLE');
const NAN = `'NaN'::DOUBLE`;

/** A function of FLOAT64 that fails where finite arguments give no finite result, as GoogleSQL's do. */
const finite = (sql: (a: string) => string, fail: (a: string) => string): Builder => repeat((a) => `CASE WHEN isfinite(${a}) AND NOT isfinite(${sql(a)}) THEN ${fail(a)} ELSE ${sql(a)} END`);
const call = (name: string) => (a: string): string => `${name}(${a})`;
/** A function that fails outside its domain, where DuckDB would fail in its own words; infinities outside it give NaN. */
const within = (name: string, outside: (a: string) => string, sql: (a: string) => string): Builder =>
  repeat((a) => `CASE WHEN ${outside(a)} THEN CASE WHEN isinf(${a}) THEN ${NAN} ELSE ${failure(name, a)} END ELSE ${sql(a)} END`);
const positive = (a: string): string => `${a} <= 0`;
const beyondOne = (a: string): string => `abs(${a}) > 1 AND NOT isnan(${a})`;
/** sin, cos and tan of an infinity are NaN; DuckDB refuses them. */
const periodic = (sql: (a: string) => string): Builder => repeat((a) => `CASE WHEN isinf(${a}) THEN ${NAN} ELSE ${sql(a)} END`);
/** One divided by a function: fails where the quotient is infinite. */
const reciprocal = (name: string, sql: (a: string) => string): Builder => repeat((a) => `CASE WHEN isinf(1 / ${sql(a)}) THEN ${failure(name, a)} ELSE 1 / ${sql(a)} END`);
const turned = (name: string, sql: string): Builder => repeat((a) => `CASE WHEN isinf(${a}) THEN ${NAN} WHEN isinf(1 / ${sql}(${a})) THEN ${failure(name, a)} ELSE 1 / ${sql}(${a}) END`);

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
  FN_SIGN_INT64: text((a) => `sign(${a})::BIGINT`),
  FN_SIGN_DOUBLE: repeat((a) => `CASE WHEN isnan(${a}) THEN ${NAN} ELSE sign(${a})::DOUBLE END`),
  FN_ROUND_DOUBLE: same('round'),
  FN_ROUND_WITH_DIGITS_DOUBLE: toDigits('round', '0'),
  FN_TRUNC_DOUBLE: same('trunc'),
  FN_TRUNC_WITH_DIGITS_DOUBLE: toDigits('trunc', '0.5'),
  FN_CEIL_DOUBLE: same('ceil'),
  FN_FLOOR_DOUBLE: same('floor'),
  FN_IS_NAN: same('isnan'),
  FN_IS_INF: same('isinf'),
  FN_SQRT_DOUBLE: repeat((a) => `CASE WHEN ${a} < 0 THEN ${raise(`'Argument to SQRT cannot be negative: ' || ${shown(a)}`, 'DOUBLE')} ELSE sqrt(${a}) END`),
  FN_CBRT_DOUBLE: same('cbrt'),
  FN_POW_DOUBLE: repeat((a, b) => `CASE WHEN isfinite(${a}) AND isfinite(${b}) AND NOT isfinite(pow(${a}, ${b})) THEN ${failure('POW', a, b)} ELSE pow(${a}, ${b}) END`),
  FN_EXP_DOUBLE: finite(call('exp'), (a) => failure('EXP', a)),
  FN_NATURAL_LOGARITHM_DOUBLE: within('LN', positive, call('ln')),
  FN_DECIMAL_LOGARITHM_DOUBLE: within('LOG10', positive, call('log10')),
  FN_LOGARITHM_DOUBLE: (node) =>
    node.args.length === 1
      ? within('LN', positive, call('ln'))(node)
      : node.once(node.args, (a, b) => `CASE WHEN isnan(${a}) OR NOT isfinite(${b}) OR ${a} = '-Infinity'::DOUBLE THEN ${NAN} + ${a} + ${b} WHEN ${a} = 'Infinity'::DOUBLE AND ${b} <= 1 AND (${b} <= 0 OR ${b} = 1) THEN CASE WHEN ${b} = 1 THEN ${a} ELSE ${NAN} END WHEN ${a} <= 0 OR ${b} <= 0 OR ${b} = 1 THEN ${failure('LOG', a, b)} ELSE ln(${a}) / ln(${b}) END`),
  FN_SIN_DOUBLE: periodic(call('sin')),
  FN_COS_DOUBLE: periodic(call('cos')),
  FN_TAN_DOUBLE: periodic(call('tan')),
  FN_COT_DOUBLE: turned('COT', 'tan'),
  FN_CSC_DOUBLE: turned('CSC', 'sin'),
  FN_SEC_DOUBLE: turned('SEC', 'cos'),
  FN_ATAN_DOUBLE: same('atan'),
  FN_ATAN2_DOUBLE: same('atan2'),
  FN_SINH_DOUBLE: finite(call('sinh'), (a) => overflow('SINH', a)),
  FN_COSH_DOUBLE: finite(call('cosh'), (a) => overflow('COSH', a)),
  FN_TANH_DOUBLE: same('tanh'),
  FN_COTH_DOUBLE: reciprocal('COTH', call('tanh')),
  FN_CSCH_DOUBLE: reciprocal('CSCH', call('sinh')),
  FN_SECH_DOUBLE: text((a) => `(1 / cosh(${a}))`),
  FN_ASIN_DOUBLE: within('ASIN', beyondOne, call('asin')),
  FN_ACOS_DOUBLE: within('ACOS', beyondOne, call('acos')),
  FN_ACOSH_DOUBLE: within('ACOSH', (a) => `${a} < 1`, call('acosh')),
  FN_ASINH_DOUBLE: same('asinh'),
  FN_ATANH_DOUBLE: within('ATANH', (a) => `abs(${a}) >= 1 AND NOT isnan(${a})`, call('atanh')),
  FN_RAND: text(() => 'random()'),
};
