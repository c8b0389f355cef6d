import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { matchesLike } from '../expressions/like-pattern.ts';
import { translate } from './translate.ts';

/** A character U+0000 to U+00FF for each byte: what text can do, bytes then can. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function toBytes(characters: string): Uint8Array {
  return Buffer.from(characters, 'latin1');
}

/** A function of BYTES as one over characters. */
const overCharacters = (call: (text: string, ...rest: string[]) => string) => (...values: Uint8Array[]): Uint8Array => toBytes(call(...(values.map(latin1) as [string, ...string[]])));

function substr(bytes: Uint8Array, position: bigint, length: bigint): Uint8Array {
  if (length < 0n) throw new Error('!error: Third argument in SUBSTR() cannot be negative');
  const size = BigInt(bytes.length);
  const start = position > 0n ? position - 1n : position === 0n || position < -size ? 0n : size + position;
  if (start >= size) return new Uint8Array();
  return bytes.slice(Number(start), length >= size - start ? bytes.length : Number(start + length));
}

function trimmed(bytes: Uint8Array, set: Uint8Array, sides: 'both' | 'left' | 'right'): Uint8Array {
  const gone = new Set(set);
  let [start, end] = [0, bytes.length];
  if (sides !== 'right') while (start < end && gone.has(bytes[start] ?? 0)) start += 1;
  if (sides !== 'left') while (end > start && gone.has(bytes[end - 1] ?? 0)) end -= 1;
  return bytes.slice(start, end);
}

function padded(bytes: Uint8Array, size: bigint, pattern: Uint8Array, side: 'left' | 'right'): Uint8Array {
  const length = Number(size);
  if (length <= bytes.length) return bytes.slice(0, length);
  const padding = Buffer.alloc(length - bytes.length, pattern);
  return Buffer.concat(side === 'left' ? [padding, bytes] : [bytes, padding]);
}

function replace(text: string, from: string, to: string): string {
  return from === '' ? text : text.split(from).join(to);
}

function split(bytes: Uint8Array, delimiter: Uint8Array): Uint8Array[] {
  const text = latin1(bytes);
  return (text === '' ? [''] : text.split(latin1(delimiter))).map(toBytes);
}

function bitwise(left: Uint8Array, right: Uint8Array, combine: (a: number, b: number) => number): Uint8Array {
  if (left.length !== right.length) {
    throw new Error(`!error: Bitwise binary operator for BYTES requires equal length of the inputs. Got ${left.length} bytes on the left hand side and ${right.length} bytes on the right hand side.`);
  }
  return left.map((byte, index) => combine(byte, right[index] ?? 0));
}

/** The bytes are one number, highest byte first; what leaves it is lost. */
function shifted(bytes: Uint8Array, by: bigint, side: 'left' | 'right'): Uint8Array {
  if (by < 0n) throw new Error('!error: Bitwise shift by negative offset.');
  const bits = 8 * bytes.length;
  if (by >= BigInt(bits)) return new Uint8Array(bytes.length);
  const value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const moved = side === 'left' ? BigInt.asUintN(bits, value << by) : value >> by;
  return Buffer.from(moved.toString(16).padStart(2 * bytes.length, '0'), 'hex');
}

const asciiCase = (from: number, to: number) => (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte >= from && byte < from + 26 ? byte - from + to : byte));

/** Of text in invalid UTF-8 each byte that begins no character is replaced. */
function decodeSafely(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let result = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index] ?? 0;
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    try {
      result += decoder.decode(bytes.subarray(index, index + length));
      index += length;
    } catch {
      result += '\ufffd';
      index += 1;
    }
  }
  return result;
}

const BLOBS = ['BLOB', 'BLOB'] as const;

