import { MONTH_NAMES, SHORT } from '../../../values/dates/calendar-names.ts';
import { formatElements, type Category, type Element } from './cast-format.ts';
import { fail, FIRST_MICROS, isRealDate, joinMicros, LAST_MICROS, SECONDS_PER_DAY, splitMicros, toCivil, toDays } from '../../../values/dates/civil.ts';
import { toInstant, toLocal, zoneOf } from '../../../values/dates/time-zones.ts';
import type { FormatTarget } from './write-format.ts';

/** Elements that reading knows; `FFn` besides. Those in words have no digits. */
const DIGITS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  YYYY: [1, 5], RRRR: [1, 5], YYY: [1, 3], YY: [1, 2], Y: [1, 1], RR: [1, 2], MM: [1, 2], DD: [1, 2], HH: [1, 2], HH12: [1, 2], HH24: [1, 2], MI: [1, 2], SS: [1, 2], SSSSS: [1, 5], TZH: [1, 2], TZM: [1, 2],
};
/** Digits where more digits follow. */
const TIGHT: Readonly<Record<string, number>> = { YYYY: 4, RRRR: 4 };
const WORDS = new Set(['Y,YYY', 'MON', 'MONTH', 'A.M.', 'P.M.']);
const CLOCK: readonly Category[] = ['HOUR', 'MINUTE', 'SECOND', 'MERIDIAN_INDICATOR'];
const FORBIDDEN: Readonly<Record<FormatTarget, readonly Category[]>> = {
  DATE: [...CLOCK, 'TIME_ZONE'],
  TIME: ['YEAR', 'MONTH', 'DAY', 'TIME_ZONE', 'CENTURY', 'QUARTER', 'WEEK', 'ERA_INDICATOR'],
  DATETIME: ['TIME_ZONE'],
  TIMESTAMP: [],
};

const isReadable = ({ name, category }: Element): boolean => category === 'LITERAL' || name in DIGITS || name.startsWith('FF') || WORDS.has(name);

/** Refuses elements that cannot be read, that the type has not, or that contradict one another. */
function validate(elements: readonly Element[], target: FormatTarget): void {
  const seen = new Set<string>();
  for (const element of elements) {
    if (!isReadable(element)) fail(`Format element ${element.shown} is not supported for parsing`);
    const name = element.name.replace(/^FF\d$/, 'FF');
    if (element.category !== 'LITERAL' && seen.has(name)) fail(`Format element ${element.shown} appears more than once in the format string`);
    seen.add(name);
  }
  const inCategory = (category: Category): readonly Element[] => elements.filter((element) => element.category === category);
  const named = (name: string): Element | undefined => elements.find((element) => element.name === name);
  for (const category of FORBIDDEN[target]) {
    const [wrong] = inCategory(category);
    if (wrong !== undefined) fail(`Format element in category ${category} (${wrong.shown}) is not allowed for output type ${target}`);
  }
  for (const category of ['MERIDIAN_INDICATOR', 'YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE'] as const) {
    const [first, second] = inCategory(category);
    if (first !== undefined && second !== undefined) fail(`More than one format element in category ${category} exist: ${first.shown} and ${second.shown}`);
  }
  const exclude = (name: string, category: Category): void => {
    const [element, [other]] = [named(name), inCategory(category)];
    if (element !== undefined && other !== undefined) fail(`Format element in category ${category} (${other.shown}) and format element ${element.shown} cannot exist simultaneously`);
  };
  exclude('HH24', 'MERIDIAN_INDICATOR');
  const twelve = named('HH') ?? named('HH12');
  const [meridian] = inCategory('MERIDIAN_INDICATOR');
  if (twelve !== undefined && meridian === undefined) fail(`Format element in category MERIDIAN_INDICATOR is required when format element ${twelve.shown} exists`);
  if (twelve === undefined && meridian !== undefined) fail(`Format element of type HH/HH12 is required when format element in category MERIDIAN_INDICATOR (${meridian.shown}) exists`);
  exclude('SSSSS', 'HOUR');
  exclude('SSSSS', 'MINUTE');
  if (named('SSSSS') !== undefined && named('SS') !== undefined) fail("Format elements 'SSSSS' and 'SS' cannot exist simultaneously");
}

