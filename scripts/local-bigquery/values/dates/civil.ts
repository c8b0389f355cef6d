/** Days of the proleptic Gregorian calendar, counted from 1970-01-01, and clocks in seconds. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const SECONDS_PER_DAY = 86_400;
export const MICROS_PER_SECOND = 1_000_000n;
export const MICROS_PER_DAY = 86_400_000_000n;
/** 0001-01-01 and 9999-12-31: the days that a DATE can hold. */
export const FIRST_DAY = -719_162;
export const LAST_DAY = 2_932_896;
/** The microseconds that a DATETIME or TIMESTAMP can hold. */
export const FIRST_MICROS = BigInt(FIRST_DAY) * MICROS_PER_DAY;
export const LAST_MICROS = BigInt(LAST_DAY + 1) * MICROS_PER_DAY - 1n;

const DAYS_PER_ERA = 146_097;
/** 0000-03-01, where the era method begins to count. */
const ERA_START = 719_468;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

export function toCivil(days: number): CivilDate {
  const shifted = days + ERA_START;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** @param month and @param day of a real date; days beyond the month run on into the next */
export function toDays(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * DAYS_PER_ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - ERA_START;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

export function isRealDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Sunday is 0. */
export function weekday(days: number): number {
  return (((days + EPOCH_WEEKDAY) % 7) + 7) % 7;
}

/** The Monday on which an ISO year begins. */
export function isoYearStart(isoYear: number): number {
  const fourth = toDays(isoYear, 1, 4);
  return fourth - ((weekday(fourth) + 6) % 7);
}

export function isoYearOf(days: number): number {
  return toCivil(days - ((weekday(days) + 6) % 7) + 3).year;
}

/** Whole seconds, rounded down. */
export function floorSeconds(micros: bigint): number {
  const seconds = micros / MICROS_PER_SECOND;
  return Number(seconds) - (micros < 0n && seconds * MICROS_PER_SECOND !== micros ? 1 : 0);
}

/** Whole seconds, rounded down, and the microseconds above them. */
export function splitMicros(micros: bigint): { readonly seconds: number; readonly micros: number } {
  const seconds = floorSeconds(micros);
  return { seconds, micros: Number(micros - BigInt(seconds) * MICROS_PER_SECOND) };
}

export function joinMicros(seconds: number, micros: number): bigint {
  return BigInt(seconds) * MICROS_PER_SECOND + BigInt(micros);
}

export const two = (part: number): string => String(part).padStart(2, '0');

/** `YYYY-MM-DD` */
export function dateText(days: number): string {
  const { year, month, day } = toCivil(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `HH:MM:SS` of the seconds since midnight. */
function clockText(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `.ddd` or `.dddddd`, or nothing: trailing zeros go in threes. */
function fractionText(micros: number): string {
  if (micros === 0) return '';
  return micros % 1000 === 0 ? `.${String(micros / 1000).padStart(3, '0')}` : `.${String(micros).padStart(6, '0')}`;
}

/** `YYYY-MM-DD HH:MM:SS[.ddd[ddd]]` of microseconds since 1970-01-01 00:00:00 on the same clock. */
export function datetimeText(local: bigint): string {
  const { seconds, micros } = splitMicros(local);
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  return `${dateText(days)} ${clockText(seconds - days * SECONDS_PER_DAY)}${fractionText(micros)}`;
}

/** The mark of raise.ts: what follows is shown as it stands. */
export function fail(message: string): never {
  throw new Error(`!error: ${message}`);
}
