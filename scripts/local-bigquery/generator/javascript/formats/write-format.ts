import { DAY_NAMES, MONTH_NAMES, SHORT } from '../../../values/dates/calendar-names.ts';
import { fail, isoYearOf, isoYearStart, SECONDS_PER_DAY, splitMicros, toCivil, toDays, two, weekday } from '../../../values/dates/civil.ts';
import { writtenOffset } from '../../../values/dates/time-zones.ts';

export type FormatTarget = 'DATE' | 'TIME' | 'DATETIME' | 'TIMESTAMP';

/** Elements that say nothing about a type stand for themselves. */
const FOREIGN: Readonly<Record<FormatTarget, string>> = {
  DATE: 'cHIklMPpRrSsTXZz',
  TIME: 'AaBbhCcDdeFGgjmQJsUuVWwxYyZz',
  DATETIME: 'Zz',
  TIMESTAMP: '',
};

/** What a format reads of a value: its day, its clock, its zone. */
class Moment {
  readonly days: number;
  readonly clock: number;
  readonly micros: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;

  /** @param offset seconds east of UTC, to the minute */
  constructor(readonly instant: bigint, readonly offset: number) {
    const { seconds, micros } = splitMicros(instant);
    this.micros = micros;
    this.days = Math.floor((seconds + offset) / SECONDS_PER_DAY);
    this.clock = seconds + offset - this.days * SECONDS_PER_DAY;
    ({ year: this.year, month: this.month, day: this.day } = toCivil(this.days));
  }

  get hour(): number { return Math.floor(this.clock / 3600); }
  get minute(): number { return Math.floor(this.clock / 60) % 60; }
  get second(): number { return this.clock % 60; }
  get hour12(): number { return this.hour % 12 === 0 ? 12 : this.hour % 12; }
  get weekday(): number { return weekday(this.days); }
  get dayOfYear(): number { return this.days - toDays(this.year, 1, 1) + 1; }
  get isoYear(): number { return isoYearOf(this.days); }
  get isoWeek(): number { return Math.floor((this.days - isoYearStart(this.isoYear)) / 7) + 1; }
  /** Week of the year, the days before its first such weekday being week 0. */
  week(start: number): number { return Math.floor((this.dayOfYear + 6 - ((this.weekday - start + 7) % 7)) / 7); }
}

interface Numeric { readonly value: number; readonly width: number; readonly pad: '0' | ' ' }
type Piece = Numeric | { readonly text: string; readonly upper?: boolean } | { readonly format: string };

const number = (value: number, width: number, pad: '0' | ' ' = '0'): Piece => ({ value, width, pad });
const century = (year: number): number => Math.floor(year / 100);
const withinCentury = (year: number): number => ((year % 100) + 100) % 100;

