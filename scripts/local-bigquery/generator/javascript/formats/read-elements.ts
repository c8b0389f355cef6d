import { DAY_NAMES, MONTH_NAMES } from '../../../values/dates/calendar-names.ts';
import type { CalendarPart } from '../../../values/dates/calendar-parts.ts';
import { fail, two } from '../../../values/dates/civil.ts';
import type { TextCursor } from './text-cursor.ts';
import { zoneOf, type Zone } from '../../../values/dates/time-zones.ts';

const MAX_YEAR = 10_000;
const MAX_OFFSET_MINUTES = 14 * 60;
/** Seconds that are read; those that no TIMESTAMP has are refused later. */
const FIRST_SECOND = -62_135_596_800_000;
const LAST_SECOND = 253_402_300_799_999;
const DAYS_PER_LONG_ISO_YEAR = 371;

/** What the elements of a format have read so far. */
export interface Fields {
  readonly cursor: TextCursor;
  zone: Zone;
  year: number;
  /** Of a year of two digits; null where the year is whole. */
  century: number | null;
  hasCentury: boolean;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  isTwelveHour: boolean;
  isAfternoon: boolean;
  unixSeconds: number | null;
  offsetMinutes: number | null;
  /** The number of the element that is being read. */
  position: number;
  readonly last: { year: number; month: number; day: number };
  anyCivilPart: boolean;
  readonly parts: CalendarPart[];
}

/** @param isTight whether another element follows at once, so that a year has no fifth digit */
type ReadElement = (fields: Fields, isTight: boolean) => void;

function mark(fields: Fields, ...parts: readonly ('year' | 'month' | 'day')[]): void {
  fields.anyCivilPart = true;
  for (const part of parts) fields.last[part] = fields.position;
}

function setYear(fields: Fields, year: number): void {
  Object.assign(fields, { year, century: null, hasCentury: false });
  mark(fields, 'year');
}

const wholeYear: ReadElement = (fields, isTight) => { setYear(fields, isTight ? fields.cursor.integer(4, 0, MAX_YEAR - 1) : fields.cursor.integer(5, 0, MAX_YEAR)); };

const shortYear: ReadElement = (fields) => {
  fields.year = fields.cursor.integer(2, 0, 99);
  if (!fields.hasCentury) fields.century = fields.year < 69 ? 20 : 19;
  mark(fields, 'year');
};

const century: ReadElement = (fields, isTight) => {
  const found = isTight ? fields.cursor.integer(2, 0, 99) : fields.cursor.integer(3, 0, 100);
  if (fields.century === null) fields.year = 0;
  Object.assign(fields, { century: found, hasCentury: true });
  mark(fields, 'year');
};

const hourOfTwelve: ReadElement = (fields) => {
  fields.cursor.skipSpace();
  fields.hour = fields.cursor.integer(2, 1, 12) % 12;
  fields.isTwelveHour ||= !fields.cursor.failed;
};

const meridian: ReadElement = (fields) => {
  const match = fields.cursor.take(/^([ap])m/i);
  if (match === null) fields.cursor.fail();
  else fields.isAfternoon = match[1]?.toLowerCase() === 'p';
};

const offset = (pattern: RegExp): ReadElement => (fields) => {
  const match = fields.cursor.take(pattern);
  if (match === null) {
    fields.cursor.fail();
    return;
  }
  const minutes = match[0] === 'Z' ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
  const size = Math.abs(minutes);
  if (size > MAX_OFFSET_MINUTES) fail(`Timezone offset out of valid range -14:00 to +14:00: ${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`);
  fields.offsetMinutes = minutes;
};

/** `%E3S` and the like. @param digits of the fraction, or `*` */
export function readSeconds(fields: Fields, digits: string): void {
  fields.second = fields.cursor.integer(2, 0, 60);
  if (Number(digits) > 6) fields.cursor.fail();
  if (digits === '0' || fields.cursor.failed || fields.cursor.next !== '.') return;
  const fraction = fields.cursor.take(new RegExp(`^\\.(\\d{1,${digits === '*' ? '' : digits}})`))?.[1];
  if (fraction === undefined) fields.cursor.fail();
  fields.micros = Number((fraction ?? '').slice(0, 6).padEnd(6, '0'));
}

const part = (element: string, read: (cursor: TextCursor) => number, isCivil = false): ReadElement => (fields) => {
  fields.anyCivilPart ||= isCivil;
  fields.parts.push({ element, value: read(fields.cursor), position: fields.position });
};

/** A number that GoogleSQL reads twice, the second time without blanks before it. */
const exactly = (least: number, most: number, digits: number) => (cursor: TextCursor): number => {
  if (cursor.next === ' ') cursor.fail();
  return cursor.looseInteger(least, most, digits);
};

type NumberField = 'month' | 'day' | 'hour' | 'minute' | 'second';
const LIMITS: Readonly<Record<NumberField, readonly [number, number]>> = { month: [1, 12], day: [1, 31], hour: [0, 23], minute: [0, 59], second: [0, 61] };

/** A number of two digits. A loose one may have blanks before it. */
const field = (name: NumberField, isLoose: boolean, isMarked = false): ReadElement => (fields) => {
  const [least, most] = LIMITS[name];
  fields[name] = isLoose ? fields.cursor.looseInteger(least, most, 2) : fields.cursor.integer(2, least, name === 'second' ? 60 : most);
  if (isMarked && (name === 'month' || name === 'day')) mark(fields, name);
};

