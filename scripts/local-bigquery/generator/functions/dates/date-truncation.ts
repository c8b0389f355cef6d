import { CLOCK_MICROS, datePart, MICROS_PER_DAY, MONTHS, partName, WEEK_START } from '../../expressions/date-parts.ts';
import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';
import { weekShift } from './date-arithmetic.ts';
import { clockTime, instantOfDate, localDate, localTime, zoneArgument } from './zones.ts';

const partOf = (call: Call, index: number): string => datePart(call.node.argumentList[index]);
/** Microseconds of four hundred years of days from before year 1: added, they keep dividends positive. */
const FROM_YEAR_1 = 719_162 * MICROS_PER_DAY;

/** The first day of the date's week; it may lie before year 1. */
const weekStart = (part: string, date: string): string => `${date} - ((gsql_days(${date}) + ${weekShift(part)}) % 7)::INTEGER`;

function dateTrunc(part: string, date: string): string {
  if (part === 'DAY') return date;
  if (part in WEEK_START) {
    const message = `'Truncating date ' || ${date}::VARCHAR || ' to ${partName(part)} resulted in an out of range date value: ' || gsql_days(${weekStart(part, date)})::VARCHAR`;
    return `CASE WHEN ${weekStart(part, date)} < '0001-01-01'::DATE THEN ${raise(message, 'DATE')} ELSE ${weekStart(part, date)} END`;
  }
  return monthTrunc(part, date);
}

function monthTrunc(part: string, date: string): string {
  if (part in MONTHS) return `date_trunc('${part.toLowerCase()}', ${date})::DATE`;
  if (part === 'ISOYEAR') return `date_trunc('week', make_date(isoyear(${date}), 1, 4))::DATE`;
  throw unsupported(`Truncating to ${part}`);
}

function lastDay(part: string, date: string): string {
  const months = MONTHS[part];
  if (months !== undefined) return `((${monthTrunc(part, date)} + to_months(${months}))::DATE - 1)`;
  const found = part in WEEK_START ? `${date} + (6 - (gsql_days(${date}) + ${weekShift(part)}) % 7)::INTEGER` : part === 'ISOYEAR' ? `date_trunc('week', make_date(isoyear(${date}) + 1, 1, 4))::DATE - 1` : null;
  if (found === null) throw unsupported(`LAST_DAY of ${part}`);
  const message = `'Last day of date ' || ${date}::VARCHAR || ' to ${partName(part)} resulted in an out of range date value: ' || gsql_days(${found})::VARCHAR`;
  return `CASE WHEN ${found} > '9999-12-31'::DATE THEN ${raise(message, 'DATE')} ELSE ${found} END`;
}

const lastDayOf = (date: (value: string) => string): Builder => (call) => call.once([date(argument(call, 0))], (value) => lastDay(call.args.length > 1 ? partOf(call, 1) : 'MONTH', value));

const floorMicros = (time: string, micros: number): string => `epoch_us(${time}) - (epoch_us(${time}) + ${FROM_YEAR_1}) % ${micros}`;

const datetimeTrunc: Builder = (call) => {
  const part = partOf(call, 1);
  const micros = part === 'DAY' ? MICROS_PER_DAY : CLOCK_MICROS[part];
  if (micros !== undefined) return call.once(call.args.slice(0, 1), (time) => (micros === 1 ? time : `make_timestamp(${floorMicros(time, micros)})`));
  return call.once([`${argument(call, 0)}::DATE`], (date) => `(${dateTrunc(part, date)})::TIMESTAMP`);
};

const timestampTrunc: Builder = (call) => {
  const part = partOf(call, 1);
  const zone = zoneArgument(call, 2);
  const micros = CLOCK_MICROS[part];
  if (zone === undefined) {
    const size = part === 'DAY' ? MICROS_PER_DAY : micros;
    if (size !== undefined) return call.once(call.args.slice(0, 1), (time) => (size === 1 ? time : `make_timestamptz(${floorMicros(time, size)})`));
    return call.once([localDate(argument(call, 0), undefined), argument(call, 0)], (date, time) => instantOfDate(`(${utcDateTrunc(part, date, time)})`, undefined));
  }
  if (micros !== undefined) return `make_timestamptz(gsql_truncate_to_clock(epoch_us(${argument(call, 0)}), ${micros}::BIGINT, '${part}', ${zone}))`;
  if (part !== 'DAY' && part !== 'ISOYEAR' && !(part in MONTHS) && !(part in WEEK_START)) throw unsupported(`Truncating to ${part}`);
  return `make_timestamptz(gsql_truncate_to_days(epoch_us(${argument(call, 0)}), '${WEEK_START[part] ?? part}', '${part}', ${zone}))`;
};

