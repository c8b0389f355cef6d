import { CLOCK_MICROS, datePart, DAYS, MICROS_PER_DAY, MONTHS } from '../../expressions/date-parts.ts';
import type { Expr } from '../../../../googlesql/resolved-nodes.ts';
import { literalInteger } from '../../expressions/constants.ts';
import { raise } from '../../text/raise.ts';
import { isSimple } from '../../text/text.ts';
import { decodeInterval } from '../../expressions/value-codec.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';
import { addToDatetime, addToTimestamp } from './date-arithmetic.ts';

/** Times that an interval whose parts have up to five hundred years each leaves within the range of DATETIME. */
const MIDDLE_AGES = `'1500-01-01'::TIMESTAMP AND '7500-01-01'::TIMESTAMP`;
/** Counts up to this size, times any unit, are exact numbers. */
const SAFE_COUNT = Number.MAX_SAFE_INTEGER;

interface Parts { readonly months: string; readonly days: string; readonly micros: string }

/** The parts of an interval, which never turn into one another. */
const partsOf = (interval: string): Parts => ({ months: `gsql_interval_months(${interval})`, days: `gsql_interval_days(${interval})`, micros: `gsql_interval_micros(${interval})` });

/** Macros of intervals use what they are given many times: only names and constants may be written as they stand. */
const named = (call: Call, values: readonly string[], body: (...names: string[]) => string): string => call.once(values, body, isSimple);

/** An interval of parts, checked; long ones are computed once. */
const made = (call: Call, { months, days, micros }: Parts): string => named(call, [months, days, micros], (m, d, us) => `gsql_interval(${m}, ${d}, ${us})`);

/** INTERVAL n PART */
const constructed: Builder = (call) => {
  const part = datePart(call.node.argumentList[1]);
  const count = argument(call, 0);
  const [months, days, micros] = [MONTHS[part], DAYS[part], CLOCK_MICROS[part]];
  if (months !== undefined) return made(call, { months: months === 1 ? count : `(${months}::BIGINT * ${count})`, days: '0', micros: '0' });
  if (days !== undefined) return made(call, { months: '0', days: days === 1 ? count : `(${days}::BIGINT * ${count})`, micros: '0' });
  if (micros === undefined || micros < 1e6) return `CASE WHEN ${count} IS NOT NULL THEN ${raise(`'Invalid interval datetime field ${part}'`, 'INTERVAL')} END`;
  return made(call, { months: '0', days: '0', micros: `(${count}::HUGEINT * ${micros})` });
};

const makeInterval: Builder = (call) => {
  const [year = '0', month = '0', day = '0', hour = '0', minute = '0', second = '0'] = call.args;
  return made(call, {
    months: `(${month} + 12::BIGINT * ${year})`,
    days: day,
    micros: `((${hour}::HUGEINT * 3600 + ${minute}::HUGEINT * 60 + ${second}::HUGEINT) * 1000000)`,
  });
};

/** Parts of two intervals added or subtracted one by one. */
const combined = (sign: '+' | '-'): Builder => (call) =>
  named(call, call.args, (a, b) => {
    const [x, y] = [partsOf(a), partsOf(b)];
    return made(call, { months: `(${x.months} ${sign} ${y.months})`, days: `(${x.days} ${sign} ${y.days})`, micros: `(${x.micros} ${sign} ${y.micros})` });
  });

const multiplied = (interval: 0 | 1): Builder => (call) =>
  named(call, [argument(call, interval), argument(call, interval === 0 ? 1 : 0)], (value, times) => {
    const { months, days, micros } = partsOf(value);
    return made(call, { months: `(${months}::HUGEINT * ${times})`, days: `(${days}::HUGEINT * ${times})`, micros: `(${micros}::HUGEINT * ${times})` });
  });

/** What months leave over becomes days of thirty to the month, what days leave over hours. */
const divided: Builder = (call) =>
  named(call, call.args, (value, by) => {
    const { months, days, micros } = partsOf(value);
    const allDays = `(${days} + ${months} % ${by} * 30)`;
    const parts = { months: `(${months} // ${by})`, days: `(${allDays} // ${by})`, micros: `((${micros}::HUGEINT + ${allDays} % ${by} * ${MICROS_PER_DAY}::HUGEINT) // ${by})` };
    return `CASE WHEN ${by} = 0 AND ${value} IS NOT NULL THEN ${raise(`'Interval division by zero'`, 'INTERVAL')} ELSE ${made(call, parts)} END`;
  });

/** Makes the smaller part have the sign of the larger one, by taking one of the larger. */
function evened(larger: string, smaller: string, size: number, next: string): readonly [string, string] {
  const [low, high] = [`(${smaller} < 0${next === '' ? '' : ` OR (${smaller} = 0 AND ${next} < 0)`})`, `(${smaller} > 0${next === '' ? '' : ` OR (${smaller} = 0 AND ${next} > 0)`})`];
  const shift = `CASE WHEN ${larger} > 0 AND ${low} THEN 1 WHEN ${larger} < 0 AND ${high} THEN -1 ELSE 0 END`;
  return [`(${larger} - ${shift})`, `(${smaller} + (${shift}) * ${size})`];
}