const monthName = (isMarked: boolean): ReadElement => (fields) => {
  fields.month = fields.cursor.name(MONTH_NAMES) + 1;
  if (isMarked) mark(fields, 'month');
};

/** C counts years from 1900, and a century that stood before is added to that. */
function setPlainYear(fields: Fields, year: number): void {
  fields.year = fields.century === null ? year : year - 1900;
}

const SEQUENCE: Readonly<Record<string, ReadElement>> = {
  Y: (fields) => { setPlainYear(fields, fields.cursor.looseInteger(0, MAX_YEAR - 1, 4)); },
  y: (fields) => { const year = fields.cursor.looseInteger(0, 99, 2); setPlainYear(fields, year + (year >= 69 ? 1900 : 2000)); },
  m: field('month', true),
  d: field('day', true),
  b: monthName(false),
  H: field('hour', true),
  M: field('minute', true),
  S: field('second', true),
  a: ({ cursor }) => { cursor.name(DAY_NAMES); },
  ' ': ({ cursor }) => { cursor.skipSpace(); },
};

/** Elements in a row, as C reads them, and what stands between them. */
const sequence = (elements: string, isDate: boolean, isClock: boolean): ReadElement => (fields, isTight) => {
  if (isClock) fields.isTwelveHour = false;
  for (const element of elements) {
    const read = SEQUENCE[element];
    if (read === undefined) fields.cursor.expect(element);
    else read(fields, isTight);
  }
  if (isDate) mark(fields, 'year', 'month', 'day');
};
const TWELVE_HOURS = [hourOfTwelve, (f: Fields) => { f.cursor.expect(':'); }, field('minute', false), (f: Fields) => { f.cursor.expect(':'); }, field('second', false), (f: Fields) => { f.cursor.skipSpace(); }, meridian];

const american = sequence('m/d/y', true, false);
const clock = sequence('H:M:S', false, true);
const full = sequence('a b d H:M:S Y', true, true);
const spaces: ReadElement = ({ cursor }) => { cursor.skipSpace(); };
const weekdayName = part('A', (cursor) => cursor.name(DAY_NAMES));

export const READ_ELEMENTS: Readonly<Record<string, ReadElement>> = {
  Y: wholeYear, EY: wholeYear, y: shortYear, Ey: shortYear, C: century, EC: century,
  E4Y: (fields) => {
    const match = fields.cursor.take(/^\d{4}/);
    if (match === null) fields.cursor.fail();
    setYear(fields, Number(match?.[0] ?? 0));
  },
  m: field('month', false, true), d: field('day', false, true), e: field('day', true, true), Om: field('month', true), Od: field('day', true), Oe: field('day', true),
  B: monthName(true), b: monthName(true), h: monthName(true), OB: monthName(false), Ob: monthName(false),
  Q: (fields) => {
    Object.assign(fields, { month: (fields.cursor.integer(1, 1, 4) - 1) * 3 + 1, day: 1 });
    mark(fields, 'month', 'day');
  },
  H: (fields, isTight) => { field('hour', false)(fields, isTight); fields.isTwelveHour = false; },
  OH: (fields, isTight) => { field('hour', true)(fields, isTight); fields.isTwelveHour = false; },
  k: field('hour', true), M: field('minute', false), OM: field('minute', true), S: field('second', false), OS: field('second', true),
  I: hourOfTwelve, l: hourOfTwelve, OI: hourOfTwelve, p: meridian, P: meridian,
  r: (fields, isTight) => { for (const read of TWELVE_HOURS) read(fields, isTight); },
  D: american, x: american, Ex: american, F: sequence('Y-m-d', true, false), T: clock, X: clock, EX: clock, R: sequence('H:M', false, true), c: full, Ec: full,
  z: offset(/^([+-])([01]\d|2[0-3])([0-5]\d)?/), Ez: offset(/^Z|^([+-])([01]\d|2[0-3])(?::?([0-5]\d))?/),
  Z: (fields) => {
    fields.zone = zoneOf(fields.cursor.take(/^[^ \t\n\v\f\r]+/)?.[0] ?? '');
    fields.offsetMinutes = null;
  },
  s: (fields) => { fields.unixSeconds = fields.cursor.integer(12, FIRST_SECOND, LAST_SECOND); },
  t: spaces, n: spaces, '%': ({ cursor }) => { cursor.expect('%'); },
  A: weekdayName, a: weekdayName, u: part('u', (cursor) => cursor.looseInteger(1, 7, 1)), w: part('w', (cursor) => cursor.looseInteger(0, 6, 1)),
  Ou: part('u', (cursor) => cursor.integer(1, 1, 7)), Ow: part('w', (cursor) => cursor.integer(1, 0, 6)),
  U: part('U', exactly(0, 53, 2), true), W: part('W', exactly(0, 53, 2), true),
  OU: part('U', (cursor) => cursor.integer(2, 0, 53), true), OW: part('W', (cursor) => cursor.integer(2, 0, 53)),
  j: part('j', exactly(1, 366, 3), true),
  V: part('V', (cursor) => cursor.integer(2, 1, 53)), OV: part('V', (cursor) => cursor.integer(2, 1, 53)), J: part('J', (cursor) => cursor.integer(3, 1, DAYS_PER_LONG_ISO_YEAR)),
  g: part('g', (cursor) => cursor.integer(2, 0, 99)), G: part('G', (cursor) => cursor.integer(20, 0, 99_999)),
};
