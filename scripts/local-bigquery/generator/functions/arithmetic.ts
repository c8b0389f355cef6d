import { raise } from '../text/raise.ts';
import { literalNumber } from '../expressions/float-arithmetic.ts';
import { argument, type Builder, type Catalogue, infix, repeat, same, text } from './catalogue.ts';

/** DIV and MOD: by zero they fail; MOD by -1 is 0 even for the least INT64, whose quotient does not exist. */
const integerDivision = (operator: '//' | '%'): Builder => (call) => {
  const divisor = literalNumber(call.node.argumentList[1]);
  if (divisor !== null && divisor !== 0 && divisor !== -1) return `(${argument(call, 0)} ${operator} ${argument(call, 1)})`;
  return call.once(call.args, (a, b) => {
    const failure = operator === '//' ? `'division by zero: ' || ${a}::VARCHAR || ' / ' || ${b}::VARCHAR` : `'division by zero: MOD(' || ${a}::VARCHAR || ', ' || ${b}::VARCHAR || ')'`;
    const minusOne = operator === '%' ? ` WHEN ${b} = -1 AND ${a} IS NOT NULL THEN 0` : '';
    return `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${raise(failure, 'BIGINT')}${minusOne} ELSE ${a} ${operator} ${b} END`;
  });
};

const attempt = (body: (...args: string[]) => string): Builder => (call) => call.attempt(body);
/** NULL where finite operands give an infinity. */
const safeFloat = (body: (a: string, b: string) => string): Builder => repeat((a, b) => `CASE WHEN isfinite(${body(a, b)}) OR NOT isfinite(${a}) OR NOT isfinite(${b}) THEN ${body(a, b)} END`);

/**
 * Arithmetic of INT64 and FLOAT64; DuckDB's BIGINT fails on overflow as INT64 does. Sums are written as functions: DuckDB turns
 * `x + 1 > 5` into `x > 4` and SUM(x + 1) into SUM(x) + COUNT(x), where nothing overflows any more.
 */
export const ARITHMETIC: Catalogue = {
  FN_ADD_INT64: same('add'),
  FN_SUBTRACT_INT64: same('subtract'),
  FN_MULTIPLY_INT64: same('multiply'),
  FN_UNARY_MINUS_INT64: text((a) => `(-${a})`),
  FN_SAFE_ADD_INT64: attempt((a, b) => `${a} + ${b}`),
  FN_SAFE_SUBTRACT_INT64: attempt((a, b) => `${a} - ${b}`),
  FN_SAFE_MULTIPLY_INT64: attempt((a, b) => `${a} * ${b}`),
  FN_SAFE_UNARY_MINUS_INT64: attempt((a) => `-${a}`),
  FN_SAFE_ADD_DOUBLE: safeFloat((a, b) => `(${a} + ${b})`),
  FN_SAFE_SUBTRACT_DOUBLE: safeFloat((a, b) => `(${a} - ${b})`),
  FN_SAFE_MULTIPLY_DOUBLE: safeFloat((a, b) => `(${a} * ${b})`),
  FN_SAFE_UNARY_MINUS_DOUBLE: text((a) => `(-${a})`),
  FN_SAFE_DIVIDE_DOUBLE: safeFloat((a, b) => `(${a} / nullif(${b}, 0))`),
  FN_IEEE_DIVIDE_DOUBLE: infix('/'),
  FN_DIV_INT64: integerDivision('//'),
  FN_MOD_INT64: integerDivision('%'),
  FN_BITWISE_AND_INT64: infix('&'),
  FN_BITWISE_OR_INT64: infix('|'),
  FN_BITWISE_XOR_INT64: text((a, b) => `xor(${a}, ${b})`),
  FN_BITWISE_NOT_INT64: text((a) => `(~${a})`),
  FN_BITWISE_LEFT_SHIFT_INT64: same('gsql_shift_left'),
  FN_BITWISE_RIGHT_SHIFT_INT64: same('gsql_shift_right'),
  FN_BIT_COUNT_INT64: text((a) => `bit_count(${a})::BIGINT`),
};
