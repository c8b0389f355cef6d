import { datePart, WEEK_START } from '../date-parts.ts';
import { unsupported } from '../refusal.ts';
import { argument, type Builder, type Call, type Catalogue, repeat, same, text } from './catalogue.ts';
import { formatFunction, parseFunction } from './date-formats.ts';

/** Keeps the dividend of a week count positive from year 1 on, since DuckDB divides towards zero. */
const WEEK_SHIFT = 7 * 200_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;

const partOf = (call: Call, index: number): string => datePart(call.node.argumentList[index]);
const weekShift = (part: string): number => WEEK_SHIFT + EPOCH_WEEKDAY - (WEEK_START[part] ?? 0);

const MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const DAYS: Readonly<Record<string, number>> = { DAY: 1, WEEK: 7 };
const MICROS: Readonly<Record<string, number>> = { MICROSECOND: 1, MILLISECOND: 1e3, SECOND: 1e6, MINUTE: 60e6, HOUR: 3600e6, DAY: 86_400e6 };

const dateAdd = (sign: '+' | '-'): Builder => (call) => {
  const part = partOf(call, 2);
  const months = MONTHS[part];
  const days = DAYS[part];
  const [date, count] = [argument(call, 0), argument(call, 1)];
  const sum = months !== undefined ? `(${date} ${sign} to_months((${count} * ${months})::INTEGER))::DATE` : days !== undefined ? `(${date} ${sign} (${count} * ${days})::INTEGER)` : null;
  if (sum === null) throw unsupported(`Adding ${part} to a DATE`);
  return call.once([sum], (once) => `gsql_checked_date(${once})`);
};

const dateTimeAdd = (sign: '+' | '-'): Builder => (call) => {
  const part = partOf(call, 2);
  const months = MONTHS[part];
  const micros = MICROS[part] ?? (part === 'WEEK' ? 7 * 86_400e6 : undefined);
  const [time, count] = [argument(call, 0), argument(call, 1)];
  if (months === undefined && micros === undefined) throw unsupported(`Adding ${part}`);
  const sum = months !== undefined ? `(${time} ${sign} to_months((${count} * ${months})::INTEGER))` : `(${time} ${sign} to_microseconds(${count} * ${micros ?? 1}))`;
  return call.once([sum], (once) => `gsql_checked_${call.node.type.kind === 'TIMESTAMP' ? 'timestamp' : 'datetime'}(${once})`);
};

function dateDiff(call: Call, part: string, a: string, b: string): string {
  if (part === 'DAY') return `(${a} - ${b})`;
  if (part in WEEK_START) {
    const week = (date: string): string => `((gsql_days(${date}) + ${weekShift(part)}) // 7)`;
    return `(${week(a)} - ${week(b)})`;
  }
  if (part === 'ISOYEAR') return `(isoyear(${a}) - isoyear(${b}))`;
  if (part in MONTHS) return `date_diff('${part.toLowerCase()}', ${b}, ${a})`;
  throw unsupported(`The difference of dates in ${part}`);
}

function dateTrunc(part: string, date: string): string {
  if (part === 'DAY') return date;
  if (part in WEEK_START) return `gsql_checked_date(${date} - ((gsql_days(${date}) + ${weekShift(part)}) % 7)::INTEGER)`;
  if (part in MONTHS) return `date_trunc('${part.toLowerCase()}', ${date})::DATE`;
  if (part === 'ISOYEAR') return `date_trunc('week', make_date(isoyear(${date}), 1, 4))::DATE`;
  throw unsupported(`Truncating to ${part}`);
}

function lastDay(part: string, date: string): string {
  if (part in WEEK_START) return `gsql_checked_date(${date} + (6 - (gsql_days(${date}) + ${weekShift(part)}) % 7)::INTEGER)`;
  const months = MONTHS[part];
  if (months !== undefined) return `((${dateTrunc(part, date)} + to_months(${months}))::DATE - 1)`;
  if (part === 'ISOYEAR') return `gsql_checked_date(date_trunc('week', make_date(isoyear(${date}) + 1, 1, 4))::DATE - 1)`;
  throw unsupported(`LAST_DAY of ${part}`);
}

const CLOCK_PARTS: readonly string[] = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];

function timeTrunc(part: string, time: string): string {
  if (part === 'MICROSECOND') return time;
  if (part === 'DAY' || CLOCK_PARTS.includes(part)) return `date_trunc('${part.toLowerCase()}', ${time})`;
  return `${dateTrunc(part, `${time}::DATE`)}::TIMESTAMP`;
}

const SIMPLE_PARTS: Readonly<Record<string, string>> = { YEAR: 'year', MONTH: 'month', DAY: 'day', DAYOFYEAR: 'dayofyear', QUARTER: 'quarter', ISOYEAR: 'isoyear', ISOWEEK: 'week', HOUR: 'hour', MINUTE: 'minute', SECOND: 'second' };

