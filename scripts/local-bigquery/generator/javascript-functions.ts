import { fingerprint64 } from 'farmhash-modern';
import type { ScalarFunction } from '../storage/duckdb.ts';
import { toDigits } from './exact-rounding.ts';
import { BYTES_FUNCTIONS } from './javascript/bytes.ts';
import { ENCODING_FUNCTIONS } from './javascript/encodings.ts';
import { FORMAT_FUNCTIONS } from './javascript/format.ts';
import { REGEXP_FUNCTIONS } from './javascript/regexp.ts';
import { STRING_FUNCTIONS } from './javascript/strings.ts';

const NUMERIC_SCALE = 9;
const UNIT = 10n ** 9n;

/** A decimal text as an integer number of 10^-9. */
function toUnits(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole) * UNIT + BigInt(fraction.padEnd(NUMERIC_SCALE, '0').slice(0, NUMERIC_SCALE));
  return text.startsWith('-') ? -units : units;
}

function fromUnits(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(NUMERIC_SCALE + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -NUMERIC_SCALE)}.${digits.slice(-NUMERIC_SCALE)}`;
}

/** Quotient rounded half away from zero. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const quotient = (2n * a + b) / (2n * b);
  return negative ? -quotient : quotient;
}

const SIGNIFICANT_DIGITS = 15;

/** As C's %.15g, or %.17g where that does not read back as the same number; zero has no sign. */
export function doubleToString(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const short = general(value, SIGNIFICANT_DIGITS);
  return Number(short) === value ? short : general(value, SIGNIFICANT_DIGITS + 2);
}

function general(value: number, digits: number): string {
  if (value === 0) return '0';
  const [mantissa = '', power = '0'] = value.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trimZeros(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** As GoogleSQL escapes strings in JSON: also the line separators that JavaScript once took for line ends. */
function jsonString(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** FLOAT64 arithmetic with GoogleSQL's errors; a divisor of zero fails whatever the dividend. */
function floatArithmetic(operator: string, a: number, b: number): number {
  const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b;
  if (operator === '/' && b === 0) throw new Error(`!error: division by zero: ${doubleToString(a)} / ${doubleToString(b)}`);
  if (Number.isFinite(a) && Number.isFinite(b) && !Number.isFinite(result)) throw new Error(`!error: double overflow: ${doubleToString(a)} ${operator} ${doubleToString(b)}`);
  return result;
}

/** Shifts lose what leaves the 64 bits; to the right, zeros come in. */
function shift(value: bigint, by: bigint, side: 'left' | 'right'): bigint {
  if (by < 0n) throw new Error('!error: Bitwise shift by negative offset.');
  if (by > 63n) return 0n;
  return BigInt.asIntN(64, side === 'left' ? value << by : BigInt.asUintN(64, value) >> by);
}

/** What DuckDB lacks or does otherwise, as functions of JavaScript: correct, and slower than DuckDB's own. */
export const JAVASCRIPT_FUNCTIONS: readonly ScalarFunction[] = [
  ...BYTES_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...FORMAT_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ...STRING_FUNCTIONS,
  { name: 'gsql_upper', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => text.toUpperCase() },
  { name: 'gsql_lower', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => text.toLowerCase() },
  { name: 'gsql_reverse', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => Array.from(text).reverse().join('') },
  { name: 'gsql_float_arithmetic', parameters: ['VARCHAR', 'DOUBLE', 'DOUBLE'], returns: 'DOUBLE', call: floatArithmetic },
  { name: 'gsql_double_to_string', parameters: ['DOUBLE'], returns: 'VARCHAR', call: doubleToString },
  { name: 'gsql_farm_fingerprint', parameters: ['VARCHAR'], returns: 'BIGINT', call: (text: string) => BigInt.asIntN(64, fingerprint64(text)) },
  { name: 'gsql_round', parameters: ['DOUBLE', 'BIGINT'], returns: 'DOUBLE', call: (value: number, digits: bigint) => toDigits(value, digits, 'round') },
  { name: 'gsql_trunc', parameters: ['DOUBLE', 'BIGINT'], returns: 'DOUBLE', call: (value: number, digits: bigint) => toDigits(value, digits, 'trunc') },
  { name: 'gsql_shift_left', parameters: ['BIGINT', 'BIGINT'], returns: 'BIGINT', call: (value: bigint, by: bigint) => shift(value, by, 'left') },
  { name: 'gsql_shift_right', parameters: ['BIGINT', 'BIGINT'], returns: 'BIGINT', call: (value: bigint, by: bigint) => shift(value, by, 'right') },
  { name: 'gsql_json_string', parameters: ['VARCHAR'], returns: 'VARCHAR', call: jsonString },
  { name: 'gsql_numeric_multiply', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (a: string, b: string) => fromUnits(divideRounded(toUnits(a) * toUnits(b), UNIT)) },
  { name: 'gsql_numeric_divide', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (a: string, b: string) => fromUnits(divideRounded(toUnits(a) * UNIT, toUnits(b))) },
];
