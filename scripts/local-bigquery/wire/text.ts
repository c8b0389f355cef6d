/** How the client wants TIMESTAMP: seconds as a float, microseconds as an integer, or ISO 8601. */
export type TimestampFormat = 'FLOAT64' | 'INT64' | 'ISO8601_STRING';

const MICROS_PER_SECOND = 1_000_000n;
const MICROS_PER_DAY = 86_400_000_000n;

/** Shortest text that reads back as the same number: `1.0`, `0.1`, `1.0E10`, `NaN`, `Infinity`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}

/** @param days since 1970-01-01 */
export function dateText(days: number): string {
  const { year, month, day } = civil(days);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function timeText(micros: bigint): string {
  const seconds = micros / MICROS_PER_SECOND;
  const fraction = micros % MICROS_PER_SECOND;
  const clock = `${pad(Number(seconds / 3600n), 2)}:${pad(Number((seconds / 60n) % 60n), 2)}:${pad(Number(seconds % 60n), 2)}`;
  return fraction === 0n ? clock : `${clock}.${fraction.toString().padStart(6, '0')}`;
}

/** @param micros since 1970-01-01 00:00:00 */
export function datetimeText(micros: bigint): string {
  const { days, rest } = splitDay(micros);
  return `${dateText(days)}T${timeText(rest)}`;
}

export function timestampText(micros: bigint, format: TimestampFormat): string {
  switch (format) {
    case 'INT64':
      return micros.toString();
    case 'ISO8601_STRING':
      return `${datetimeText(micros)}Z`;
    case 'FLOAT64':
      return floatText(Number(micros) / 1e6);
  }
}

/** `[sign]Y-M D [sign]H:M:S[.F]` */
export function intervalText({ months, days, micros }: { readonly months: number; readonly days: number; readonly micros: bigint }): string {
  const sign = (negative: boolean): string => (negative ? '-' : '');
  const size = Math.abs(months);
  const time = micros < 0n ? -micros : micros;
  const seconds = time / MICROS_PER_SECOND;
  const fraction = time % MICROS_PER_SECOND;
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0').replace(/(?:000)$/, '')}`;
  return `${sign(months < 0)}${Math.floor(size / 12)}-${size % 12} ${days} ${sign(micros < 0n)}${seconds / 3600n}:${(seconds / 60n) % 60n}:${seconds % 60n}${digits}`;
}

function splitDay(micros: bigint): { days: number; rest: bigint } {
  const rest = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  return { days: Number((micros - rest) / MICROS_PER_DAY), rest };
}

/** Proleptic Gregorian date of a day number; the era method, exact for every year. */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