function utcDateTrunc(part: string, date: string, time: string): string {
  if (!(part in WEEK_START)) return monthTrunc(part, date);
  const message = `'Truncating ' || gsql_timestamp_to_string(${time}) || ' to the nearest week causes overflow'`;
  return `CASE WHEN ${weekStart(part, date)} < '0001-01-01'::DATE THEN ${raise(message, 'DATE')} ELSE ${weekStart(part, date)} END`;
}

const SIMPLE_PARTS: Readonly<Record<string, string>> = { YEAR: 'year', MONTH: 'month', DAY: 'day', DAYOFYEAR: 'dayofyear', QUARTER: 'quarter', ISOYEAR: 'isoyear', ISOWEEK: 'week', HOUR: 'hour', MINUTE: 'minute', SECOND: 'second' };

function extract(part: string, value: string): string {
  const simple = SIMPLE_PARTS[part];
  if (simple !== undefined) return `${simple}(${value})`;
  if (part === 'DAYOFWEEK') return `(dayofweek(${value}) + 1)`;
  if (part === 'MILLISECOND') return `(millisecond(${value}) % 1000)`;
  if (part === 'MICROSECOND') return `(microsecond(${value}) % 1000000)`;
  const start = WEEK_START[part];
  if (start === undefined) throw unsupported(`EXTRACT(${part} …)`);
  // Days before the year's first such weekday are week 0.
  return `((dayofyear(${value}) + 6 - ((dayofweek(${value}) + ${7 - start}) % 7)) // 7)`;
}

const extractor: Builder = (call) => call.once(call.args.slice(0, 1), (value) => extract(partOf(call, 1), value));
const timestampExtractor: Builder = (call) => call.once([clockTime(argument(call, 0), zoneArgument(call, 2))], (value) => extract(partOf(call, 1), value));

export const DATE_TRUNCATION: Catalogue = {
  FN_DATE_TRUNC_DATE: (call) => call.once(call.args.slice(0, 1), (date) => dateTrunc(partOf(call, 1), date)),
  FN_DATETIME_TRUNC: datetimeTrunc,
  FN_TIMESTAMP_TRUNC: timestampTrunc,
  FN_TIME_TRUNC: (call) => {
    const micros = CLOCK_MICROS[partOf(call, 1)];
    if (micros === undefined) throw unsupported(`TIME_TRUNC to ${partOf(call, 1)}`);
    return call.once(call.args.slice(0, 1), (time) => `gsql_to_time(epoch_us(${time}) - epoch_us(${time}) % ${micros})`);
  },
  FN_LAST_DAY_DATE: lastDayOf((date) => date),
  FN_LAST_DAY_DATETIME: lastDayOf((time) => `${time}::DATE`),
  FN_EXTRACT_FROM_DATE: extractor,
  FN_EXTRACT_FROM_DATETIME: extractor,
  FN_EXTRACT_FROM_TIME: extractor,
  FN_EXTRACT_FROM_TIMESTAMP: timestampExtractor,
  FN_EXTRACT_DATE_FROM_DATETIME: (call) => `${argument(call, 0)}::DATE`,
  FN_EXTRACT_TIME_FROM_DATETIME: (call) => `${argument(call, 0)}::TIME`,
  FN_EXTRACT_DATE_FROM_TIMESTAMP: (call) => localDate(argument(call, 0), zoneArgument(call, 1)),
  FN_EXTRACT_TIME_FROM_TIMESTAMP: (call) => `${clockTime(argument(call, 0), zoneArgument(call, 1))}::TIME`,
  FN_EXTRACT_DATETIME_FROM_TIMESTAMP: (call) => localTime(argument(call, 0), zoneArgument(call, 1)),
};