export const BYTES_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_substr_bytes', parameters: ['BLOB', 'BIGINT', 'BIGINT'], returns: 'BLOB', call: substr },
  { name: 'gsql_trim_bytes', parameters: BLOBS, returns: 'BLOB', call: (bytes: Uint8Array, set: Uint8Array) => trimmed(bytes, set, 'both') },
  { name: 'gsql_ltrim_bytes', parameters: BLOBS, returns: 'BLOB', call: (bytes: Uint8Array, set: Uint8Array) => trimmed(bytes, set, 'left') },
  { name: 'gsql_rtrim_bytes', parameters: BLOBS, returns: 'BLOB', call: (bytes: Uint8Array, set: Uint8Array) => trimmed(bytes, set, 'right') },
  { name: 'gsql_lpad_bytes', parameters: ['BLOB', 'BIGINT', 'BLOB'], returns: 'BLOB', call: (bytes: Uint8Array, size: bigint, pattern: Uint8Array) => padded(bytes, size, pattern, 'left') },
  { name: 'gsql_rpad_bytes', parameters: ['BLOB', 'BIGINT', 'BLOB'], returns: 'BLOB', call: (bytes: Uint8Array, size: bigint, pattern: Uint8Array) => padded(bytes, size, pattern, 'right') },
  { name: 'gsql_replace_bytes', parameters: ['BLOB', 'BLOB', 'BLOB'], returns: 'BLOB', call: overCharacters((text, from = '', to = '') => replace(text, from, to)) },
  { name: 'gsql_translate_bytes', parameters: ['BLOB', 'BLOB', 'BLOB'], returns: 'BLOB', call: overCharacters((text, from = '', to = '') => translate(text, from, to, (byte) => `Duplicate byte 0x${byte.charCodeAt(0).toString(16).padStart(2, '0')} in TRANSLATE source bytes`)) },
  { name: 'gsql_split_bytes', parameters: BLOBS, returns: 'BLOB[]', call: split },
  { name: 'gsql_strpos_bytes', parameters: BLOBS, returns: 'BIGINT', call: (bytes: Uint8Array, part: Uint8Array) => BigInt(latin1(bytes).indexOf(latin1(part)) + 1) },
  { name: 'gsql_like_bytes', parameters: BLOBS, returns: 'BOOLEAN', call: (bytes: Uint8Array, pattern: Uint8Array) => matchesLike(latin1(bytes), latin1(pattern)) },
  { name: 'gsql_and_bytes', parameters: BLOBS, returns: 'BLOB', call: (left: Uint8Array, right: Uint8Array) => bitwise(left, right, (a, b) => a & b) },
  { name: 'gsql_or_bytes', parameters: BLOBS, returns: 'BLOB', call: (left: Uint8Array, right: Uint8Array) => bitwise(left, right, (a, b) => a | b) },
  { name: 'gsql_xor_bytes', parameters: BLOBS, returns: 'BLOB', call: (left: Uint8Array, right: Uint8Array) => bitwise(left, right, (a, b) => a ^ b) },
  { name: 'gsql_not_bytes', parameters: ['BLOB'], returns: 'BLOB', call: (bytes: Uint8Array) => bytes.map((byte) => ~byte) },
  { name: 'gsql_shift_left_bytes', parameters: ['BLOB', 'BIGINT'], returns: 'BLOB', call: (bytes: Uint8Array, by: bigint) => shifted(bytes, by, 'left') },
  { name: 'gsql_shift_right_bytes', parameters: ['BLOB', 'BIGINT'], returns: 'BLOB', call: (bytes: Uint8Array, by: bigint) => shifted(bytes, by, 'right') },
  { name: 'gsql_bit_count_bytes', parameters: ['BLOB'], returns: 'BIGINT', call: (bytes: Uint8Array) => BigInt(Array.from(bytes, (byte) => byte.toString(2).replaceAll('0', '').length).reduce((sum, ones) => sum + ones, 0)) },
  { name: 'gsql_reverse_bytes', parameters: ['BLOB'], returns: 'BLOB', call: (bytes: Uint8Array) => bytes.slice().reverse() },
  { name: 'gsql_upper_bytes', parameters: ['BLOB'], returns: 'BLOB', call: asciiCase(0x61, 0x41) },
  { name: 'gsql_lower_bytes', parameters: ['BLOB'], returns: 'BLOB', call: asciiCase(0x41, 0x61) },
  { name: 'gsql_code_points_bytes', parameters: ['BLOB'], returns: 'BIGINT[]', call: (bytes: Uint8Array) => Array.from(bytes, BigInt) },
  { name: 'gsql_decode_safely', parameters: ['BLOB'], returns: 'VARCHAR', call: decodeSafely },
];
