import { raise } from '../raise.ts';
import { type Builder, type Catalogue, infix, repeat, text } from './catalogue.ts';

/** `/` fails where the divisor is zero; the operands are shown as BigQuery shows them. */
const divide = (type: string): Builder =>
  repeat((a, b) => `(${a} / CASE WHEN ${b} = 0 THEN ${raise(`'division by zero: ' || (${a})::VARCHAR || ' / ' || (${b})::VARCHAR`, type)} ELSE ${b} END)`);

const integerDivision = (operator: string, name: string): Builder =>
  repeat((a, b) => `(${a} ${operator} CASE WHEN ${b} = 0 THEN ${raise(`'division by zero: ${name}(' || (${a})::VARCHAR || ', ' || (${b})::VARCHAR || ')'`, 'BIGINT')} ELSE ${b} END)`);

/** DuckDB's product of two DECIMAL(38,9) has 18 places and overflows early: GoogleSQL rounds it half away from zero to 9. */
const DECIMAL = 'DECIMAL(38,9)';

/** Arithmetic of INT64, FLOAT64, NUMERIC; DuckDB's BIGINT and DECIMAL fail on overflow as GoogleSQL's types do. */
export const ARITHMETIC: Catalogue = {
  FN_ADD_INT64: infix('+'),
  FN_ADD_DOUBLE: infix('+'),
  FN_ADD_NUMERIC: infix('+'),
  FN_SUBTRACT_INT64: infix('-'),
  FN_SUBTRACT_DOUBLE: infix('-'),
  FN_SUBTRACT_NUMERIC: infix('-'),
  FN_MULTIPLY_INT64: infix('*'),
  FN_MULTIPLY_DOUBLE: infix('*'),
  FN_MULTIPLY_NUMERIC: text((a, b) => `gsql_numeric_multiply(${a}::VARCHAR, ${b}::VARCHAR)::${DECIMAL}`),
  FN_DIVIDE_DOUBLE: divide('DOUBLE'),
  FN_DIVIDE_NUMERIC: repeat((a, b) => `CASE WHEN ${b} = 0 THEN ${raise(`'division by zero: ' || (${a})::VARCHAR || ' / ' || (${b})::VARCHAR`, DECIMAL)} ELSE gsql_numeric_divide(${a}::VARCHAR, ${b}::VARCHAR)::${DECIMAL} END`),
  FN_UNARY_MINUS_INT64: text((a) => `(-${a})`),
  FN_UNARY_MINUS_DOUBLE: text((a) => `(-${a})`),
  FN_UNARY_MINUS_NUMERIC: text((a) => `(-${a})`),
  FN_SAFE_ADD_INT64: text((a, b) => `TRY(${a} + ${b})`),
  FN_SAFE_SUBTRACT_INT64: text((a, b) => `TRY(${a} - ${b})`),
  FN_SAFE_MULTIPLY_INT64: text((a, b) => `TRY(${a} * ${b})`),
  FN_SAFE_UNARY_MINUS_INT64: text((a) => `TRY(-${a})`),
  FN_SAFE_ADD_NUMERIC: text((a, b) => `TRY(${a} + ${b})`),
  FN_SAFE_SUBTRACT_NUMERIC: text((a, b) => `TRY(${a} - ${b})`),
  FN_SAFE_DIVIDE_DOUBLE: repeat((a, b) => `(${a} / nullif(${b}, 0))`),
  FN_IEEE_DIVIDE_DOUBLE: infix('/'),
  FN_DIV_INT64: integerDivision('//', 'DIV'),
  FN_MOD_INT64: integerDivision('%', 'MOD'),
  FN_BITWISE_AND_INT64: infix('&'),
  FN_BITWISE_OR_INT64: infix('|'),
  FN_BITWISE_XOR_INT64: text((a, b) => `xor(${a}, ${b})`),
  FN_BITWISE_NOT_INT64: text((a) => `(~${a})`),
  FN_BIT_COUNT_INT64: text((a) => `bit_count(${a})::BIGINT`),
};
