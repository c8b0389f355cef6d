import type { ScalarFunction } from '../../storage/duckdb.ts';
import { fixed, ofDouble, ofText, type Decimal } from '../format/decimal.ts';

/** The elements of a format of numbers: `S$9,990.99`. */
interface NumberFormat {
  /** Digits and commas before the point. */
  readonly whole: string;
  readonly hasPoint: boolean;
  /** Digits after the point. */
  readonly decimals: number;
  readonly hasDollar: boolean;
  /** Where the sign stands: before the first digit, as `-` only or always, or after the last. */
  readonly sign: 'leading' | 'S' | 'trailing S' | 'MI' | 'PR';
}

const FORMAT = /^(?<lead>S?)(?<before>\$?)(?<whole>(?:[09][09,]*)?)(?<point>\.?)(?<fraction>[09]*)(?<after>\$?)(?<trail>S|MI|PR|)$/i;
const WORD_LENGTH = 3;
const MAX_PARSED = 64;
const parsed = new Map<string, NumberFormat>();

/** Elements that stand for the same as others do, since there is one locale only. */
const plain = (format: string): string => format.replace(/d/gi, '.').replace(/g/gi, ',').replace(/l/gi, '$$');

/** The elements of the format; null for one that is wrong or has elements other than 0 9 , . $ D G L S MI PR. */
export function numberFormat(format: string): NumberFormat | null {
  const { lead = '', before = '', whole = '', point = '', fraction = '', after = '', trail = '' } = FORMAT.exec(plain(format))?.groups ?? {};
  if (whole + fraction === '' || whole.endsWith(',') || (lead !== '' && trail !== '') || (before !== '' && after !== '')) return null;
  const trailing = trail.toUpperCase() as 'S' | 'MI' | 'PR' | '';
  const sign = lead !== '' ? 'S' : trailing === '' ? 'leading' : trailing === 'S' ? 'trailing S' : trailing;
  return { whole, hasPoint: point !== '', decimals: fraction.length, hasDollar: before + after !== '', sign };
}

function formatOf(text: string): NumberFormat {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const format = numberFormat(text);
  if (format === null) throw new Error(`!error: CAST of a number with FORMAT '${text}' is not supported by the local BigQuery: supported are the elements 0 9 , . $ D G L S MI PR`);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(text, format);
  return format;
}

const placesOf = ({ whole }: NumberFormat): number => whole.replaceAll(',', '').length;
/** What stands for a number that has more digits than places. */
const hidden = (whole: string): string => whole.replace(/\d/g, '#');

/** The digits in their places, blanks before the first. */
function placed(digits: string, format: NumberFormat): string {
  const { whole, decimals } = format;
  const places = placesOf(format);
  const from = places - digits.length;
  let [at, isOpen, text] = [0, false, ''];
  for (const place of whole) {
    if (place === ',') {
      text += isOpen ? ',' : ' ';
      continue;
    }
    // A zero stands alone only where nothing follows it.
    const isLast = at === places - 1 && decimals === 0;
    if (at >= from || place === '0' || isLast) isOpen = true;
    text += at >= from ? digits.charAt(at - from) : isOpen ? '0' : ' ';
    at += 1;
  }
  return text;
}

/** @param sign of the number; ` ` for NaN, which has none */
function signed(whole: string, rest: string, sign: '+' | '-' | ' ', { hasDollar, sign: place }: NumberFormat): string {
  const body = whole.trimStart();
  const blanks = ' '.repeat(whole.length - body.length);
  const minus = sign === '-' ? '-' : ' ';
  const marks: Readonly<Record<NumberFormat['sign'], readonly [string, string]>> = {
    leading: [minus, ''], S: [sign, ''], 'trailing S': ['', sign], MI: ['', minus], PR: sign === '-' ? ['<', '>'] : [' ', ' '],
  };
  const [before, after] = marks[place];
  return blanks + before + (hasDollar ? '$' : '') + body + rest + after;
}

function write(value: Decimal, isNegative: boolean, ties: 'even' | 'away', format: NumberFormat): string {
  const [written = '', fraction = ''] = fixed(value, format.decimals, ties, false).split('.');
  const digits = written === '0' ? '' : written;
  const isTooLong = digits.length > placesOf(format);
  const whole = isTooLong ? hidden(format.whole) : placed(digits, format);
  return signed(whole, (format.hasPoint ? '.' : '') + (isTooLong ? '#'.repeat(format.decimals) : fraction), isNegative ? '-' : '+', format);
}

function writeWord(word: 'NAN' | 'INF', sign: '+' | '-' | ' ', format: NumberFormat): string {
  const { whole, decimals, hasPoint } = format;
  if (whole.length < WORD_LENGTH) return signed(hidden(whole), (hasPoint ? '.' : '') + '#'.repeat(decimals), sign, format);
  return signed(word.padStart(whole.length), ' '.repeat(Number(hasPoint) + decimals), sign, format);
}

function writeDouble(value: number, text: string): string {
  const format = formatOf(text);
  if (Number.isNaN(value)) return writeWord('NAN', ' ', format);
  if (!Number.isFinite(value)) return writeWord('INF', value < 0 ? '-' : '+', format);
  return write(ofDouble(value), value < 0, 'even', format);
}

/** CAST of numbers to STRING with a FORMAT: doubles by their exact value, ties to even; decimals by their text, ties away from zero. */
export const NUMBER_FORMAT_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_format_double', parameters: ['DOUBLE', 'VARCHAR'], returns: 'VARCHAR', call: writeDouble },
  { name: 'gsql_format_decimal', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (value: string, text: string) => write(ofText(value), value.startsWith('-'), 'away', formatOf(text)) },
];
