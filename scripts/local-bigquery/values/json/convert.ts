import { doubleToString, messageDouble } from '../double-text.ts';
import { INT64_MAX, INT64_MIN, type Json } from './value.ts';

/** A value of another type than the function wants; the message is Google's. */
export class JsonConversionError extends Error {}

/** Beyond this a whole number may differ from its double. */
const EXACT_LIMIT = 2n ** 53n;

export function toBool(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  throw new JsonConversionError('The provided JSON input is not a boolean');
}

export function toText(value: Json): string {
  if (typeof value === 'string') return value;
  throw new JsonConversionError('The provided JSON input is not a string');
}

export function toInt64(value: Json): bigint {
  if (typeof value === 'bigint' && value <= INT64_MAX) return value;
  if (typeof value !== 'number') throw new JsonConversionError('The provided JSON input is not an integer');
  if (Number.isInteger(value) && BigInt(value) >= INT64_MIN && BigInt(value) <= INT64_MAX) return BigInt(value);
  throw new JsonConversionError(`The provided JSON number: ${messageDouble(value)} cannot be converted to an integer`);
}

export function toDouble(value: Json, mode: string): number {
  if (mode !== 'exact' && mode !== 'round') throw new JsonConversionError(`Invalid \`wide_number_mode\` specified: ${mode}`);
  if (typeof value === 'number') return value;
  if (typeof value !== 'bigint') throw new JsonConversionError('The provided JSON input is not a number');
  if (mode === 'exact' && (value > EXACT_LIMIT || value < -EXACT_LIMIT)) throw new JsonConversionError(`JSON number: ${value} cannot be converted to FLOAT64 without loss of precision`);
  return Number(value);
}

export function laxBool(value: Json): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return null;
  return value.toLowerCase() === 'true';
}

export function laxInt64(value: Json): bigint | null {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string') return inRange(roundedDecimal(value));
  if (typeof value === 'number') return inRange(roundedDouble(value));
  return typeof value === 'bigint' ? inRange(value) : null;
}

export function laxDouble(value: Json): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' ? parseDouble(value) : null;
}

export function laxText(value: Json): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return doubleToString(value);
  return typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : null;
}

function inRange(value: bigint | null): bigint | null {
  return value !== null && value >= INT64_MIN && value <= INT64_MAX ? value : null;
}

/** Half away from zero. */
function roundedDouble(value: number): bigint {
  const whole = Math.trunc(value);
  return BigInt(whole) + (Math.abs(value - whole) >= 0.5 ? BigInt(Math.sign(value)) : 0n);
}

const DECIMAL = /^[\t\n\v\f\r ]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[\t\n\v\f\r ]*$/;
/** No INT64 has more digits, and fewer than none are zero. */
const MAX_EXPONENT = 60;

function roundedDecimal(text: string): bigint | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole + fraction === '') return null;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const scale = fraction.length - Number(exponent);
  if (digits === '' || digits.length < scale) return 0n;
  if (-scale > MAX_EXPONENT || digits.length - scale > MAX_EXPONENT) return null;
  const divisor = 10n ** BigInt(Math.max(0, scale));
  const dividend = BigInt(digits) * 10n ** BigInt(Math.max(0, -scale));
  const size = (2n * dividend + divisor) / (2n * divisor);
  return sign === '-' ? -size : size;
}

function parseDouble(text: string): number | null {
  const trimmed = text.replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, '');
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(trimmed) ?? [];
  const negative = sign === '-';
  if (/^nan(?:\(\w*\))?$/i.test(rest)) return NaN;
  if (/^inf(?:inity)?$/i.test(rest)) return negative ? -Infinity : Infinity;
  if (/^0x/i.test(rest)) throw new Error('!error: LAX_FLOAT64 of a hexadecimal number is not supported by the local BigQuery');
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(rest)) return null;
  return negative ? -Number(rest) : Number(rest);
}