const justifyHours: Builder = (call) =>
  named(call, call.args, (value) => {
    const { months, days, micros } = partsOf(value);
    return named(call, [`(${days} + ${micros} // ${MICROS_PER_DAY})`, `(${micros} % ${MICROS_PER_DAY})`], (allDays, rest) => {
      const [d, us] = evened(allDays, rest, MICROS_PER_DAY, '');
      return made(call, { months, days: d, micros: us });
    });
  });

const DAYS_PER_MONTH = 30;

const justifyDays: Builder = (call) =>
  named(call, call.args, (value) => {
    const { months, days, micros } = partsOf(value);
    return named(call, [`(${months} + ${days} // ${DAYS_PER_MONTH})`, `(${days} % ${DAYS_PER_MONTH})`], (allMonths, rest) => {
      const [m, d] = evened(allMonths, rest, DAYS_PER_MONTH, '');
      return made(call, { months: m, days: d, micros });
    });
  });

const justifyInterval: Builder = (call) =>
  named(call, call.args, (value) => {
    const { months, days, micros } = partsOf(value);
    return named(call, [`(${days} + ${micros} // ${MICROS_PER_DAY})`, `(${micros} % ${MICROS_PER_DAY})`], (allDays, time) =>
      named(call, [`(${months} + ${allDays} // ${DAYS_PER_MONTH})`, `(${allDays} % ${DAYS_PER_MONTH})`], (allMonths, rest) => {
        const [m, d] = evened(allMonths, rest, DAYS_PER_MONTH, time);
        return named(call, [m, d], (evenMonths, evenDays) => {
          const [lastDays, us] = evened(evenDays, time, MICROS_PER_DAY, '');
          return made(call, { months: evenMonths, days: lastDays, micros: us });
        });
      }));
  });

/** The clock's parts of an interval: whole units below the next larger one, with the sign of the time. */
const EXTRACTED: Readonly<Record<string, (parts: Parts) => string>> = {
  YEAR: ({ months }) => `(${months} // 12)`,
  MONTH: ({ months }) => `(${months} % 12)`,
  DAY: ({ days }) => days,
  HOUR: ({ micros }) => `(${micros} // 3600000000)`,
  MINUTE: ({ micros }) => `(${micros} % 3600000000 // 60000000)`,
  SECOND: ({ micros }) => `(${micros} % 60000000 // 1000000)`,
  MILLISECOND: ({ micros }) => `(${micros} % 1000000 // 1000)`,
  MICROSECOND: ({ micros }) => `(${micros} % 1000000)`,
};

const extracted: Builder = (call) => {
  const part = datePart(call.node.argumentList[1]);
  return named(call, call.args.slice(0, 1), (value) => EXTRACTED[part]?.(partsOf(value)) ?? `CASE WHEN ${value} IS NOT NULL THEN ${raise(`'Unsupported date part ${part} in EXTRACT FROM INTERVAL'`, 'BIGINT')} END`);
};

/** The numbers of a literal interval, if it is one; the rest of the work then needs no parts at run time. */
function literalParts(node: Expr | undefined): { readonly months: number; readonly days: number; readonly micros: number } | null {
  if (node?.kind === 'Literal' && node.type.kind === 'INTERVAL') {
    const bytes = node.value.value?.['interval_value'];
    if (!(bytes instanceof Uint8Array)) return null;
    const { months, days, micros, nanos } = decodeInterval(bytes);
    return nanos === 0 && Number.isSafeInteger(Number(micros)) ? { months, days, micros: Number(micros) } : null;
  }
  if (node?.kind !== 'FunctionCall' || node.signature !== 'FN_INTERVAL_CONSTRUCTOR') return null;
  const count = literalInteger(node.argumentList[0] ?? { kind: '' });
  const part = datePart(node.argumentList[1]);
  const size = MONTHS[part] ?? DAYS[part] ?? CLOCK_MICROS[part];
  if (count === null || size === undefined || Math.abs(count * size) > SAFE_COUNT || CLOCK_MICROS[part] === 1) return null;
  return { months: part in MONTHS ? count * size : 0, days: part in DAYS ? count * size : 0, micros: part in CLOCK_MICROS ? count * size : 0 };
}

type Add = typeof addToDatetime;

/** Adds the parts of a literal one after the other, those that are zero left out. */
function addLiteral(call: Call, start: string, parts: Readonly<Record<'MONTH' | 'DAY' | 'MICROSECOND', number>>, add: Add): string {
  const [first, ...rest] = (['MONTH', 'DAY', 'MICROSECOND'] as const).filter((part) => parts[part] !== 0);
  if (first === undefined) return start;
  const sum = named(call, [start], (time) => add(time, `(${parts[first]})::BIGINT`, first, '+', parts[first]));
  return rest.length === 0 ? sum : addLiteral(call, sum, { ...parts, [first]: 0 }, add);
}

