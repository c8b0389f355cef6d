import type { ScalarFunction } from '../../../storage/scalar-functions.ts';
import { fixed, ofDouble, ofText, scientific, type Decimal, type Ties } from '../../format/decimal.ts';
import { numberFormat, type DecimalFormat, type HexadecimalFormat, type NumberFormat, type Sign } from './number-elements.ts';

const WORD_LENGTH = 3;
const EXPONENT_LENGTH = 4;
const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_PARSED = 64;
const parsed = new Map<string, NumberFormat>();

function formatOf(text: string): NumberFormat {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const format = numberFormat(text);
  if (format === null) throw new Error(`!error: CAST of a number with FORMAT '${text}' is not supported by the local BigQuery: supported are the elements 0 9 X , . $ C D G L V B FM EEEE S MI PR`);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, format);
  return format;
}

const placesOf = (whole: string): number => whole.replaceAll(',', '').length;
/** What stands for a number that has more digits than places. */
const hidden = (whole: string): string => whole.replace(/[\dX]/gi, '#');

/** The digits in their places, blanks before the first. @param isAlone whether nothing follows them, so that a zero is written */
function placed(digits: string, whole: string, isAlone: boolean): string {
  const places = placesOf(whole);
  const from = places - digits.length;
  let [at, isOpen, text] = [0, false, ''];
  for (const place of whole) {
    if (place === ',') {
      text += isOpen ? ',' : ' ';
      continue;
    }
    if (at >= from || place === '0' || (isAlone && at === places - 1)) isOpen = true;
    text += at >= from ? digits.charAt(at - from) : isOpen ? '0' : ' ';
    at += 1;
  }
  return text;
}

interface Marks {
  readonly sign: Sign;
  readonly currency?: string;
  readonly isCompact: boolean;
}

/** @param sign of the number; ` ` for NaN, which has none */
function signed(whole: string, rest: string, sign: '+' | '-' | ' ', { sign: place, currency = '', isCompact }: Marks): string {
  const body = whole.trimStart();
  const blanks = ' '.repeat(whole.length - body.length);
  const minus = sign === '-' ? '-' : ' ';
  const marks: Readonly<Record<Sign, readonly [string, string]>> = {
    leading: [minus, ''], S: [sign, ''], 'trailing S': ['', sign], MI: ['', minus], PR: sign === '-' ? ['<', '>'] : [' ', ' '],
  };
  const [before, after] = marks[place];
  const text = blanks + before + currency + body + rest + after;
  return isCompact ? text.trim() : text;
}

function write(value: Decimal, isNegative: boolean, ties: Ties, format: DecimalFormat): string {
  const { decimals, exponent, isBlank, isCompact } = format;
  // One digit stands before the point of a number with an exponent.
  const whole = exponent === null ? format.whole : format.whole.slice(-1);
  const [number = '', power = ''] = (exponent === null ? fixed : scientific)(value, decimals, ties, false).split('e');
  const [written = '', fraction = ''] = number.split('.');
  const digits = written === '0' ? '' : written;
  const rest = isCompact ? fraction.replace(/0+$/, '') : fraction;
  const isTooLong = digits.length > placesOf(format.whole);
  const point = format.point === '.' ? '.' : '';
  const isAlone = rest === '' || exponent !== null;
  const before = isTooLong ? hidden(whole) : placed(digits, whole, isAlone);
  const after = exponent === null ? '' : isTooLong ? '#'.repeat(EXPONENT_LENGTH) : `${exponent}${power}`;
  const text = signed(before, point + (isTooLong ? '#'.repeat(decimals) : rest) + after, isNegative ? '-' : '+', format);
  if (!isBlank || digits !== '') return text;
  return isCompact ? '' : ' '.repeat(exponent === null ? text.length : text.length - after.length + EXPONENT_LENGTH);
}

function writeWord(word: 'NAN' | 'INF', sign: '+' | '-' | ' ', format: DecimalFormat): string {
  const { whole, decimals, point } = format;
  if (format.exponent !== null) {
    const elements = Math.min(whole.length, 1) + point.length + decimals + 1;
    return signed(word.padStart(WORD_LENGTH + elements), '', sign, format);
  }
  const mark = point === '.';
  if (whole.length < WORD_LENGTH) return signed(hidden(whole), (mark ? '.' : '') + '#'.repeat(decimals), sign, format);
  return signed(word.padStart(whole.length), format.isCompact ? '' : ' '.repeat(Number(mark) + decimals), sign, format);
}

/** @param value its absolute value as a whole number; null for one that has none */
function writeHexadecimal(value: bigint | null, isNegative: boolean, format: HexadecimalFormat): string {
  const { whole } = format;
  const digits = value === null || value > MAX_UINT64 ? null : value.toString(16);
  const isTooLong = digits === null || digits.length > whole.length;
  const text = isTooLong ? hidden(whole) : placed(digits, whole, true);
  const cased = Array.from(text, (digit, index) => (isUpper(whole, index) ? digit.toUpperCase() : digit)).join('');
  return signed(cased, '', isNegative ? '-' : '+', format);
}

/** A zero takes the case of the digit that follows it. */
function isUpper(whole: string, index: number): boolean {
  return !whole.slice(index).replace(/^0+/, '').startsWith('x');
}

/** The nearest whole number, halves away from zero. */
function wholeOf(value: Decimal): bigint {
  return BigInt(fixed(value, 0, 'away', false));
}

function writeDouble(value: number, text: string): string {
  const format = formatOf(text);
  if (format.kind === 'hexadecimal') return writeHexadecimal(Number.isFinite(value) ? wholeOf(ofDouble(value)) : null, value < 0, format);
  if (Number.isNaN(value)) return writeWord('NAN', ' ', format);
  if (!Number.isFinite(value)) return writeWord('INF', value < 0 ? '-' : '+', format);
  return write(ofDouble(value), value < 0, 'even', format);
}

function writeDecimal(value: string, text: string): string {
  const format = formatOf(text);
  const isNegative = value.startsWith('-');
  return format.kind === 'hexadecimal' ? writeHexadecimal(wholeOf(ofText(value)), isNegative, format) : write(ofText(value), isNegative, 'away', format);
}

/** CAST of numbers to STRING with a FORMAT: doubles by their exact value, ties to even; decimals by their text, ties away from zero. */
export const NUMBER_FORMAT_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_format_double', parameters: ['DOUBLE', 'VARCHAR'], returns: 'VARCHAR', call: writeDouble },
  { name: 'gsql_format_decimal', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: writeDecimal },
];
