import { fail, FIRST_MICROS, isRealDate, joinMicros, LAST_MICROS, SECONDS_PER_DAY, toDays } from './civil.ts';
import { toInstant, zoneOf, type Zone } from './time-zones.ts';

const DATE = String.raw`(\d{4,5})-(\d{1,2})-(\d{1,2})`;
const CLOCK = String.raw`(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,6}))?`;
const TIME_TEXT = new RegExp(`^${CLOCK}$`);
const DATETIME_TEXT = new RegExp(`^${DATE}(?:[ Tt]${CLOCK})?$`);
const TIMESTAMP_TEXT = new RegExp(`^${DATE}(?:[ Tt](?:${CLOCK})?(.*))?$`, 's');

/** Seconds since midnight; the sixtieth second is the first of the next minute. null where a part is out of range */
function clockSeconds([hour, minute, second]: readonly (string | undefined)[]): number | null {
  const parts = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)] as const;
  return parts[0] > 23 || parts[1] > 59 || parts[2] > 60 ? null : parts[0] * 3600 + parts[1] * 60 + parts[2];
}

const micros = (digits: string | undefined): number => Number((digits ?? '').padEnd(6, '0'));

/** CAST(string AS TIME). @returns microseconds since midnight */
export function readTime(text: string): bigint {
  const match = TIME_TEXT.exec(text);
  const clock = match === null ? null : clockSeconds(match.slice(1, 4));
  if (match === null || clock === null) fail(`Invalid time string "${text}"`);
  return joinMicros(clock % SECONDS_PER_DAY, Number(match[3]) === 60 ? 0 : micros(match[4]));
}

/** CAST(string AS DATETIME). @returns microseconds since 1970-01-01 00:00:00 on the same clock */
export function readDatetime(text: string): bigint {
  const match = DATETIME_TEXT.exec(text);
  const clock = match === null ? null : clockSeconds(match.slice(4, 7));
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (match === null || clock === null || match[1]?.length !== 4 || !isRealDate(year, month, day)) fail(`Invalid datetime string "${text}"`);
  const found = joinMicros(toDays(year, month, day) * SECONDS_PER_DAY + clock, Number(match[6]) === 60 ? 0 : micros(match[7]));
  if (found < FIRST_MICROS || found > LAST_MICROS) fail(`Invalid datetime string "${text}"`);
  return found;
}

/** The zone after a timestamp: `+05:30`, ` UTC`, `Z`, ` Asia/Tokyo`. */
function zoneAfter(rest: string, text: string): Zone {
  const named = rest.startsWith(' UTC') ? rest.slice(' UTC'.length) : rest;
  if (named === '' || /^[zZ]$/.test(named)) return zoneOf('UTC');
  if (/^[+-]/.test(named)) return zoneOf(named);
  if (!/^ [^+-]/s.test(named)) fail(`Invalid timestamp: '${text}'`);
  return zoneOf(named.slice(1));
}

/** CAST(string AS TIMESTAMP), TIMESTAMP(string, zone). @param zone null where the text may name its own @returns microseconds since 1970 UTC */
export function readTimestamp(text: string, zone: string | null): bigint {
  const given = zone === null ? null : zoneOf(zone);
  const match = TIMESTAMP_TEXT.exec(text);
  if (match === null) fail(`Invalid timestamp: '${text}'`);
  const rest = match[8];
  const hasClock = match[4] !== undefined;
  if (rest !== undefined && !hasClock && !/^[+-]./s.test(rest)) fail(`Invalid timestamp: '${text}'`);
  const found = rest === undefined || rest === '' ? null : zoneAfter(rest, text);
  const clock = clockSeconds(match.slice(4, 7));
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (clock === null || !isRealDate(year, month, day)) fail(`Invalid timestamp string "${text}"`);
  if (found !== null && given !== null) fail(`Timezone is not allowed in "${text}"`);
  const local = joinMicros(toDays(year, month, day) * SECONDS_PER_DAY + clock, micros(match[7]));
  const instant = toInstant(local, found ?? given ?? zoneOf('UTC'));
  if (instant < FIRST_MICROS || instant > LAST_MICROS) fail(`Invalid timestamp string "${text}"`);
  return instant;
}
