import { raise } from './raise.ts';
import type { Macro } from './macros.ts';

const macro = (name: string, parameters: readonly string[], body: string): Macro => ({ name, parameters, body });
const TOO_FAR = (field: string, value: string, most: string): string => raise(`'Interval field ${field} ''' || ${value} || ''' is out of range -${most} to ${most}'`, 'INTERVAL');

/** Macros of dates, times and intervals; bodies see arguments as often as they like, so callers pass short texts. */
export const DATE_MACROS: readonly Macro[] = [
  macro('gsql_days', ['d'], `(d - '1970-01-01'::DATE)`),
  macro('gsql_to_date', ['days'], `('1970-01-01'::DATE + (days)::INTEGER)`),
  macro('gsql_to_time', ['micros'], `make_timestamp(micros)::TIME`),
  macro('gsql_is_date', ['y', 'm', 'd'], `(y BETWEEN 1 AND 9999 AND m BETWEEN 1 AND 12 AND d BETWEEN 1 AND CASE WHEN m = 2 THEN CASE WHEN y % 4 = 0 AND (y % 100 <> 0 OR y % 400 = 0) THEN 29 ELSE 28 END WHEN m IN (4, 6, 9, 11) THEN 30 ELSE 31 END)`),
  macro('gsql_months_of', ['d'], `(year(d) * 12 + month(d) - 1)`),
  macro(
    'gsql_interval',
    ['months', 'days', 'micros'],
    `CASE WHEN months NOT BETWEEN -120000 AND 120000 THEN ${TOO_FAR('months', 'months', '120000')} WHEN days NOT BETWEEN -3660000 AND 3660000 THEN ${TOO_FAR('days', 'days', '3660000')}
     WHEN micros NOT BETWEEN -316224000000000000 AND 316224000000000000 THEN ${TOO_FAR('nanoseconds', `(micros::HUGEINT * 1000)`, '316224000000000000000')}
     ELSE to_months(months::INTEGER) + to_days(days::INTEGER) + to_microseconds(micros::BIGINT) END`,
  ),
  macro('gsql_interval_months', ['i'], `(datepart('year', i) * 12 + datepart('month', i))`),
  macro('gsql_interval_days', ['i'], `datepart('day', i)`),
  macro('gsql_interval_micros', ['i'], `(datepart('hour', i) * 3600000000 + datepart('minute', i) * 60000000 + datepart('microsecond', i))`),
  // Intervals compare by their length, with months of thirty days and days of a day.
  macro('gsql_interval_order', ['i'], `((gsql_interval_months(i) * 30 + gsql_interval_days(i)) * 86400000000::HUGEINT + gsql_interval_micros(i))`),
  macro('gsql_interval_of', ['parts'], `gsql_interval(parts[1], parts[2], parts[3])`),
  // What months leave over becomes days of thirty to the month, what days leave over time.
  macro('gsql_interval_average', ['months', 'days', 'micros', 'n'], `gsql_interval(months // n, (days + months % n * 30) // n, (micros + (days + months % n * 30) % n * 86400000000) // n)`),
  macro('gsql_string_to_time', ['s'], `gsql_to_time(gsql_read_time(s))`),
  macro('gsql_string_to_datetime', ['s'], `make_timestamp(gsql_read_datetime(s))`),
  macro('gsql_string_to_timestamp', ['s'], `make_timestamptz(gsql_read_timestamp(s))`),
  macro('gsql_string_to_interval', ['s'], `list_transform([gsql_read_interval(s)], lambda parts: gsql_interval_of(parts))[1]`),
  macro('gsql_safe_string_to_time', ['s'], `gsql_to_time(gsql_safe_read_time(s))`),
  macro('gsql_safe_string_to_datetime', ['s'], `make_timestamp(gsql_safe_read_datetime(s))`),
  macro('gsql_safe_string_to_timestamp', ['s'], `make_timestamptz(gsql_safe_read_timestamp(s))`),
  macro('gsql_safe_string_to_interval', ['s'], `list_transform([gsql_safe_read_interval(s)], lambda parts: gsql_interval_of(parts))[1]`),
  macro('gsql_interval_text', ['i'], `gsql_write_interval(gsql_interval_months(i), gsql_interval_days(i), gsql_interval_micros(i))`),
];
