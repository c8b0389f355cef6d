import { prettyText } from '../../values/json/write.ts';
import { fixed, general, ofDouble, ofText, scientific, type Decimal, type Ties } from './decimal.ts';
import { checkPrecision, MAX_DECIMALS, MAX_OUTPUT, type FormatPart, type Specifier } from './specifiers.ts';

/** An argument of FORMAT: its value as text, and as %t and %T show it; what the format does not ask for may be missing. */
export interface FormatArgument {
  readonly value: string | null;
  readonly shown: string | null;
  readonly literal: string | null;
}

/** A specifier whose width and precision are numbers. */
interface Settled extends Pick<Specifier, 'flags' | 'letter'> {
  readonly width: number;
  readonly precision: number | null;
}

/** The result may not be as large as the limit itself: the evaluator counts what holds it as well. */
const OVERHEAD = 64;

/** @returns null where an argument that the format needs is NULL */
export function applyFormat(parts: readonly FormatPart[], types: readonly string[], values: readonly FormatArgument[]): string | null {
  let result = '';
  let next = 0;
  for (const part of parts) {
    if ('text' in part) {
      result += part.text;
      continue;
    }
    const width = part.width === 'argument' ? values[next++]?.value : part.width;
    const precision = part.precision === 'argument' ? values[next++]?.value : part.precision;
    const type = types[next] ?? '';
    const argument = values[next++];
    const text = argument === undefined ? null : part.letter === 't' ? argument.shown : part.letter === 'T' ? argument.literal : argument.value;
    const starWidth = part.width === 'argument';
    if ((starWidth && width == null) || (part.precision === 'argument' && precision == null) || text === null) {
      // An error of the width counts more than a NULL after it.
      if (starWidth && width != null) settledWidth(BigInt(width));
      return null;
    }
    result += formatValue(settle(part, width ?? null, precision ?? null), type, text);
  }
  if (Buffer.byteLength(result) > MAX_OUTPUT) throw new Error(`!error: Output string too long while evaluating FORMAT; limit ${MAX_OUTPUT}`);
  if (Buffer.byteLength(result) > MAX_OUTPUT - OVERHEAD) throw new Error(`!error: Formatted values are limited to ${MAX_OUTPUT} bytes`);
  return result;
}

function settledWidth(width: bigint): number {
  if (width > MAX_OUTPUT || width < -MAX_OUTPUT) throw new Error(`!error: Output string too long while evaluating FORMAT; limit ${MAX_OUTPUT}`);
  return Number(width);
}

/** A negative width stands for the flag `-`, a negative precision for none. */
function settle(part: Specifier, width: number | string | null, precision: number | string | null): Settled {
  const wide = width === null ? 0 : settledWidth(BigInt(width));
  const digits = precision === null ? null : Number(precision);
  if (digits !== null) checkPrecision(digits, part.letter);
  return {
    flags: wide < 0 ? new Set([...part.flags, '-']) : part.flags,
    width: Math.abs(wide),
    precision: digits === null || digits < 0 ? null : 'gG'.includes(part.letter) ? Math.min(digits, MAX_DECIMALS) : digits,
    letter: part.letter,
  };
}

/** @param text the value; for %t and %T as they show it */
function formatValue(specifier: Settled, type: string, text: string): string {
  switch (specifier.letter) {
    case 'd':
    case 'i':
    case 'o':
    case 'x':
    case 'X':
      return integer(specifier, BigInt(text));
    case 's':
      // What follows NUL is lost, as in C.
      return padText(specifier, text.split('\0', 1)[0] ?? '');
    case 't':
    case 'T':
    case 'p':
      return padText(specifier, text);
    case 'P':
      return padText(specifier, prettyText(text));
    default:
      return type === 'FLOAT64' ? double(specifier, Number(text.replace(/inf$/, 'Infinity'))) : decimal(specifier, text.startsWith('-'), ofText(text), 'away');
  }
}

/** Widths and precisions of text count characters. */
function padText({ flags, width, precision }: Settled, text: string): string {
  if (width === 0 && precision === null) return text;
  const characters = Array.from(text);
  const taken = precision === null ? characters : characters.slice(0, precision);
  const padding = ' '.repeat(Math.max(0, width - taken.length));
  return flags.has('-') ? taken.join('') + padding : padding + taken.join('');
}

