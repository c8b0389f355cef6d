import { dateText, datetimeText, fail, FIRST_MICROS, isoYearOf, isoYearStart, joinMicros, LAST_MICROS, SECONDS_PER_DAY, splitMicros, toCivil, toDays, weekday } from './civil.ts';
import { toInstant, toLocal, writtenOffset, zoneOf } from './time-zones.ts';

const isValid = (micros: bigint): boolean => micros >= FIRST_MICROS && micros <= LAST_MICROS;

/** A timestamp as a zone's clock and calendar show it, with the offset, whose minutes are left out when there are none. */
export function timestampText(instant: bigint, zone: string): string {
  const offset = writtenOffset(zoneOf(zone).offsetAt(splitMicros(instant).seconds));
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 3600), Math.floor(Math.abs(offset) / 60) % 60];
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${datetimeText(instant + joinMicros(offset, 0))}${offset < 0 ? '-' : '+'}${two(hours)}${minutes === 0 ? '' : `:${two(minutes)}`}`;
}

/** What a clock shows, whether or not a DATETIME can hold it. */
export function localMicros(instant: bigint, zone: string): bigint {
  return toLocal(instant, zoneOf(zone));
}

/** What a clock shows that knows hours and minutes of offset only, as texts do. */
export function writtenMicros(instant: bigint, zone: string): bigint {
  return instant + joinMicros(writtenOffset(zoneOf(zone).offsetAt(splitMicros(instant).seconds)), 0);
}

export function localDatetime(instant: bigint, zone: string): bigint {
  const local = localMicros(instant, zone);
  if (!isValid(local)) fail(`Invalid Datetime [INVALID]extracted from timestamp ${timestampText(instant, zone)}`);
  return local;
}

/** @returns days since 1970-01-01 */
export function localDate(instant: bigint, zone: string): bigint {
  const local = localMicros(instant, zone);
  if (!isValid(local)) fail(`Invalid date extracted from timestamp ${timestampText(instant, zone)}`);
  return BigInt(Math.floor(splitMicros(local).seconds / SECONDS_PER_DAY));
}

export function instantOfDatetime(local: bigint, zone: string): bigint {
  const found = toInstant(local, zoneOf(zone));
  if (!isValid(found)) fail(`Cannot convert Datetime ${datetimeText(local)} at timezone ${zoneOf(zone).name} to a Timestamp`);
  return found;
}

export function instantOfDate(days: bigint, zone: string): bigint {
  const found = toInstant(joinMicros(Number(days) * SECONDS_PER_DAY, 0), zoneOf(zone));
  if (!isValid(found)) fail(`Cannot convert date ${dateText(Number(days))} to timestamp`);
  return found;
}

/** Days from the start of a week that begins on a weekday (Sunday 0). */
const intoWeek = (days: number, start: number): number => (weekday(days) - start + 7) % 7;

/** The first day of the period that holds a day. @param part DAY, MONTH, QUARTER, YEAR, ISOYEAR, or the weekday on which weeks begin */
function firstDay(part: string, days: number): number {
  const { year, month } = toCivil(days);
  switch (part) {
    case 'DAY': return days;
    case 'MONTH': return toDays(year, month, 1);
    case 'QUARTER': return toDays(year, month - ((month - 1) % 3), 1);
    case 'YEAR': return toDays(year, 1, 1);
    case 'ISOYEAR': return isoYearStart(isoYearOf(days));
    default: return days - intoWeek(days, Number(part));
  }
}

/** TIMESTAMP_TRUNC to a part of the calendar that a zone keeps. */
export function truncateToDays(instant: bigint, part: string, name: string, zone: string): bigint {
  const local = localMicros(instant, zone);
  const days = Math.floor(splitMicros(local).seconds / SECONDS_PER_DAY);
  // The reference asks a DATE for its ISO year, and the calendar itself for all else.
  if (part === 'ISOYEAR' && !isValid(local)) fail(`Invalid date value: ${days}`);
  const first = firstDay(part, days);
  if (/^\d$/.test(part) && toCivil(first).year < 1) fail(`Truncating ${timestampText(instant, zone)} to the nearest week causes overflow`);
  const found = toInstant(joinMicros(first * SECONDS_PER_DAY, 0), zoneOf(zone));
  if (!isValid(found)) fail(`Truncating to the nearest ${name} causes underflow at timezone ${zoneOf(zone).name}`);
  return found;
}

const MICROS_PER_MINUTE = 60_000_000n;

/**
 * TIMESTAMP_TRUNC to a part of the clock: the instant moves back by what the clock does, so that an hour that comes twice stays
 * itself. Zones differ in hours and minutes only. @param size microseconds
 */
export function truncateToClock(instant: bigint, size: bigint, name: string, zone: string): bigint {
  const place = zoneOf(zone);
  const offset = size < MICROS_PER_MINUTE ? 0 : place.offsetAt(splitMicros(instant).seconds);
  const rest = (instant + joinMicros(offset, 0)) % size;
  const found = instant - rest - (rest < 0n ? size : 0n);
  if (!isValid(found)) fail(`Truncating to the nearest ${name} causes underflow at timezone ${zoneOf(zone).name}`);
  return found;
}