/** Adds months, then days, then the time, each within the range of DATETIME. */
const datetimePlus = (time: 0 | 1, sign: '+' | '-', datetime: (value: string) => string): Builder => (call) => {
  const interval = time === 0 ? 1 : 0;
  const literal = literalParts(call.node.argumentList[interval]);
  const times = sign === '+' ? 1 : -1;
  if (literal !== null) return addLiteral(call, datetime(argument(call, time)), { MONTH: times * literal.months, DAY: times * literal.days, MICROSECOND: times * literal.micros }, addToDatetime);
  return named(call, [datetime(argument(call, time)), argument(call, interval)], (start, value) => {
    const { months, days, micros } = partsOf(value);
    const by = sign === '+' ? '' : '-';
    const slow = named(call, [addToDatetime(start, `(${by}${months})`, 'MONTH', '+', null)], (moved) =>
      named(call, [addToDatetime(moved, `(${by}${days})`, 'DAY', '+', null)], (day) => addToDatetime(day, `(${by}${micros})`, 'MICROSECOND', '+', null)));
    return `CASE WHEN ${start} BETWEEN ${MIDDLE_AGES} AND ${value} BETWEEN to_months(-6000) AND to_months(6000) AND abs(${months}) < 6000 AND abs(${days}) < 180000 THEN ${start} ${sign} ${value} ELSE ${slow} END`;
  });
};

const timestampPlus = (time: 0 | 1, sign: '+' | '-'): Builder => (call) => {
  const interval = time === 0 ? 1 : 0;
  const literal = literalParts(call.node.argumentList[interval]);
  const times = sign === '+' ? 1 : -1;
  if (literal?.months === 0) return addLiteral(call, argument(call, time), { MONTH: 0, DAY: times * literal.days, MICROSECOND: times * literal.micros }, addToTimestamp);
  return named(call, [argument(call, time), argument(call, interval)], (start, value) => {
    const { months, days, micros } = partsOf(value);
    const by = sign === '+' ? '' : '-';
    const sum = named(call, [addToTimestamp(start, `(${by}${days})`, 'DAY', '+', null)], (day) => addToTimestamp(day, `(${by}${micros})`, 'MICROSECOND', '+', null));
    return `CASE WHEN ${months} <> 0 AND ${start} IS NOT NULL THEN ${raise(`'TIMESTAMP +/- INTERVAL is not supported for intervals with non-zero MONTH or YEAR part.'`, 'TIMESTAMPTZ')} ELSE ${sum} END`;
  });
};

const asDatetime = (date: string): string => `${date}::TIMESTAMP`;
const same = (time: string): string => time;

export const INTERVALS: Catalogue = {
  FN_INTERVAL_CONSTRUCTOR: constructed,
  FN_MAKE_INTERVAL: makeInterval,
  FN_JUSTIFY_HOURS: justifyHours,
  FN_JUSTIFY_DAYS: justifyDays,
  FN_JUSTIFY_INTERVAL: justifyInterval,
  FN_EXTRACT_FROM_INTERVAL: extracted,
  FN_UNARY_MINUS_INTERVAL: (call) => named(call, call.args, (value) => { const { months, days, micros } = partsOf(value); return `(to_months((-${months})::INTEGER) + to_days((-${days})::INTEGER) + to_microseconds(-${micros}))`; }),
  FN_ADD_INTERVAL_INTERVAL: combined('+'),
  FN_SUBTRACT_INTERVAL_INTERVAL: combined('-'),
  FN_MULTIPLY_INTERVAL_INT64: multiplied(0),
  FN_MULTIPLY_INT64_INTERVAL: multiplied(1),
  FN_DIVIDE_INTERVAL_INT64: divided,
  FN_ADD_DATE_INTERVAL: datetimePlus(0, '+', asDatetime),
  FN_ADD_INTERVAL_DATE: datetimePlus(1, '+', asDatetime),
  FN_ADD_DATETIME_INTERVAL: datetimePlus(0, '+', same),
  FN_ADD_INTERVAL_DATETIME: datetimePlus(1, '+', same),
  FN_ADD_TIMESTAMP_INTERVAL: timestampPlus(0, '+'),
  FN_ADD_INTERVAL_TIMESTAMP: timestampPlus(1, '+'),
  FN_SUBTRACT_DATE_INTERVAL: datetimePlus(0, '-', asDatetime),
  FN_SUBTRACT_DATETIME_INTERVAL: datetimePlus(0, '-', same),
  FN_SUBTRACT_TIMESTAMP_INTERVAL: timestampPlus(0, '-'),
  FN_SUBTRACT_DATE: (call) => `to_days((${argument(call, 0)} - ${argument(call, 1)})::INTEGER)`,
  FN_SUBTRACT_DATETIME: (call) => named(call, [`(epoch_us(${argument(call, 0)}) - epoch_us(${argument(call, 1)}))`], (micros) => `(to_days((${micros} // ${MICROS_PER_DAY})::INTEGER) + to_microseconds(${micros} % ${MICROS_PER_DAY}))`),
  FN_SUBTRACT_TIMESTAMP: (call) => `to_microseconds(epoch_us(${argument(call, 0)}) - epoch_us(${argument(call, 1)}))`,
  FN_SUBTRACT_TIME: (call) => `to_microseconds(epoch_us(${argument(call, 0)}) - epoch_us(${argument(call, 1)}))`,
};
