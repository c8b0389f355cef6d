import { raise } from '../../text/raise.ts';
import { argument, type Builder, type Catalogue, repeat, same, text } from '../catalogue.ts';
import { clockTime, instantOfDate, instantOfDatetime, localDate, localTime, zoneArgument } from './zones.ts';

const FIRST_MICROS = -62_135_596_800_000_000n;
const LAST_MICROS = 253_402_300_799_999_999n;
const LAST_DATETIME = `'9999-12-31 23:59:59'::TIMESTAMP`;
const FROM_YEAR_1 = 62_135_596_800_000_000n;

/** Whole units since 1970, rounded down; DuckDB divides towards zero. */
const unix = (micros: bigint): Builder => text((time) => `((epoch_us(${time}) + ${FROM_YEAR_1}) // ${micros} - ${FROM_YEAR_1 / micros})`);

/** A TIMESTAMP of whole units since 1970. */
const fromUnix = (micros: bigint): Builder => repeat((count) => {
  const message = `'Input value ' || ${count}::VARCHAR || ' cannot be converted into a TIMESTAMP, because it would be out of the allowed range between ${FIRST_MICROS} to ${LAST_MICROS} (microseconds)'`;
  return `CASE WHEN ${count} BETWEEN ${FIRST_MICROS / micros} AND ${LAST_MICROS / micros} THEN make_timestamptz(${count} * ${micros}) ELSE ${raise(message, 'TIMESTAMPTZ')} END`;
});

/** A second that is the sixtieth begins the next minute. */
const isClock = (hour: string, minute: string, second: string): string => `${hour} BETWEEN 0 AND 23 AND ${minute} BETWEEN 0 AND 59 AND ${second} BETWEEN 0 AND 60`;
const clockMicros = (hour: string, minute: string, second: string): string => `((${hour} * 3600 + ${minute} * 60 + ${second}) * 1000000)`;
const invalid = (what: string, format: string, args: readonly string[], type: string): string => raise(`'Input calculates to invalid ${what}: ' || printf('${format}', ${args.join(', ')})`, type);

export const DATE_CONVERSIONS: Catalogue = {
  FN_CURRENT_DATE: (call) => localDate('now()', zoneArgument(call, 0)),
  FN_CURRENT_DATETIME: (call) => localTime('now()', zoneArgument(call, 0)),
  FN_CURRENT_TIME: (call) => `${clockTime('now()', zoneArgument(call, 0))}::TIME`,
  FN_CURRENT_TIMESTAMP: text(() => 'now()'),
  FN_DATE_FROM_YEAR_MONTH_DAY: repeat((year, month, day) => `CASE WHEN gsql_is_date(${year}, ${month}, ${day}) THEN make_date(${year}, ${month}, ${day}) ELSE ${invalid('date', '%04d-%02d-%02d', [year, month, day], 'DATE')} END`),
  FN_DATE_FROM_DATE: text((date) => date),
  FN_DATE_FROM_DATETIME: text((time) => `${time}::DATE`),
  FN_DATE_FROM_TIMESTAMP: (call) => localDate(argument(call, 0), zoneArgument(call, 1)),
  FN_DATE_FROM_STRING: text((time) => `make_timestamp(gsql_read_timestamp(${time}))::DATE`),
  FN_DATE_FROM_UNIX_DATE: repeat((days) => {
    const message = `'DATE_FROM_UNIX_DATE range is -719162 to 2932896 but saw ' || ${days}::VARCHAR`;
    return `CASE WHEN ${days} BETWEEN -719162 AND 2932896 THEN gsql_to_date(${days}) ELSE ${raise(message, 'DATE')} END`;
  }),
  FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND: repeat((year, month, day, hour, minute, second) => {
    const made = `make_date(${year}, ${month}, ${day}) + to_microseconds(${clockMicros(hour, minute, second)})`;
    const failure = invalid('datetime', '%04d-%02d-%02d %04d:%02d:%02d', [year, month, day, hour, minute, second], 'TIMESTAMP');
    return `CASE WHEN gsql_is_date(${year}, ${month}, ${day}) AND ${isClock(hour, minute, second)} THEN CASE WHEN ${made} > ${LAST_DATETIME} THEN ${failure} ELSE ${made} END ELSE ${failure} END`;
  }),
  FN_DATETIME_FROM_DATE: text((date) => `${date}::TIMESTAMP`),
  FN_DATETIME_FROM_DATETIME: text((time) => time),
  FN_DATETIME_FROM_DATE_AND_TIME: text((date, time) => `(${date} + ${time})`),
  FN_DATETIME_FROM_TIMESTAMP: (call) => localTime(argument(call, 0), zoneArgument(call, 1)),
  FN_DATETIME_FROM_STRING: text((datetime) => `gsql_string_to_datetime(${datetime})`),
  FN_TIME_FROM_HOUR_MINUTE_SECOND: repeat((hour, minute, second) => `CASE WHEN ${isClock(hour, minute, second)} THEN gsql_to_time(${clockMicros(hour, minute, second)} % 86400000000) ELSE ${invalid('time', '%02d:%02d:%02d', [hour, minute, second], 'TIME')} END`),
  FN_TIME_FROM_TIME: text((time) => time),
  FN_TIME_FROM_DATETIME: text((time) => `${time}::TIME`),
  FN_TIME_FROM_TIMESTAMP: (call) => `${clockTime(argument(call, 0), zoneArgument(call, 1))}::TIME`,
  FN_TIMESTAMP_FROM_DATE: (call) => instantOfDate(argument(call, 0), zoneArgument(call, 1)),
  FN_TIMESTAMP_FROM_DATETIME: (call) => instantOfDatetime(argument(call, 0), zoneArgument(call, 1)),
  FN_TIMESTAMP_FROM_TIMESTAMP: text((time) => time),
  FN_TIMESTAMP_FROM_STRING: (call) => `make_timestamptz(${call.args[1] === undefined ? `gsql_read_timestamp(${argument(call, 0)})` : `gsql_read_local_timestamp(${argument(call, 0)}, ${call.args[1]})`})`,
  FN_TIMESTAMP_FROM_INT64_SECONDS: fromUnix(1_000_000n),
  FN_TIMESTAMP_FROM_INT64_MILLIS: fromUnix(1000n),
  FN_TIMESTAMP_FROM_INT64_MICROS: fromUnix(1n),
  FN_UNIX_SECONDS_FROM_TIMESTAMP: unix(1_000_000n),
  FN_UNIX_MILLIS_FROM_TIMESTAMP: unix(1000n),
  FN_UNIX_MICROS_FROM_TIMESTAMP: same('epoch_us'),
  FN_UNIX_DATE: text((date) => `gsql_days(${date})`),
  FN_STRING_FROM_DATE: text((date) => `${date}::VARCHAR`),
  FN_STRING_FROM_TIME: repeat((time) => `gsql_time_to_string(${time})`),
  FN_STRING_FROM_DATETIME: repeat((time) => `gsql_datetime_to_string(${time})`),
  FN_STRING_FROM_TIMESTAMP: (call) => {
    const zone = zoneArgument(call, 1);
    if (zone !== undefined) return `gsql_timestamp_text(epoch_us(${argument(call, 0)}), ${zone})`;
    return call.once([argument(call, 0)], (time) => `gsql_timestamp_to_string(${time})`);
  },
};
