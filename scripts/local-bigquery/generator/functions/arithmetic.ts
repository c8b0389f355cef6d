import { raise } from '../raise.ts';
import { literalNumber } from '../float-arithmetic.ts';
import { argument, type Builder, type Catalogue, infix, repeat, same, text } from './catalogue.ts';

/** Numbers in messages look as GoogleSQL prints them: no `.0`. */
const shown = (value: string): string => `regexp_replace((${value})::VARCHAR, '\\.0$', '')`;
const zero = (a: string, b: string, type: string): string => raise(`'division by zero: ' || ${shown(a)} || ' / ' || ${shown(b)}`, type);

/** DIV and MOD: by zero they fail; MOD by -1 is 0 even for the least INT64, whose quotient does not exist. */
const integerDivision = (operator: '//' | '%'): Builder => (call) => {
  const divisor = literalNumber(call.node.argumentList[1]);
  if (divisor !== null && divisor !== 0 && divisor !== -1) return `(${argument(call, 0)} ${operator} ${argument(call, 1)})`;
  return call.once(call.args, (a, b) => {
    const failure = operator === '//' ? zero(a, b, 'BIGINT') : raise(`'division by zero: MOD(' || ${shown(a)} || ', ' || ${shown(b)} || ')'`, 'BIGINT');
    const minusOne = operator === '%' ? ` WHEN ${b} = -1 AND ${a} IS NOT NULL THEN 0` : '';
    return `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${failure}${minusOne} ELSE ${a} ${operator} ${b} END`;
  });
};

const attempt = (body: (...args: string[]) => string): Builder => (call) => call.attempt(body);

/** DuckDB's product of two DECIMAL(38,9) has 18 places and overflows early: GoogleSQL rounds it half away from zero to 9. */
const DECIMAL = 'DECIMAL(38,9)';

/** Arithmetic of INT64, FLOAT64, NUMERIC; DuckDB's BIGINT and DECIMAL fail on overflow as GoogleSQL's types do. */
export const ARITHMETIC: Catalogue = {
  FN_ADD_INT64: infix('+'),
  FN_ADD_NUMERIC: infix('+'),
  FN_SUBTRACT_INT64: infix('-'),
  FN_SUBTRACT_NUMERIC: infix('-'),
  FN_MULTIPLY_INT64: infix('*'),
  FN_MULTIPLY_NUMERIC: text((a, b) => `gsql_numeric_multiply(${a}::VARCHAR, ${b}::VARCHAR)::${DECIMAL}`),
  FN_DIVIDE_NUMERIC: repeat((a, b) => `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${zero(a, b, DECIMAL)} ELSE gsql_numeric_divide(${a}::VARCHAR, ${b}::VARCHAR)::${DECIMAL} END`),
  FN_UNARY_MINUS_INT64: text((a) => `(-${a})`),
  FN_UNARY_MINUS_NUMERIC: text((a) => `(-${a})`),
  FN_SAFE_ADD_INT64: attempt((a, b) => `${a} + ${b}`),
  FN_SAFE_SUBTRACT_INT64: attempt((a, b) => `${a} - ${b}`),
  FN_SAFE_MULTIPLY_INT64: attempt((a, b) => `${a} * ${b}`),
  FN_SAFE_UNARY_MINUS_INT64: attempt((a) => `-${a}`),
  FN_SAFE_ADD_NUMERIC: attempt((a, b) => `${a} + ${b}`),
  FN_SAFE_SUBTRACT_NUMERIC: attempt((a, b) => `${a} - ${b}`),
  FN_SAFE_DIVIDE_DOUBLE: repeat((a, b) => `(${a} / nullif(${b}, 0))`),
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