/** Elements by letter, as strftime has them in the C locale. */
const ELEMENTS: Readonly<Record<string, (moment: Moment) => Piece>> = {
  A: (m) => ({ text: DAY_NAMES[m.weekday] ?? '' }),
  a: (m) => ({ text: (DAY_NAMES[m.weekday] ?? '').slice(0, SHORT) }),
  B: (m) => ({ text: MONTH_NAMES[m.month - 1] ?? '' }),
  b: (m) => ({ text: (MONTH_NAMES[m.month - 1] ?? '').slice(0, SHORT) }),
  h: (m) => ({ text: (MONTH_NAMES[m.month - 1] ?? '').slice(0, SHORT) }),
  C: (m) => number(century(m.year), 1),
  c: () => ({ format: '%a %b %e %H:%M:%S %Y' }),
  D: () => ({ format: '%m/%d/%y' }),
  d: (m) => number(m.day, 2),
  e: (m) => number(m.day, 2, ' '),
  F: () => ({ format: '%Y-%m-%d' }),
  G: (m) => number(m.isoYear, 1),
  g: (m) => number(withinCentury(m.isoYear), 2),
  H: (m) => number(m.hour, 2),
  I: (m) => number(m.hour12, 2),
  J: (m) => number(m.days - isoYearStart(m.isoYear) + 1, 3),
  j: (m) => number(m.dayOfYear, 3),
  k: (m) => number(m.hour, 2, ' '),
  l: (m) => number(m.hour12, 2, ' '),
  M: (m) => number(m.minute, 2),
  m: (m) => number(m.month, 2),
  n: () => ({ text: '\n' }),
  P: (m) => ({ text: m.hour < 12 ? 'am' : 'pm' }),
  p: (m) => ({ text: m.hour < 12 ? 'AM' : 'PM', upper: true }),
  Q: (m) => number(Math.floor((m.month - 1) / 3) + 1, 1),
  R: () => ({ format: '%H:%M' }),
  r: () => ({ format: '%I:%M:%S %p' }),
  S: (m) => number(m.second, 2),
  s: (m) => number(splitMicros(m.instant).seconds, 1),
  T: () => ({ format: '%H:%M:%S' }),
  t: () => ({ text: '\t' }),
  U: (m) => number(m.week(0), 2),
  u: (m) => number(m.weekday === 0 ? 7 : m.weekday, 1),
  V: (m) => number(m.isoWeek, 2),
  W: (m) => number(m.week(1), 2),
  w: (m) => number(m.weekday, 1),
  X: () => ({ format: '%H:%M:%S' }),
  x: () => ({ format: '%m/%d/%y' }),
  Y: (m) => number(m.year, 1),
  y: (m) => number(withinCentury(m.year), 2),
  Z: (m) => ({ text: zoneText(m.offset) }),
  z: (m) => ({ text: offsetText(m.offset, '') }),
  '%': () => ({ text: '%' }),
};

/** Letters that may follow the modifiers, which mean nothing here; and those that stand for themselves with them. */
const MODIFIED: Readonly<Record<string, string>> = { E: 'CcXxYyps', O: 'BbdeHIMmSUuVWwyGgkj' };
const UNMODIFIED: Readonly<Record<string, string>> = { E: 'dD', O: 'aYF' };