/** Whether digits follow an element, so that it must take all of its own. */
function precedesDigits(elements: readonly Element[], index: number): boolean {
  const next = elements[index + 1];
  if (next === undefined) return false;
  if (next.name === 'quoted') return next.literal === '' ? precedesDigits(elements, index + 1) : /^\d/.test(next.literal);
  return next.category !== 'LITERAL' && !['MON', 'MONTH', 'A.M.', 'P.M.', 'TZH'].includes(next.name);
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  hour12: number;
  minute: number;
  second: number;
  micros: number;
  afternoon: boolean;
  west: boolean;
  zoneHour: number;
  zoneMinute: number;
  zoned: boolean;
}

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  YYYY: [0, 10_000], RRRR: [0, 10_000], YYY: [0, 999], YY: [0, 99], Y: [0, 9], RR: [0, 99], MM: [1, 12], DD: [1, 31], HH: [1, 12], HH12: [1, 12], HH24: [0, 23], MI: [0, 59], SS: [0, 59], SSSSS: [0, 86_399], TZH: [0, 14], TZM: [0, 59],
};

/** Reads one element at the start of the text. @returns the characters that it takes; null where it does not fit */
function readElement(element: Element, text: string, tight: boolean, parts: Parts): number | null {
  const { name } = element;
  switch (name) {
    case 'text':
    case 'quoted':
      return text.startsWith(element.literal) ? element.literal.length : null;
    case 'space':
      return /^\p{White_Space}+/u.exec(text)?.[0].length ?? null;
    case 'MON':
    case 'MONTH': {
      const month = MONTH_NAMES.findIndex((full) => text.toLowerCase().startsWith((name === 'MON' ? full.slice(0, SHORT) : full).toLowerCase()));
      if (month < 0) return null;
      parts.month = month + 1;
      return name === 'MON' ? SHORT : (MONTH_NAMES[month]?.length ?? 0);
    }
    case 'A.M.':
    case 'P.M.': {
      const match = /^([ap])\.m\./i.exec(text);
      if (match !== null) parts.afternoon = match[1]?.toLowerCase() === 'p';
      return match === null ? null : match[0].length;
    }
    case 'Y,YYY': {
      const match = /^(10|\d),(\d{3})/.exec(text.replace(/^0(\d),/, '$1,'));
      if (match !== null) parts.year = Number(match[1]) * 1000 + Number(match[2]);
      return match === null ? null : match[0].length + (/^0\d,/.test(text) ? 1 : 0);
    }
    default:
      return readNumber(name, text, tight, parts);
  }
}

function readNumber(name: string, text: string, tight: boolean, parts: Parts): number | null {
  const isFraction = name.startsWith('FF');
  const size = isFraction ? Number(name.slice(2)) : 0;
  const [least, most] = isFraction ? [1, size] : (DIGITS[name] ?? [0, 0]);
  const exact = isFraction ? size : (TIGHT[name] ?? most);
  const sign = name === 'TZH' ? /^[-+ ]/.exec(text)?.[0] : '';
  if (sign === undefined) return null;
  const digits = new RegExp(`^\\d{${tight ? exact : least},${tight ? exact : most}}`).exec(text.slice(sign.length))?.[0];
  if (digits === undefined) return null;
  const value = Number(digits);
  const [low, high] = LIMITS[name] ?? [0, Infinity];
  if (value < low || value > high) return null;
  if (isFraction) parts.micros = Number(digits.slice(0, 6).padEnd(6, '0'));
  else setPart(name, value, sign, parts);
  return sign.length + digits.length;
}