function extract(part: string, value: string): string {
  const simple = SIMPLE_PARTS[part];
  if (simple !== undefined) return `${simple}(${value})`;
  if (part === 'DAYOFWEEK') return `(dayofweek(${value}) + 1)`;
  if (part === 'MILLISECOND') return `(millisecond(${value}) % 1000)`;
  if (part === 'MICROSECOND') return `(microsecond(${value}) % 1000000)`;
  if (part === 'DATE') return `${value}::DATE`;
  if (part === 'TIME') return `${value}::TIME`;
  const start = WEEK_START[part];
  if (start === undefined) throw unsupported(`EXTRACT(${part} …)`);
  // Days before the year's first such weekday are week 0.
  return `((dayofyear(${value}) + 6 - ((dayofweek(${value}) + ${7 - start}) % 7)) // 7)`;
}

/** A TIMESTAMP as the clock shows it in a time zone, UTC unless an argument names another. */
export function localTime(timestamp: string, zone: string | undefined): string {
  return zone === undefined ? `timezone('UTC', ${timestamp})` : `gsql_local_time(${timestamp}, ${zone})`;
}

/** The TIMESTAMP at which a clock in the zone shows that time. */
function instant(local: string, zone: string | undefined): string {
  return zone === undefined ? `timezone('UTC', ${local})` : `gsql_instant(${local}, ${zone})`;
}

const extractor: Builder = (call) => call.once([argument(call, 0)], (value) => extract(partOf(call, 1), value));
const timestampExtractor: Builder = (call) => call.once([localTime(argument(call, 0), call.args[2])], (value) => extract(partOf(call, 1), value));

const timestampDiff: Builder = (call) => {
  const part = partOf(call, 2);
  const micros = MICROS[part];
  if (micros === undefined) throw unsupported(`TIMESTAMP_DIFF in ${part}`);
  return `((epoch_us(${argument(call, 0)}) - epoch_us(${argument(call, 1)})) // ${micros})`;
};

/** Whole units since 1970, rounded down; DuckDB divides towards zero. */
const unix = (micros: number): Builder => repeat((time) => `((epoch_us(${time}) - ((epoch_us(${time}) % ${micros}) + ${micros}) % ${micros}) // ${micros})`);

