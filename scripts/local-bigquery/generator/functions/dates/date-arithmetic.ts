import { literalInteger } from '../../expressions/constants.ts';
import { CLOCK_MICROS, datePart, DAYS, MICROS_PER_DAY, MONTHS, WEEK_START } from '../../expressions/date-parts.ts';
import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';

/** Beyond the days between the first DATE and the last one, so that a larger number is out of range all the same. */
const FAR_DAYS = 4_000_000;
/** Likewise in microseconds; with any DATETIME it fits into 64 bits. */
const FAR_MICROS = 400_000_000_000_000_000;
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
/** Months since year 0 of 0001-01 and 9999-12. */
const FIRST_MONTH = 12;
const LAST_MONTH = 119_999;
const FIRST_MICROS = '-62135596800000000';
const LAST_MICROS = '253402300799999999';
/** Microseconds from 0001-01-01 to 1970: added, they keep a dividend positive, since DuckDB divides towards zero. */
const FROM_YEAR_1 = '62135596800000000';
/** Keeps the dividend of a week count positive from year 1 on. */
const WEEK_SHIFT = 7 * 200_000;
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4;
const INT64_MAX = '9223372036854775807';

type Sign = '+' | '-';

const partOf = (call: Call, index: number): string => datePart(call.node.argumentList[index]);
/** Days to add so that division by seven counts weeks of that part. */
export const weekShift = (part: string): number => WEEK_SHIFT + EPOCH_WEEKDAY - (WEEK_START[part] ?? 0);

/** A count of units that is out of range either way is made one that fits into the arithmetic. */
function within(count: string, far: number, literal: number | null): string {
  return literal !== null && Math.abs(literal) <= far ? `(${literal})::BIGINT` : `least(greatest(${count}, -${far}), ${far})`;
}

/** `Adding n PART to what`: what is subtracted is added negated, where it has a negative. */
function overflow(count: string, part: string, what: string, sign: Sign): string {
  const added = `'Adding ' || ${sign === '+' ? `${count}::VARCHAR` : `(-(${count}::HUGEINT))::VARCHAR`} || ' ${part} to ' || ${what} || ' causes overflow'`;
  if (sign === '+' || /^-?\d{1,15}(?:::BIGINT)?$|^\(-\d{1,15}\)::BIGINT$/.test(count)) return added;
  return `CASE WHEN ${count}::HUGEINT < -${INT64_MAX} THEN 'Subtracting ' || ${count}::VARCHAR || ' ${part} from ' || ${what} || ' causes overflow' ELSE ${added} END`;
}

/** The check of a range around a result; a NULL makes the message NULL, and so the result. */
const checked = (value: string, least: string | number, most: string | number, result: string, message: string, type: string): string =>
  `CASE WHEN ${value} BETWEEN ${least} AND ${most} THEN ${result} ELSE ${raise(message, type)} END`;

function addDays(date: string, count: string, part: string, sign: Sign, literal: number | null): string {
  const days = DAYS[part];
  const months = MONTHS[part];
  const message = overflow(count, part, `'date ' || ${date}::VARCHAR`, sign);
  const size = within(count, FAR_DAYS, literal);
  if (days !== undefined) return checked(`gsql_days(${date}) ${sign} ${size} * ${days}`, FIRST_DAY, LAST_DAY, `${date} ${sign} (${size} * ${days})::INTEGER`, message, 'DATE');
  if (months !== undefined) return checked(`gsql_months_of(${date}) ${sign} ${size} * ${months}`, FIRST_MONTH, LAST_MONTH, `(${date} ${sign} to_months((${size} * ${months})::INTEGER))::DATE`, message, 'DATE');
  throw unsupported(`Adding ${part} to a DATE`);
}

const dateAdd = (sign: Sign): Builder => (call) => {
  const literal = literalInteger(call.node.argumentList[1] ?? { kind: '' });
  return call.once(call.args.slice(0, 2), (date, count) => addDays(date, count, partOf(call, 2), sign, literal));
};

