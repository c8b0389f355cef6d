import { fail, isLeapYear, isoYearStart, isRealDate, toCivil, toDays, weekday, type CivilDate } from './civil.ts';

/** A weekday, week, day of the year or ISO year that a format reads, and where it stands among the format's elements. */
export interface CalendarPart { readonly element: string; readonly value: number; readonly position: number }
/** Where the elements stand that last say something of the year, the month, the day. */
export interface LastPositions { year: number; month: number; day: number }

const DAYS_PER_LONG_ISO_YEAR = 371;

interface Chosen { readonly isoYear: number | null; readonly part: CalendarPart | null; readonly hasWeekday: boolean }

/** Which of them count: the last of each, ISO parts only where there are no others, weekdays only with a week. */
function choose(parts: readonly CalendarPart[], anyCivilPart: boolean): Chosen | null {
  const lastOf = (elements: string): number => parts.findLastIndex(({ element }) => elements.includes(element));
  const year = anyCivilPart ? undefined : parts[lastOf('Gg')];
  const isoYear = year === undefined ? null : year.element === 'g' ? year.value + (year.value <= 68 ? 2000 : 1900) : year.value;
  const [week, dayOfYear] = year === undefined ? [lastOf('UW'), lastOf('j')] : [lastOf('V'), lastOf('J')];
  const hasWeekday = lastOf('Auw') >= 0;
  if (dayOfYear >= 0 && (dayOfYear > week || !hasWeekday)) return { isoYear, part: parts[dayOfYear] ?? null, hasWeekday: false };
  if (week >= 0) return { isoYear, part: parts[week] ?? null, hasWeekday };
  return isoYear === null ? null : { isoYear, part: null, hasWeekday: false };
}

/** The date of a day of the year, or the first day of a week; the days before week 1 are week 0. */
function ordinalDate(part: CalendarPart, year: number, hasWeekday: boolean): CivilDate {
  const first = toDays(year, 1, 1);
  if (part.element === 'j') {
    if (part.value === 366 && !isLeapYear(year)) fail(`Year ${year} has 365 days, but the specified day of year was 366`);
    return toCivil(first + part.value - 1);
  }
  const start = part.element === 'U' ? 0 : 1;
  const weekOne = first + ((start - weekday(first) + 7) % 7);
  const lastWeek = Math.floor((first + (isLeapYear(year) ? 365 : 364) - weekOne) / 7) + 1;
  if (part.value < (weekOne === first ? 1 : 0) || part.value > lastWeek) fail(`Week number ${part.value} is invalid for year ${year}`);
  if (hasWeekday) fail('Weekday parse elements are not supported yet');
  return toCivil(weekOne + 7 * (part.value - 1));
}

function isoDate(isoYear: number, part: CalendarPart | null): CivilDate {
  const start = isoYearStart(isoYear);
  const length = isoYearStart(isoYear + 1) - start;
  if (part?.element === 'V') fail(part.value === 53 && length < DAYS_PER_LONG_ISO_YEAR ? `Invalid ISO week 53 specified for ISO year ${isoYear}` : 'ISO parse elements are not supported yet');
  if (part !== null && part.value > length) fail(`ISO Year ${isoYear} has ${length} days, but the specified day of year was ${part.value}`);
  return toCivil(start + (part === null ? 0 : part.value - 1));
}

/** The date that year, month and day name together with the other parts; what comes later in the format wins. */
export function combinedDate(plain: CivilDate, parts: readonly CalendarPart[], anyCivilPart: boolean, last: LastPositions): CivilDate {
  const chosen = choose(parts, anyCivilPart);
  if (chosen === null) return plain;
  if (chosen.isoYear !== null) return checked(isoDate(chosen.isoYear, chosen.part));
  if (chosen.part === null) return plain;
  const date = ordinalDate(chosen.part, plain.year, chosen.hasWeekday);
  const pick = (name: keyof CivilDate): number => (last[name] < (chosen.part?.position ?? 0) ? date[name] : plain[name]);
  return checked({ year: pick('year'), month: pick('month'), day: pick('day') });
}

function checked(date: CivilDate): CivilDate {
  if (!isRealDate(date.year, date.month, date.day)) fail(`Out-of-range datetime field in parsing function; year: ${date.year}, month: ${date.month}, day: ${date.day}`);
  return date;
}
