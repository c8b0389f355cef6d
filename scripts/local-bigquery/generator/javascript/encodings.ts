import { createHash } from 'node:crypto';
import { fingerprint64 } from 'farmhash-modern';
import type { ScalarFunction } from '../../storage/scalar-functions.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Digits of `bits` each; the bytes are filled up with zeros on the side that `fill` says. */
function toDigits(bytes: Uint8Array, bits: number, fill: 'left' | 'right'): number[] {
  const all = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const length = Math.ceil(all.length / bits) * bits;
  const padded = fill === 'left' ? all.padStart(length, '0') : all.padEnd(length, '0');
  return Array.from({ length: length / bits }, (_, index) => Number.parseInt(padded.slice(index * bits, (index + 1) * bits), 2));
}

function toBase32(bytes: Uint8Array): string {
  const text = toDigits(bytes, 5, 'right').map((digit) => BASE32[digit]).join('');
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

/** RFC 4648 with its padding, and nothing that another reader would take otherwise. */
function fromBase32(text: string): Uint8Array {
  const digits = /^([A-Z2-7]*)=*$/.exec(text)?.[1];
  if (digits === undefined) throw new Error('!error: Failed to decode invalid base32 string');
  const bits = Array.from(digits, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, index) => Number.parseInt(bits.slice(8 * index, 8 * index + 8), 2));
  if (toBase32(bytes) !== text) throw new Error('!error: FROM_BASE32 of a text without its exact padding is not supported by the local BigQuery');
  return bytes;
}

const WHITE_SPACE = /[\t\n\v\f\r ]/g;

/** Base64 with or without its padding, white space anywhere. */
function fromBase64(text: string): Uint8Array {
  const [, digits, padding = ''] = /^([A-Za-z0-9+/]*)([=.]*)$/.exec(text.replace(WHITE_SPACE, '')) ?? [];
  const left = digits === undefined ? 1 : digits.length % 4;
  if (digits === undefined || left === 1 || (padding !== '' && padding.length !== (4 - left) % 4)) throw new Error('!error: Failed to decode invalid base64 string');
  return Buffer.from(digits, 'base64');
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** An odd number of digits gets a zero before it. */
function fromHex(text: string): Uint8Array {
  const wrong = /[^0-9a-fA-F]/.exec(text);
  if (wrong !== null) throw new Error(`!error: Failed to decode invalid hexadecimal string due to character at offset ${Buffer.byteLength(text.slice(0, wrong.index))}: ${text}`);
  return Buffer.from(text.length % 2 === 0 ? text : `0${text}`, 'hex');
}

function checkedAscii(text: string): string {
  if (!/^[\0-\x7f]*$/.test(text)) throw new Error('!error: Failed to decode invalid ASCII string');
  return text;
}

/** Digits of 1 or 3 bits, with zeros before them to whole bytes; bits before the first byte that fill no digit are left out. */
function fromDigits(text: string, bits: 1 | 3): Uint8Array {
  const wrong = (bits === 1 ? /[^01]/u : /[^0-7]/u).exec(text);
  if (wrong !== null) throw new Error(`!error: Failed to decode invalid base${2 ** bits} string${bits === 1 ? ` due to character '${wrong[0]}' at offset ${Buffer.byteLength(text.slice(0, wrong.index))}` : ''}`);
  const all = Array.from(text, (digit) => Number(digit).toString(2).padStart(bits, '0')).join('');
  const length = Math.floor((all.length + 8 - bits) / 8);
  const whole = all.padStart(8 * length, '0').slice(-8 * length);
  return Uint8Array.from({ length }, (_, index) => Number.parseInt(whole.slice(8 * index, 8 * index + 8), 2));
}

interface Encoding {
  readonly write: (bytes: Uint8Array) => string;
  readonly read: (text: string) => Uint8Array;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF_8: Encoding = {
  write(bytes) {
    try {
      return decoder.decode(bytes);
    } catch (error) {
      throw new Error('!error: A string is not valid UTF-8.', { cause: error });
    }
  },
  read: (text) => Buffer.from(text),
};
const HEX: Encoding = { write: toHex, read: fromHex };
const BASE_64: Encoding = { write: (bytes) => Buffer.from(bytes).toString('base64'), read: fromBase64 };

/** The formats of CAST between BYTES and STRING, in capitals. */
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  HEX,
  BASE16: HEX,
  BASE2: { write: (bytes) => toDigits(bytes, 1, 'left').join(''), read: (text) => fromDigits(text, 1) },
  BASE8: { write: (bytes) => toDigits(bytes, 3, 'left').join(''), read: (text) => fromDigits(text, 3) },
  BASE32: { write: toBase32, read: fromBase32 },
  BASE64: BASE_64,
  BASE64M: { write: (bytes) => Buffer.from(bytes).toString('base64').replace(/.{76}(?=.)/g, '$&\n'), read: fromBase64 },
  ASCII: { write: (bytes) => checkedAscii(Buffer.from(bytes).toString('latin1')), read: (text) => Buffer.from(checkedAscii(text)) },
  'UTF-8': UTF_8,
  UTF8: UTF_8,
};

function encoding(format: string): Encoding {
  const known = ENCODINGS[format.toUpperCase()];
  if (known === undefined) throw new Error(`!error: Invalid format '${format}'`);
  return known;
}

export const ENCODING_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_to_base32', parameters: ['BLOB'], returns: 'VARCHAR', call: toBase32 },
  { name: 'gsql_from_base32', parameters: ['VARCHAR'], returns: 'BLOB', call: fromBase32 },
  { name: 'gsql_from_base64', parameters: ['VARCHAR'], returns: 'BLOB', call: fromBase64 },
  { name: 'gsql_from_hex', parameters: ['VARCHAR'], returns: 'BLOB', call: fromHex },
  { name: 'gsql_bytes_to_string', parameters: ['BLOB', 'VARCHAR'], returns: 'VARCHAR', call: (bytes: Uint8Array, format: string) => encoding(format).write(bytes) },
  { name: 'gsql_string_to_bytes', parameters: ['VARCHAR', 'VARCHAR'], returns: 'BLOB', call: (text: string, format: string) => encoding(format).read(text) },
  { name: 'gsql_sha512', parameters: ['BLOB'], returns: 'BLOB', call: (bytes: Uint8Array) => createHash('sha512').update(bytes).digest() },
  { name: 'gsql_farm_fingerprint_bytes', parameters: ['BLOB'], returns: 'BIGINT', call: (bytes: Uint8Array) => BigInt.asIntN(64, fingerprint64(Buffer.from(bytes))) },
];