/** `date + days` and the like. */
const datePlus = (date: 0 | 1, sign: Sign): Builder => (call) => {
  const literal = literalInteger(call.node.argumentList[1 - date] ?? { kind: '' });
  return call.once(call.args, (...args) => addDays(args[date] ?? '', args[1 - date] ?? '', 'DAY', sign, literal));
};

export function addToDatetime(time: string, count: string, part: string, sign: Sign, literal: number | null): string {
  const message = `'${sign === '+' ? 'Adding' : 'Subtracting'} ' || ${count}::VARCHAR || ' ${part} ${sign === '+' ? 'to' : 'from'} datetime ' || gsql_datetime_to_string(${time}) || ' causes overflow'`;
  const months = MONTHS[part];
  if (months !== undefined) {
    const size = within(count, FAR_DAYS, literal);
    return checked(`gsql_months_of(${time}) ${sign} ${size} * ${months}`, FIRST_MONTH, LAST_MONTH, `${time} ${sign} to_months((${size} * ${months})::INTEGER)`, message, 'TIMESTAMP');
  }
  const micros = CLOCK_MICROS[part] ?? (DAYS[part] ?? NaN) * MICROS_PER_DAY;
  if (Number.isNaN(micros)) throw unsupported(`Adding ${part} to a DATETIME`);
  const sum = `epoch_us(${time}) ${sign} ${within(count, Math.floor(FAR_MICROS / micros), literal)} * ${micros}`;
  return checked(sum, FIRST_MICROS, LAST_MICROS, `make_timestamp(${sum})`, message, 'TIMESTAMP');
}

/** GoogleSQL counts days of a TIMESTAMP in hours, and says so. */
const TIMESTAMP_UNITS: Readonly<Record<string, readonly [name: string, times: number]>> = { DAY: ['HOUR', 24] };

export function addToTimestamp(time: string, count: string, part: string, sign: Sign, literal: number | null): string {
  const micros = CLOCK_MICROS[part] ?? (part === 'DAY' ? MICROS_PER_DAY : undefined);
  if (micros === undefined) throw unsupported(`Adding ${part} to a TIMESTAMP`);
  const [name, times] = TIMESTAMP_UNITS[part] ?? [part, 1];
  const units = `(${sign === '-' ? '-' : ''}${count}::HUGEINT * ${times})`;
  const shown = `strftime(timezone('UTC', ${time}), '%Y-%m-%d %H:%M:%S.%f') || '+00'`;
  const seconds = Math.max(micros / times / 1e6, 1);
  const tooMany = micros >= 1e6 ? `WHEN abs(${units} * ${seconds}) > ${INT64_MAX} THEN 'TIMESTAMP_ADD interval value  ' || CASE WHEN abs(${units}) > ${INT64_MAX} THEN ${units} // ${times} ELSE ${units} END::VARCHAR || ' at ${name} precision causes overflow'` : '';
  const scale = micros >= 1e6 ? 'SECOND' : 'MILLISECOND';
  const scaled = micros === 1 ? '' : `WHEN abs(${units} * ${micros / times}) > ${INT64_MAX} THEN 'Converting timestamp interval ' || (${units} * ${micros >= 1e6 ? seconds : 1})::VARCHAR || ' at TIMESTAMP_${scale} scale to TIMESTAMP_MICROSECOND scale causes overflow'`;
  const plain = `'Adding ' || ${units}::VARCHAR || ' ${name} to timestamp ' || ${shown} || ' causes overflow'`;
  const least = sign === '-' ? `WHEN ${count}::HUGEINT < -${INT64_MAX} THEN 'Subtracting ' || ${count}::VARCHAR || ' ${part} from timestamp ' || ${shown} || ' causes overflow'` : '';
  // Nothing but NULL comes of no time, however great the interval: a message of NULL is no error.
  const message = least + scaled === '' ? plain : `left(${shown}, 0) || CASE ${least} ${tooMany} ${scaled} ELSE ${plain} END`;
  const sum = `epoch_us(${time}) ${sign} ${within(count, Math.floor(FAR_MICROS / micros), literal)} * ${micros}`;
  return checked(sum, FIRST_MICROS, LAST_MICROS, `make_timestamptz(${sum})`, message, 'TIMESTAMPTZ');
}

