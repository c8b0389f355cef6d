import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { latin1 } from './bytes.ts';
import { casefold, initcap } from './casing.ts';
import { translate } from './translate.ts';

/**
 * Position of the nth place where `part` begins, counted in characters from 1; a negative position counts from the end
 * and searches backwards. Places may overlap. 0 if there is none.
 */
function positionOf(text: readonly string[], part: readonly string[], position: bigint, occurrence: bigint): bigint {
  if (position === 0n) throw new Error('!error: Position must be non-zero');
  if (occurrence <= 0n) throw new Error('!error: Occurrence must be positive');
  const size = BigInt(text.length);
  const beginsAt = (index: number): boolean => part.every((character, offset) => text[index + offset] === character);
  const step = position > 0n ? 1 : -1;
  // Backwards, the empty text is first found after the last character.
  const first = position > 0n ? position - 1n : position + size + (part.length === 0 ? 1n : 0n);
  const last = text.length - part.length;
  let left = occurrence;
  if (first < 0n || first > size) return 0n;
  for (let index = step > 0 ? Number(first) : Math.min(Number(first), last); index >= 0 && index <= last; index += step) {
    if (!beginsAt(index)) continue;
    left -= 1n;
    if (left === 0n) return BigInt(index + 1);
  }
  return 0n;
}

const SOUNDEX_CODES: Readonly<Record<string, string>> = Object.fromEntries(
  ['bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].flatMap((letters, index) => Array.from(letters, (letter) => [letter, String(index + 1)])),
);

/** The first Latin letter and three digits for the consonants after it; a letter without a code parts no two of one code. */
function soundex(text: string): string {
  const letters = text.replace(/[^A-Za-z]/g, '');
  if (letters === '') return '';
  let code = letters.slice(0, 1);
  let last = SOUNDEX_CODES[code.toLowerCase()] ?? '';
  for (const letter of letters.slice(1).toLowerCase()) {
    if (code.length === 4) break;
    const digit = SOUNDEX_CODES[letter] ?? '';
    if (digit === '' || digit === last) continue;
    code += digit;
    last = digit;
  }
  return code.padEnd(4, '0');
}

function character(codePoint: bigint): string {
  if (codePoint < 0n || codePoint > 0x10ffffn || (codePoint >= 0xd800n && codePoint <= 0xdfffn)) throw new Error(`!error: Invalid codepoint ${codePoint}`);
  return String.fromCodePoint(Number(codePoint));
}

function bytesOf(codePoints: readonly (bigint | null)[]): Uint8Array | null {
  if (codePoints.includes(null)) return null;
  const wrong = codePoints.find((value) => value !== null && (value < 0n || value > 255n));
  if (wrong !== undefined) throw new Error(`!error: Invalid ASCII value ${wrong}`);
  return Uint8Array.from(codePoints as readonly bigint[], Number);
}

/** Levenshtein distance of two texts, never above `most`. */
function editDistance(a: readonly (string | number)[], b: readonly (string | number)[], most: bigint): bigint {
  if (most < 0n) throw new Error('!error: max_distance must be non-negative');
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  a.forEach((left, index) => {
    const next = [index + 1];
    b.forEach((right, column) => {
      next.push(Math.min((next[column] ?? 0) + 1, (row[column + 1] ?? 0) + 1, (row[column] ?? 0) + (left === right ? 0 : 1)));
    });
    row = next;
  });
  const distance = BigInt(row[b.length] ?? 0);
  return distance < most ? distance : most;
}

type Form = 'NFC' | 'NFKC' | 'NFD' | 'NFKD';

export const STRING_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_instr', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT'], returns: 'BIGINT', call: (text: string, part: string, position: bigint, occurrence: bigint) => positionOf(Array.from(text), Array.from(part), position, occurrence) },
  { name: 'gsql_instr_bytes', parameters: ['BLOB', 'BLOB', 'BIGINT', 'BIGINT'], returns: 'BIGINT', call: (text: Uint8Array, part: Uint8Array, position: bigint, occurrence: bigint) => positionOf(Array.from(latin1(text)), Array.from(latin1(part)), position, occurrence) },
  { name: 'gsql_translate', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (text: string, from: string, to: string) => translate(text, from, to, (twice) => `Duplicate character "${twice}" in TRANSLATE source characters`) },
  { name: 'gsql_initcap', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: initcap },
  { name: 'gsql_soundex', parameters: ['VARCHAR'], returns: 'VARCHAR', call: soundex },
  { name: 'gsql_normalize', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (text: string, form: Form) => text.normalize(form) },
  { name: 'gsql_normalize_and_casefold', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: casefold },
  { name: 'gsql_chr', parameters: ['BIGINT'], returns: 'VARCHAR', call: character },
  { name: 'gsql_code_points', parameters: ['VARCHAR'], returns: 'BIGINT[]', call: (text: string) => Array.from(text, (one) => BigInt(one.codePointAt(0) ?? 0)) },
  { name: 'gsql_code_points_to_string', parameters: ['BIGINT[]'], returns: 'VARCHAR', call: (codePoints: readonly (bigint | null)[]) => (codePoints.includes(null) ? null : (codePoints as readonly bigint[]).map(character).join('')) },
  { name: 'gsql_code_points_to_bytes', parameters: ['BIGINT[]'], returns: 'BLOB', call: bytesOf },
  { name: 'gsql_edit_distance', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT'], returns: 'BIGINT', call: (a: string, b: string, most: bigint) => editDistance(Array.from(a), Array.from(b), most) },
  { name: 'gsql_edit_distance_bytes', parameters: ['BLOB', 'BLOB', 'BIGINT'], returns: 'BIGINT', call: (a: Uint8Array, b: Uint8Array, most: bigint) => editDistance(Array.from(a), Array.from(b), most) },
];
