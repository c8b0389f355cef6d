import { DAY_NAMES, MONTH_NAMES, SHORT } from '../../../values/dates/calendar-names.ts';
import { formatElements, type Category, type Element } from './cast-format.ts';
import { fail, SECONDS_PER_DAY, splitMicros, toCivil, toDays, two, weekday } from '../../../values/dates/civil.ts';
import { writtenOffset } from '../../../values/dates/time-zones.ts';
import type { FormatTarget } from './write-format.ts';

const DATE: readonly Category[] = ['LITERAL', 'YEAR', 'MONTH', 'DAY'];
const TIME: readonly Category[] = ['LITERAL', 'HOUR', 'MINUTE', 'SECOND', 'MERIDIAN_INDICATOR'];
/** null: every category. */
const ALLOWED: Readonly<Record<FormatTarget, readonly Category[] | null>> = { DATE, TIME, DATETIME: [...DATE, ...TIME], TIMESTAMP: null };

interface Moment {
  readonly days: number;
  readonly clock: number;
  readonly micros: number;
  readonly offset: number;
}

/** Digits of the year that the shorter elements write. */
const YEAR_DIGITS: Readonly<Record<string, number>> = { YYYY: 4, RRRR: 4, YYY: 3, YY: 2, RR: 2, Y: 1 };

function text({ name, shown }: Element, { days, clock, micros, offset }: Moment): string {
  const { year, month, day } = toCivil(days);
  const hour = Math.floor(clock / 3600);
  const digits = YEAR_DIGITS[name];
  if (digits !== undefined) return String(digits === 4 ? year : year % 10 ** digits).padStart(digits, '0');
  if (name.startsWith('FF')) return String(micros).padStart(6, '0').padEnd(9, '0').slice(0, Number(name.slice(2)));
  switch (name) {
    case 'MM': return two(month);
    case 'MON': return (MONTH_NAMES[month - 1] ?? '').slice(0, SHORT);
    case 'MONTH': return MONTH_NAMES[month - 1] ?? '';
    case 'D': return String(weekday(days) + 1);
    case 'DD': return two(day);
    case 'DDD': return String(days - toDays(year, 1, 1) + 1).padStart(3, '0');
    case 'DAY': return DAY_NAMES[weekday(days)] ?? '';
    case 'DY': return (DAY_NAMES[weekday(days)] ?? '').slice(0, SHORT);
    case 'HH':
    case 'HH12': return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'HH24': return two(hour);
    case 'MI': return two(Math.floor(clock / 60) % 60);
    case 'SS': return two(clock % 60);
    case 'SSSSS': return String(clock).padStart(5, '0');
    case 'AM':
    case 'PM': return hour < 12 ? 'AM' : 'PM';
    case 'A.M.':
    case 'P.M.': return hour < 12 ? 'A.M.' : 'P.M.';
    case 'TZH': return `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 3600))}`;
    case 'TZM': return two(Math.floor(Math.abs(offset) / 60) % 60);
    default: fail(`Unsupported format element ${shown}`);
  }
}

function cased(written: string, casing: Element['casing']): string {
  return casing === 'upper' ? written.toUpperCase() : casing === 'lower' ? written.toLowerCase() : written;
}

/** CAST(… AS STRING FORMAT …). @param instant microseconds since 1970 (of the clock itself for civil types) @param offset of the zone, in seconds */
export function writeCastFormat(format: string, target: FormatTarget, instant: bigint, offset = 0): string {
  const elements = formatElements(format);
  const allowed = ALLOWED[target];
  const wrong = elements.find(({ category }) => allowed !== null && !allowed.includes(category));
  if (wrong !== undefined) fail(`${target} does not support ${wrong.shown}`);
  const { seconds, micros } = splitMicros(instant);
  const shown = seconds + writtenOffset(offset);
  const days = Math.floor(shown / SECONDS_PER_DAY);
  const moment: Moment = { days, clock: shown - days * SECONDS_PER_DAY, micros, offset: writtenOffset(offset) };
  return elements.map((element) => (element.category === 'LITERAL' ? element.literal : cased(text(element, moment), element.casing))).join('');
}