const RADIX: Readonly<Record<string, { readonly radix: number; readonly prefix: string; readonly group: number; readonly separator: string }>> = {
  o: { radix: 8, prefix: '0', group: 4, separator: ',' },
  x: { radix: 16, prefix: '0x', group: 4, separator: ':' },
  X: { radix: 16, prefix: '0X', group: 4, separator: ':' },
};
const DECIMAL_RADIX = { radix: 10, prefix: '', group: 3, separator: ',' };

function integer(specifier: Settled, value: bigint): string {
  const { flags, precision, letter } = specifier;
  // Of a negative number the evaluator prints the sign, and of zero the prefix: the documentation promises an error, and no prefix.
  if (letter in RADIX && (value < 0n || (value === 0n && flags.has('#')))) {
    throw new Error(`!error: FORMAT of ${value === 0n ? 'zero' : 'a negative INT64'} with %${value === 0n ? '#' : ''}${letter} is not supported by the local BigQuery`);
  }
  const { radix, prefix, group, separator } = RADIX[letter] ?? DECIMAL_RADIX;
  const isGrouped = flags.has("'");
  const isPlainDecimal = radix === 10 && !isGrouped;
  const magnitude = (value < 0n ? -value : value).toString(radix);
  const digits = isPlainDecimal && precision === 0 && value === 0n ? '' : letter === 'X' ? magnitude.toUpperCase() : magnitude;
  if (isGrouped && precision !== null && precision > digits.length) {
    throw new Error('!error: FORMAT with a grouping flag and more digits than the number has is not supported by the local BigQuery');
  }
  const filled = digits.padStart(precision ?? 0, '0');
  const grouped = isGrouped ? separate(filled, group, separator) : filled;
  const lead = flags.has('#') ? (letter === 'o' && filled.length > digits.length ? '' : prefix) : '';
  // C's own %d fills with zeros only where no precision says how many digits there shall be.
  return pad(specifier, sign(flags, value < 0n) + lead, grouped, !(isPlainDecimal && precision !== null));
}

function separate(digits: string, group: number, separator: string): string {
  const first = digits.length % group || group;
  const groups = [digits.slice(0, first)];
  for (let start = first; start < digits.length; start += group) groups.push(digits.slice(start, start + group));
  return groups.join(separator);
}

function sign(flags: ReadonlySet<string>, isNegative: boolean): string {
  return isNegative ? '-' : flags.has('+') ? '+' : flags.has(' ') ? ' ' : '';
}

function pad({ flags, width }: Settled, lead: string, body: string, mayFillWithZeros: boolean): string {
  const missing = Math.max(0, width - lead.length - body.length);
  if (flags.has('-')) return lead + body + ' '.repeat(missing);
  return flags.has('0') && mayFillWithZeros ? lead + '0'.repeat(missing) + body : ' '.repeat(missing) + lead + body;
}

function double(specifier: Settled, value: number): string {
  if (Number.isFinite(value)) return decimal(specifier, value < 0, ofDouble(value), 'even');
  const text = Number.isNaN(value) ? 'nan' : 'inf';
  const isUpper = 'EFG'.includes(specifier.letter);
  return pad(specifier, sign(specifier.flags, value < 0), isUpper ? text.toUpperCase() : text, false);
}

const DEFAULT_PRECISION = 6;

function decimal(specifier: Settled, isNegative: boolean, value: Decimal, ties: Ties): string {
  const { flags, precision, letter } = specifier;
  const style = { f: fixed, e: scientific, g: general }[letter.toLowerCase()] ?? fixed;
  const text = style(value, precision ?? DEFAULT_PRECISION, ties, flags.has('#'));
  const written = 'EG'.includes(letter) ? text.toUpperCase() : text;
  const grouped = flags.has("'") ? written.replace(/^\d+/, (whole) => separate(whole, 3, ',')) : written;
  return pad(specifier, sign(flags, isNegative), grouped, true);
}
