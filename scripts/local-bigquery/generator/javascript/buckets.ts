import { dateText, datetimeText, daysInMonth, fail, FIRST_MICROS, joinMicros, LAST_MICROS, MICROS_PER_DAY, SECONDS_PER_DAY, splitMicros, toCivil, toDays } from '../../values/dates/civil.ts';
import { timestampText } from '../../values/dates/zoned-times.ts';
import type { Interval } from '../../values/dates/interval-text.ts';

export type BucketKind = 'DATE' | 'DATETIME' | 'TIMESTAMP';

const ONE_PART = 'Exactly one non-zero INTERVAL part in bucket width is required';
const NEGATIVE = 'Negative bucket width INTERVAL is not allowed';

function checkWidth(kind: BucketKind, { months, days, micros }: Interval): void {
  if (kind === 'DATE') {
    if (micros > 0n) fail('Only MONTH and DAY parts are allowed in bucket width INTERVAL');
    if (months < 0n || days < 0n) fail(NEGATIVE);
    if (months > 0n === days > 0n) fail(ONE_PART);
  } else if (kind === 'DATETIME') {
    if (months < 0n || days < 0n || micros < 0n) fail(NEGATIVE);
    if ([months, days, micros].filter((part) => part > 0n).length !== 1) fail(ONE_PART);
  } else {
    if (months !== 0n) fail('Bucket width INTERVAL with non-zero MONTH part is not allowed');
    if (days < 0n || micros < 0n) fail(NEGATIVE);
    if (days !== 0n && micros !== 0n) fail('Bucket width INTERVAL with mixed DAY and MICROSECOND parts is not allowed');
    if (days === 0n && micros === 0n) fail('Zero bucket width INTERVAL is not allowed');
  }
}

interface MonthTime { readonly month: number; readonly day: number; readonly rest: bigint; readonly isLast: boolean }

/** Months since year 0, day of the month, and microseconds of the day. */
function monthTime(micros: bigint): MonthTime {
  const days = Math.floor(splitMicros(micros).seconds / SECONDS_PER_DAY);
  const { year, month, day } = toCivil(days);
  return { month: year * 12 + month - 1, day, rest: micros - BigInt(days) * MICROS_PER_DAY, isLast: day === daysInMonth(year, month) };
}

/** Buckets of months begin on the origin's day, or on the last of a shorter month. */
function monthBucket(input: bigint, months: number, origin: bigint): bigint {
  const [at, from] = [monthTime(input), monthTime(origin)];
  const rest = (at.month - from.month) % months;
  const day = from.isLast && at.isLast ? from.day : at.day;
  const early = day < from.day || (day === from.day && at.rest < from.rest);
  const month = at.month - rest - (rest < 0 || (rest === 0 && early) ? months : 0);
  const [year, within] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1];
  return joinMicros(toDays(year, within, Math.min(from.day, daysInMonth(year, within))) * SECONDS_PER_DAY, 0) + from.rest;
}

/** DATE_BUCKET, DATETIME_BUCKET, TIMESTAMP_BUCKET over microseconds since 1970. */
export function bucket(kind: BucketKind, input: bigint, width: Interval, origin: bigint): bigint {
  checkWidth(kind, width);
  const size = width.days > 0n ? width.days * MICROS_PER_DAY : width.micros;
  const rest = width.months > 0n ? 0n : (input - origin) % size;
  const found = width.months > 0n ? monthBucket(input, Number(width.months), origin) : input - rest - (rest < 0n ? size : 0n);
  if (found < FIRST_MICROS || found > LAST_MICROS) {
    const shown = kind === 'DATE' ? dateText(Number(input / MICROS_PER_DAY)) : kind === 'DATETIME' ? datetimeText(input) : timestampText(input, 'UTC');
    fail(`Bucket for ${shown} is outside of ${kind.toLowerCase()} range`);
  }
  return found;
}
