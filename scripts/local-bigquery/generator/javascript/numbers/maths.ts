import type { ScalarFunction } from '../../../storage/scalar-functions.ts';
import { toDigits } from '../../expressions/exact-rounding.ts';
import { failure } from './decimal-errors.ts';
import { doubleToString, messageDouble } from '../../../values/double-text.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { runFloatProgram } from './float-program.ts';

/** Shifts lose what leaves the 64 bits; to the right, zeros come in. */
function shift(value: bigint, by: bigint, side: 'left' | 'right'): bigint {
  if (by < 0n) throw failure('Bitwise shift by negative offset.');
  if (by > 63n) return 0n;
  return BigInt.asIntN(64, side === 'left' ? value << by : BigInt.asUintN(64, value) >> by);
}

function round(value: number, digits: bigint): number {
  const result = toDigits(value, digits, 'round');
  if (Number.isFinite(value) && !Number.isFinite(result)) throw failure(`Floating point overflow in function: ROUND(${messageDouble(value)}, ${-digits})`);
  return result;
}

/** BigQuery makes no longer arrays. */
const MAX_ELEMENTS = 1_048_575;

/** Each element is start + n·step, rounded once. */
function series(from: number, to: number, by: number): number[] {
  if ([from, to, by].some(Number.isNaN)) throw failure('Sequence start, end, and step cannot be NaN.');
  if (!Number.isFinite(by)) throw failure('Sequence step cannot be +/-inf.');
  if (by === 0) throw failure('Sequence step cannot be 0.');
  if (from === to) return [from];
  const values: number[] = [];
  for (let value = from; by > 0 ? value <= to : value >= to; value = from + values.length * by) {
    if (values.length === MAX_ELEMENTS) throw failure(`Cannot generate arrays with more than ${MAX_ELEMENTS} elements.`);
    values.push(value);
  }
  return values;
}

export const MATHS_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_float_arithmetic', parameters: ['VARCHAR', 'DOUBLE', 'DOUBLE'], returns: 'DOUBLE', call: floatArithmetic },
  { name: 'gsql_float_program', parameters: ['VARCHAR', 'DOUBLE[]'], returns: 'DOUBLE', call: runFloatProgram },
  { name: 'gsql_double_to_string', parameters: ['DOUBLE'], returns: 'VARCHAR', call: doubleToString },
  { name: 'gsql_message_double', parameters: ['DOUBLE'], returns: 'VARCHAR', call: messageDouble },
  { name: 'gsql_double_series', parameters: ['DOUBLE', 'DOUBLE', 'DOUBLE'], returns: 'DOUBLE[]', call: series },
  { name: 'gsql_round', parameters: ['DOUBLE', 'BIGINT'], returns: 'DOUBLE', call: round },
  { name: 'gsql_trunc', parameters: ['DOUBLE', 'BIGINT'], returns: 'DOUBLE', call: (value: number, digits: bigint) => toDigits(value, digits, 'trunc') },
  { name: 'gsql_shift_left', parameters: ['BIGINT', 'BIGINT'], returns: 'BIGINT', call: (value: bigint, by: bigint) => shift(value, by, 'left') },
  { name: 'gsql_shift_right', parameters: ['BIGINT', 'BIGINT'], returns: 'BIGINT', call: (value: bigint, by: bigint) => shift(value, by, 'right') },
];