const timeAdded = (add: typeof addToDatetime, sign: Sign): Builder => (call) => {
  const literal = literalInteger(call.node.argumentList[1] ?? { kind: '' });
  return call.once(call.args.slice(0, 2), (time, count) => add(time, count, partOf(call, 2), sign, literal));
};

function clockMicros(call: Call, index: number): number {
  const part = partOf(call, index);
  const micros = CLOCK_MICROS[part];
  if (micros === undefined) throw unsupported(`${part} of a TIME`);
  return micros;
}

/** A TIME goes round the clock. */
const timeAdd = (sign: Sign): Builder => (call) => {
  const micros = clockMicros(call, 2);
  const moved = `epoch_us(${argument(call, 0)}) ${sign} (${argument(call, 1)} % ${MICROS_PER_DAY / micros}) * ${micros}`;
  return `gsql_to_time((${moved} + ${MICROS_PER_DAY}) % ${MICROS_PER_DAY})`;
};

function dateDiff(part: string, a: string, b: string): string {
  if (part === 'DAY') return `(${a} - ${b})`;
  if (part in WEEK_START) {
    const week = (date: string): string => `((gsql_days(${date}) + ${weekShift(part)}) // 7)`;
    return `(${week(a)} - ${week(b)})`;
  }
  if (part === 'ISOYEAR') return `(isoyear(${a}) - isoyear(${b}))`;
  if (part in MONTHS) return `date_diff('${part.toLowerCase()}', ${b}, ${a})`;
  throw unsupported(`The difference of dates in ${part}`);
}

/** How many boundaries of that part lie between two times. */
const boundaries = (a: string, b: string, micros: number, shift: string): string => `((epoch_us(${a}) + ${shift}) // ${micros} - (epoch_us(${b}) + ${shift}) // ${micros})`;

export const DATE_ARITHMETIC: Catalogue = {
  FN_DATE_ADD_DATE: dateAdd('+'),
  FN_DATE_SUB_DATE: dateAdd('-'),
  FN_ADD_DATE_INT64: datePlus(0, '+'),
  FN_ADD_INT64_DATE: datePlus(1, '+'),
  FN_SUBTRACT_DATE_INT64: datePlus(0, '-'),
  FN_DATETIME_ADD: timeAdded(addToDatetime, '+'),
  FN_DATETIME_SUB: timeAdded(addToDatetime, '-'),
  FN_TIMESTAMP_ADD: timeAdded(addToTimestamp, '+'),
  FN_TIMESTAMP_SUB: timeAdded(addToTimestamp, '-'),
  FN_TIME_ADD: timeAdd('+'),
  FN_TIME_SUB: timeAdd('-'),
  FN_DATE_DIFF_DATE: (call) => call.once(call.args.slice(0, 2), (a, b) => dateDiff(partOf(call, 2), a, b)),
  FN_DATETIME_DIFF: (call) => {
    const part = partOf(call, 2);
    const micros = CLOCK_MICROS[part];
    if (micros !== undefined) return boundaries(argument(call, 0), argument(call, 1), micros, FROM_YEAR_1);
    return call.once([`${argument(call, 0)}::DATE`, `${argument(call, 1)}::DATE`], (a, b) => dateDiff(part, a, b));
  },
  FN_TIME_DIFF: (call) => boundaries(argument(call, 0), argument(call, 1), clockMicros(call, 2), '0'),
  FN_TIMESTAMP_DIFF: (call) => {
    const part = partOf(call, 2);
    const micros = CLOCK_MICROS[part] ?? (part === 'DAY' ? MICROS_PER_DAY : undefined);
    if (micros === undefined) throw unsupported(`TIMESTAMP_DIFF in ${part}`);
    return `((epoch_us(${argument(call, 0)}) - epoch_us(${argument(call, 1)})) // ${micros})`;
  },
};