export const DATES: Catalogue = {
  FN_CURRENT_DATE: ({ args: [zone] }) => `${localTime('now()', zone)}::DATE`,
  FN_CURRENT_DATETIME: ({ args: [zone] }) => localTime('now()', zone),
  FN_CURRENT_TIME: ({ args: [zone] }) => `${localTime('now()', zone)}::TIME`,
  FN_CURRENT_TIMESTAMP: text(() => 'now()'),
  FN_DATE_ADD_DATE: dateAdd('+'),
  FN_DATE_SUB_DATE: dateAdd('-'),
  FN_ADD_DATE_INT64: text((date, days) => `gsql_checked_date(${date} + ${days}::INTEGER)`),
  FN_SUBTRACT_DATE_INT64: text((date, days) => `gsql_checked_date(${date} - ${days}::INTEGER)`),
  FN_DATE_DIFF_DATE: (call) => call.once(call.args, (a, b) => dateDiff(call, partOf(call, 2), a, b)),
  FN_DATE_TRUNC_DATE: (call) => call.once(call.args, (date) => dateTrunc(partOf(call, 1), date)),
  FN_DATETIME_ADD: dateTimeAdd('+'),
  FN_DATETIME_SUB: dateTimeAdd('-'),
  FN_TIMESTAMP_ADD: dateTimeAdd('+'),
  FN_TIMESTAMP_SUB: dateTimeAdd('-'),
  FN_DATETIME_TRUNC: (call) => call.once(call.args, (time) => timeTrunc(partOf(call, 1), time)),
  FN_TIMESTAMP_TRUNC: (call) => {
    const [, , zone] = call.args;
    const part = partOf(call, 1);
    if (zone !== undefined && CLOCK_PARTS.includes(part)) {
      // Within the day the instant moves back by what the clock does, so that an hour that comes twice stays itself.
      return call.once([argument(call, 0)], (instantOf) => {
        const local = localTime(instantOf, zone);
        return `(${instantOf} - to_microseconds(epoch_us(${local}) - epoch_us(${timeTrunc(part, local)})))`;
      });
    }
    return call.once([localTime(argument(call, 0), zone)], (time) => instant(timeTrunc(part, time), zone));
  },
  FN_TIMESTAMP_DIFF: timestampDiff,
  FN_DATETIME_DIFF: (call) => {
    const part = partOf(call, 2);
    if (part in MICROS && part !== 'DAY') return `date_diff('${part.toLowerCase()}', ${argument(call, 1)}, ${argument(call, 0)})`;
    return call.once([`${argument(call, 0)}::DATE`, `${argument(call, 1)}::DATE`], (a, b) => dateDiff(call, part, a, b));
  },
  FN_EXTRACT_FROM_DATE: extractor,
  FN_EXTRACT_FROM_DATETIME: extractor,
  FN_EXTRACT_FROM_TIME: extractor,
  FN_EXTRACT_FROM_TIMESTAMP: timestampExtractor,
  FN_EXTRACT_DATE_FROM_DATETIME: text((time) => `${time}::DATE`),
  FN_EXTRACT_DATE_FROM_TIMESTAMP: ({ args: [time, zone] }) => `${localTime(time ?? '', zone)}::DATE`,
  FN_EXTRACT_TIME_FROM_TIMESTAMP: ({ args: [time, zone] }) => `${localTime(time ?? '', zone)}::TIME`,
  FN_EXTRACT_DATETIME_FROM_TIMESTAMP: ({ args: [time, zone] }) => localTime(time ?? '', zone),
  FN_ADD_INT64_DATE: text((days, date) => `gsql_checked_date(${date} + ${days}::INTEGER)`),
  FN_LAST_DAY_DATE: (call) => call.once(call.args, (date) => lastDay(call.args.length > 1 ? partOf(call, 1) : 'MONTH', date)),
  FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND: text((year, month, day, hour, minute, second) => `make_timestamp(${year}, ${month}, ${day}, ${hour}, ${minute}, ${second}::DOUBLE)`),
  FN_TIME_FROM_HOUR_MINUTE_SECOND: text((hour, minute, second) => `make_time(${hour}, ${minute}, ${second}::DOUBLE)`),
  FN_TIME_FROM_DATETIME: text((time) => `${time}::TIME`),
  FN_TIME_FROM_TIME: text((time) => time),
  FN_TIME_FROM_TIMESTAMP: ({ args: [time, zone] }) => `${localTime(time ?? '', zone)}::TIME`,
  FN_EXTRACT_TIME_FROM_DATETIME: text((time) => `${time}::TIME`),
  FN_DATE_FROM_YEAR_MONTH_DAY: same('make_date'),
  FN_DATE_FROM_DATETIME: text((time) => `${time}::DATE`),
  FN_DATE_FROM_DATE: text((date) => date),
  FN_DATE_FROM_TIMESTAMP: ({ args: [time, zone] }) => `${localTime(time ?? '', zone)}::DATE`,
  FN_DATETIME_FROM_DATE: text((date) => `${date}::TIMESTAMP`),
  FN_DATETIME_FROM_DATETIME: text((time) => time),
  FN_DATETIME_FROM_DATE_AND_TIME: text((date, time) => `(${date} + ${time})`),
  FN_DATETIME_FROM_TIMESTAMP: ({ args: [time, zone] }) => localTime(time ?? '', zone),
  FN_TIMESTAMP_FROM_DATE: ({ args: [date, zone] }) => instant(`${date ?? ''}::TIMESTAMP`, zone),
  FN_TIMESTAMP_FROM_DATETIME: ({ args: [time, zone] }) => instant(time ?? '', zone),
  FN_TIMESTAMP_FROM_TIMESTAMP: text((time) => time),
  FN_TIMESTAMP_FROM_STRING: (call) => {
    if (call.args.length > 1) throw unsupported('TIMESTAMP(string, time zone)');
    return call.once(call.args, (s) => `gsql_string_to_timestamp(${s})`);
  },
  FN_TIMESTAMP_FROM_INT64_SECONDS: text((n) => `make_timestamptz(${n} * 1000000)`),
  FN_TIMESTAMP_FROM_INT64_MILLIS: text((n) => `make_timestamptz(${n} * 1000)`),
  FN_TIMESTAMP_FROM_INT64_MICROS: text((n) => `make_timestamptz(${n})`),
  FN_UNIX_SECONDS_FROM_TIMESTAMP: unix(1_000_000),
  FN_UNIX_MILLIS_FROM_TIMESTAMP: unix(1000),
  FN_UNIX_MICROS_FROM_TIMESTAMP: same('epoch_us'),
  FN_UNIX_DATE: text((date) => `gsql_days(${date})`),
  FN_DATE_FROM_UNIX_DATE: text((days) => `gsql_checked_date('1970-01-01'::DATE + ${days}::INTEGER)`),
  FN_FORMAT_DATE: formatFunction((value) => value),
  FN_FORMAT_DATETIME: formatFunction((value) => value),
  FN_FORMAT_TIMESTAMP: formatFunction((value, zone) => localTime(value, zone)),
  FN_PARSE_DATE: parseFunction('DATE'),
  FN_PARSE_DATETIME: parseFunction('TIMESTAMP'),
  FN_PARSE_TIMESTAMP: parseFunction('TIMESTAMPTZ'),
  FN_STRING_FROM_DATE: text((date) => `${date}::VARCHAR`),
};
