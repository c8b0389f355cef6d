import { fail, MICROS_PER_SECOND } from './civil.ts';

/** Months, days and microseconds: the parts of an INTERVAL, none of which ever turns into another. */
export interface Interval { readonly months: bigint; readonly days: bigint; readonly micros: bigint }

const MAX_MONTHS = 120_000n;
const MAX_DAYS = 3_660_000n;
const MAX_MICROS = 316_224_000_000_000_000n;
const INT64_MAX = 2n ** 63n - 1n;

function checkedInterval({ months, days, micros }: Interval): Interval {
  check('months', months, MAX_MONTHS);
  check('days', days, MAX_DAYS);
  check('nanoseconds', micros * 1000n, MAX_MICROS * 1000n);
  return { months, days, micros };
}

function check(field: string, value: bigint, most: bigint): void {
  if (value > most || value < -most) fail(`Interval field ${field} '${value}' is out of range ${-most} to ${most}`);
}

const Y = String.raw`([-+])?(\d+)-(\d+)`;
const M = String.raw`([-+])?()(\d+)`;
const D = String.raw`([-+]?\d+)`;
const H = String.raw`([-+])?(\d+)`;
const MI = String.raw`:(\d+)`;
const S = String.raw`:(\d+)(?:\.(\d+))?`;
const NONE = '()()()';

/** Patterns by the number of blanks, of colons, and of dashes after a digit: they tell which fields a text has. */
const FORMS: Readonly<Record<string, RegExp>> = Object.fromEntries(
  Object.entries({
    '221': `${Y} ${D} ${H}${MI}${S}`, '211': `${Y} ${D} ${H}${MI}`, '201': `${Y} ${D} ${H}`, '101': `${Y} ${D}`, '001': Y,
    '200': `${M} ${D} ${H}`, '210': `${M} ${D} ${H}${MI}`, '220': `${M} ${D} ${H}${MI}${S}`,
    '110': `${NONE}${D} ${H}${MI}`, '120': `${NONE}${D} ${H}${MI}${S}`, '020': `${NONE}()${H}${MI}${S}`,
  }).map(([fields, pattern]) => [fields, new RegExp(`^${pattern}$`)]),
);

function whole(digits: string | undefined, text: string): bigint {
  const value = BigInt(digits === undefined || digits === '' ? '0' : digits.replace('+', ''));
  if (value > INT64_MAX || value < -INT64_MAX - 1n) invalid(text);
  return value;
}

function invalid(text: string, why = ''): never {
  fail(`Invalid INTERVAL value '${text}'${why}`);
}

function fractionMicros(digits: string | undefined, text: string): bigint {
  if (digits === undefined) return 0n;
  if (digits.length > 9) invalid(text);
  if (/[1-9]/.test(digits.slice(6))) fail('An INTERVAL below a microsecond is not supported by the local BigQuery');
  return BigInt(digits.slice(0, 6).padEnd(6, '0'));
}

function readFields(text: string): Interval {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const match = FORMS[`${count(/ /g)}${count(/:/g)}${count(/(?<=\d)-/g)}`]?.exec(text);
  if (match === null || match === undefined) invalid(text);
  const [, signOfMonths, years, months, days, signOfTime, hours, minutes, seconds, fraction] = match;
  const size = whole(years, text) * 12n + whole(months, text);
  const time = (whole(hours, text) * 3600n + whole(minutes, text) * 60n + whole(seconds, text)) * MICROS_PER_SECOND + fractionMicros(fraction, text);
  return { months: signOfMonths === '-' ? -size : size, days: whole(days, text), micros: signOfTime === '-' ? -time : time };
}

const DATE_UNITS: Readonly<Record<string, Interval>> = {
  Y: { months: 12n, days: 0n, micros: 0n }, M: { months: 1n, days: 0n, micros: 0n }, W: { months: 0n, days: 7n, micros: 0n }, D: { months: 0n, days: 1n, micros: 0n },
};
const TIME_UNITS: Readonly<Record<string, bigint>> = { H: 3600n * MICROS_PER_SECOND, M: 60n * MICROS_PER_SECOND, S: MICROS_PER_SECOND };
const shown = (character: string | undefined): string => (character === undefined ? 'end of input' : `'${character}'`);

/** ISO 8601 durations; parts may be negative, may come in any order and more than once. */
function readDuration(text: string): Interval {
  if (text === 'P') invalid(text, ': At least one datetime part must be defined in the interval');
  let sum: Interval = { months: 0n, days: 0n, micros: 0n };
  let inTime = false;
  let rest = text.slice(1);
  while (rest !== '') {
    if (rest.startsWith('T')) {
      if (inTime) invalid(text, ": Unexpected duplicate time separator 'T'");
      inTime = true;
      rest = rest.slice(1);
      continue;
    }
    if (!/^[-\d]/.test(rest)) invalid(text, `: Unexpected ${shown(rest[0])}`);
    const negative = rest.startsWith('-');
    const number = /^(\d+)([.,])?(\d+)?/.exec(negative ? rest.slice(1) : rest);
    if (number === null) invalid(text, `: Expected number at ${rest.length === 1 ? 'end of string' : shown(rest[1])}`);
    const [digits, value = '', point, fraction] = number;
    const letter = rest[digits.length + (negative ? 1 : 0)];
    rest = rest.slice(digits.length + (negative ? 1 : 0) + 1);
    if (BigInt(value) > INT64_MAX) invalid(text, `: Cannot convert '${value}' to integer`);
    const date = inTime ? undefined : DATE_UNITS[letter ?? ''];
    const time = inTime ? TIME_UNITS[letter ?? ''] : undefined;
    if (date === undefined && time === undefined) invalid(text, `: Unexpected ${shown(letter)} in the ${inTime ? 'time' : 'date'} portion of interval`);
    if (point !== undefined && (letter !== 'S' || !inTime)) invalid(text, `: Fractional values are only allowed for seconds part 'S', but were used for ${shown(letter)}`);
    const size = negative ? -BigInt(value) : BigInt(value);
    const below = point === undefined ? 0n : fractionMicros(fraction ?? invalid(text), text);
    sum = {
      months: sum.months + size * (date?.months ?? 0n),
      days: sum.days + size * (date?.days ?? 0n),
      micros: sum.micros + size * (time ?? 0n) + (negative ? -below : below),
    };
  }
  return sum;
}

/** CAST(string AS INTERVAL): `1-2 3 4:5:6.789` or any part of it that is plain, or `P1Y2M3DT4H5M6.789S`. */
export function readInterval(text: string): Interval {
  return checkedInterval(text.startsWith('P') ? readDuration(text) : readFields(text));
}

/** `[-]Y-M [-]D [-]H:M:S[.ddd[ddd]]` */
export function writeInterval({ months, days, micros }: Interval): string {
  const size = months < 0n ? -months : months;
  const time = micros < 0n ? -micros : micros;
  const seconds = time / MICROS_PER_SECOND;
  const fraction = String(time % MICROS_PER_SECOND).padStart(6, '0').replace(/(?:000){1,2}$/, '');
  const clock = `${micros < 0n ? '-' : ''}${seconds / 3600n}:${(seconds / 60n) % 60n}:${seconds % 60n}`;
  return `${months < 0n ? '-' : ''}${size / 12n}-${size % 12n} ${days} ${clock}${fraction === '' ? '' : `.${fraction}`}`;
}