function setPart(name: string, value: number, sign: string, parts: Parts): void {
  switch (name) {
    case 'YYYY':
    case 'RRRR': parts.year = value; break;
    case 'YYY':
    case 'YY':
    case 'Y': parts.year = parts.year - (parts.year % 10 ** name.length) + value; break;
    case 'RR': {
      const now = parts.year % 100;
      const century = Math.floor(parts.year / 100) + (value < 50 && now >= 50 ? 1 : value >= 50 && now < 50 ? -1 : 0);
      parts.year = century * 100 + value;
      break;
    }
    case 'MM': parts.month = value; break;
    case 'DD': parts.day = value; break;
    case 'HH':
    case 'HH12': parts.hour12 = value; break;
    case 'HH24': parts.hour = value; break;
    case 'MI': parts.minute = value; break;
    case 'SS': parts.second = value; break;
    case 'SSSSS': [parts.hour, parts.minute, parts.second] = [Math.floor(value / 3600), Math.floor(value / 60) % 60, value % 60]; break;
    case 'TZH': [parts.zoned, parts.west, parts.zoneHour] = [true, sign === '-', value]; break;
    default: [parts.zoned, parts.zoneMinute] = [true, value];
  }
}

/**
 * CAST(string AS … FORMAT …). Year and month that the format leaves out are the present ones.
 * @param now microseconds since 1970 UTC @returns microseconds since 1970, UTC or of the clock itself
 */
export function readCastFormat(format: string, text: string, target: FormatTarget, zone: string, now: bigint): bigint {
  const elements = formatElements(format);
  validate(elements, target);
  const today = toCivil(Math.floor(splitMicros(target === 'TIME' ? 0n : toLocal(now, zoneOf(zone))).seconds / SECONDS_PER_DAY));
  const parts: Parts = { year: today.year, month: today.month, day: 1, hour: 0, hour12: 0, minute: 0, second: 0, micros: 0, afternoon: false, west: false, zoneHour: 0, zoneMinute: 0, zoned: false };
  const skip = (from: number): number => from + (/^\p{White_Space}*/u.exec(text.slice(from))?.[0].length ?? 0);
  let at = skip(0);
  let done = 0;
  for (; at < text.length && done < elements.length; done += 1) {
    const element = elements[done];
    const length = element === undefined ? null : readElement(element, text.slice(at), precedesDigits(elements, done), parts);
    if (length === null) fail(`Failed to parse input timestamp string at ${Buffer.byteLength(text.slice(0, at))} with format element ${element?.shown ?? ''}`);
    at += length;
  }
  at = skip(at);
  while (elements[done]?.name === 'quoted' && elements[done]?.literal === '') done += 1;
  if (at < text.length) fail(`Illegal non-space trailing data '${text.slice(at)}' in timestamp string`);
  if (done < elements.length) fail(`Entire timestamp string has been parsed before dealing with format element ${elements[done]?.shown ?? ''}`);
  return instantOf(parts, zone);
}

function instantOf(parts: Parts, zone: string): bigint {
  const hour = parts.hour12 === 0 ? parts.hour : (parts.hour12 % 12) + (parts.afternoon ? 12 : 0);
  if (!isRealDate(parts.year, parts.month, parts.day)) fail('Invalid result from year, month, day values after parsing');
  const two = (value: number): string => String(value).padStart(2, '0');
  const named = parts.zoned ? `${parts.west ? '-' : '+'}${two(parts.zoneHour)}${two(parts.zoneMinute)}` : zone;
  const local = joinMicros(toDays(parts.year, parts.month, parts.day) * SECONDS_PER_DAY + hour * 3600 + parts.minute * 60 + parts.second, parts.micros);
  const instant = toInstant(local, zoneOf(named));
  if (instant < FIRST_MICROS || instant > LAST_MICROS) fail('The parsing result is out of valid time range');
  return instant;
}