function offsetText(offset: number, separator: string): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}${separator}${two(Math.floor(size / 60) % 60)}`;
}

/** `UTC`, `UTC-5`, `UTC+0530` */
function zoneText(offset: number): string {
  if (offset === 0) return 'UTC';
  const size = Math.abs(offset);
  const [hours, minutes] = [Math.floor(size / 3600), Math.floor(size / 60) % 60];
  return `UTC${offset < 0 ? '-' : '+'}${minutes === 0 ? String(hours) : two(hours) + two(minutes)}`;
}

/** The two digits and the point before a fraction. */
const SECOND_DIGITS = 3;

/** `%E3S`, `%E*S`: seconds with so many digits below, or with as many as there are. */
function secondsText(moment: Moment, digits: string): string {
  const fraction = String(moment.micros).padStart(6, '0');
  const shown = digits === '*' ? fraction.replace(/0+$/, '') : fraction.padEnd(Number(digits), '0').slice(0, Number(digits));
  return shown === '' ? two(moment.second) : `${two(moment.second)}.${shown}`;
}

/** Flags and width as C's strftime has them; the standard leaves them out, GoogleSQL lets them pass. */
function padded(piece: Piece, flags: string, width: number, moment: Moment): string {
  if ('format' in piece) return flagged(formatted(piece.format, moment), flags, width, ' ');
  if ('text' in piece) return flagged(flags.includes('#') && piece.upper === true ? piece.text.toLowerCase() : flags.includes('#') ? piece.text.toUpperCase() : piece.text, flags, width, ' ');
  const choice = /[-_0](?!.*[-_0])/.exec(flags)?.[0];
  const pad = choice === '_' || choice === '-' ? ' ' : choice === '0' ? '0' : piece.pad;
  const digits = String(Math.abs(piece.value));
  const sign = piece.value < 0 ? '-' : '';
  const size = choice === '-' ? width : Math.max(width, piece.width);
  return pad === '0' ? sign + digits.padStart(size - sign.length, '0') : (sign + digits).padStart(size, ' ');
}

function flagged(text: string, flags: string, width: number, pad: string): string {
  return (flags.includes('^') ? text.toUpperCase() : text).padStart(width, flags.includes('0') ? '0' : pad);
}

const ELEMENT = /%(?:E(\*|\d{1,2})([Sf])|(E4Y)|(Ez)|([-_0^#]*)(\d*)([EO]?)(\W|\w))/gs;

type Write = (moment: Moment) => string;

/** How one element is written. */
function writer([whole, digits, seconds, longYear, zone, flags = '', width = '', modifier = '', letter = '']: RegExpExecArray): Write {
  if (digits !== undefined) return seconds === 'S' ? (moment) => secondsText(moment, digits) : (moment) => secondsText(moment, digits).slice(SECOND_DIGITS);
  if (longYear !== undefined) return (moment) => String(moment.year).padStart(4, '0');
  if (zone !== undefined) return (moment) => offsetText(moment.offset, ':');
  if (letter === ':' || /^%E(?:T|\*z)/.test(whole)) fail(`The format element ${whole} is not supported by the local BigQuery`);
  const element = ELEMENTS[letter];
  if (element === undefined || (modifier !== '' && UNMODIFIED[modifier]?.includes(letter) === true)) return () => whole;
  // %Q, %J and %Z are GoogleSQL's own, without flags.
  const isStrange = modifier !== '' && MODIFIED[modifier]?.includes(letter) !== true;
  if (isStrange || ('QJZ%'.includes(letter) && flags + width + modifier !== '')) fail(`The format element ${whole} is not supported by the local BigQuery`);
  return (moment) => padded(element(moment), flags, Number(width), moment);
}

const kept = new Map<string, readonly Write[]>();
const MAX_KEPT = 500;

/** The writers of a format's elements and of the text between them. */
function writers(format: string): readonly Write[] {
  const known = kept.get(format);
  if (known !== undefined) return known;
  const found: Write[] = [];
  let end = 0;
  for (const match of format.matchAll(ELEMENT)) {
    const between = format.slice(end, match.index);
    if (between !== '') found.push(() => between);
    found.push(writer(match));
    end = match.index + match[0].length;
  }
  const rest = format.slice(end);
  found.push(() => rest);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(format, found);
  return found;
}

function formatted(format: string, moment: Moment): string {
  let text = '';
  for (const write of writers(format)) text += write(moment);
  return text;
}

const ownKept = new Map<string, string>();

/** Doubles the percent sign of elements that say nothing about the type. */
function own(format: string, target: FormatTarget): string {
  const foreign = FOREIGN[target];
  if (foreign === '') return format;
  const key = `${target} ${format}`;
  const known = ownKept.get(key);
  if (known !== undefined) return known;
  const found = format.replace(/%%|%(?=\d*(?:E(?:[*\d](S)|4(Y)|(\w))|O(\w)|(\w)))/g, (whole: string, ...names: (string | undefined)[]) => {
    const name = names.slice(0, 5).find((letter) => letter !== undefined);
    return whole === '%' && name !== undefined && foreign.includes(name) ? '%%' : whole;
  });
  if (ownKept.size >= MAX_KEPT) ownKept.clear();
  ownKept.set(key, found);
  return found;
}

/**
 * FORMAT_DATE, FORMAT_TIME, FORMAT_DATETIME, FORMAT_TIMESTAMP.
 * @param instant microseconds since 1970 (of the clock itself for civil types) @param offset of the zone, in seconds
 */
export function writeFormat(format: string, target: FormatTarget, instant: bigint, offset = 0): string {
  return formatted(own(format, target), new Moment(instant, writtenOffset(offset)));
}
