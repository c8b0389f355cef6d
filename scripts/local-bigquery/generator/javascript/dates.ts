import type { FunctionValue, ScalarFunction } from '../../storage/scalar-functions.ts';
import { bucket, type BucketKind } from './buckets.ts';
import { readCastFormat } from './formats/cast-format-read.ts';
import { writeCastFormat } from './formats/cast-format-write.ts';
import { readDatetime, readTime, readTimestamp } from '../../values/dates/civil-text.ts';
import { splitMicros } from '../../values/dates/civil.ts';
import { readInterval, writeInterval } from '../../values/dates/interval-text.ts';
import { readFormat } from './formats/read-format.ts';
import { zoneOf } from '../../values/dates/time-zones.ts';
import { writeFormat, type FormatTarget } from './formats/write-format.ts';
import { instantOfDate, instantOfDatetime, localDate, localDatetime, localMicros, timestampText, truncateToDays, truncateToClock, writtenMicros } from '../../values/dates/zoned-times.ts';

const offsetOf = (instant: bigint, zone: string): number => zoneOf(zone).offsetAt(splitMicros(instant).seconds);
const interval = (text: string): readonly bigint[] => {
  const { months, days, micros } = readInterval(text);
  return [months, days, micros];
};

/** Readers of text, each with a twin that answers NULL where it fails: TRY would compute every vector with one bad text again, row by row. */
const READERS: readonly ScalarFunction[] = [
  { name: 'gsql_read_time', parameters: ['VARCHAR'], returns: 'BIGINT', call: readTime },
  { name: 'gsql_read_datetime', parameters: ['VARCHAR'], returns: 'BIGINT', call: readDatetime },
  { name: 'gsql_read_timestamp', parameters: ['VARCHAR'], returns: 'BIGINT', call: (text: string) => readTimestamp(text, null) },
  { name: 'gsql_read_local_timestamp', parameters: ['VARCHAR', 'VARCHAR'], returns: 'BIGINT', call: readTimestamp },
  { name: 'gsql_read_interval', parameters: ['VARCHAR'], returns: 'BIGINT[]', call: interval },
  { name: 'gsql_read_format', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'BIGINT', call: (target: FormatTarget, format: string, text: string, zone: string) => readFormat(format, text, target, zone) },
  {
    name: 'gsql_read_cast_format',
    parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR', 'VARCHAR', 'BIGINT'],
    returns: 'BIGINT',
    call: (target: FormatTarget, format: string, text: string, zone: string, now: bigint) => readCastFormat(format, text, target, zone, now),
  },
];

const orNull = (call: (...values: never[]) => FunctionValue) => (...values: never[]): FunctionValue => {
  try {
    return call(...values);
  } catch (error) {
    // What we refuse is no fault of the text.
    if (error instanceof Error && error.message.includes('is not supported by the local BigQuery')) throw error;
    return null;
  }
};

/** Times are microseconds since 1970 (of a clock for civil types), dates days since then; a zone is a name or an offset. */
export const DATE_FUNCTIONS: readonly ScalarFunction[] = [
  ...READERS,
  ...READERS.map((reader) => ({ ...reader, name: reader.name.replace('gsql_', 'gsql_safe_'), call: orNull(reader.call) })),
  { name: 'gsql_local_micros', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: localMicros },
  { name: 'gsql_written_micros', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: writtenMicros },
  { name: 'gsql_local_datetime', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: localDatetime },
  { name: 'gsql_local_date', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: localDate },
  { name: 'gsql_datetime_instant', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: instantOfDatetime },
  { name: 'gsql_date_instant', parameters: ['BIGINT', 'VARCHAR'], returns: 'BIGINT', call: instantOfDate },
  { name: 'gsql_timestamp_text', parameters: ['BIGINT', 'VARCHAR'], returns: 'VARCHAR', call: timestampText },
  { name: 'gsql_truncate_to_days', parameters: ['BIGINT', 'VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'BIGINT', call: truncateToDays },
  { name: 'gsql_truncate_to_clock', parameters: ['BIGINT', 'BIGINT', 'VARCHAR', 'VARCHAR'], returns: 'BIGINT', call: truncateToClock },
  { name: 'gsql_write_format', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT'], returns: 'VARCHAR', call: (target: FormatTarget, format: string, micros: bigint) => writeFormat(format, target, micros) },
  { name: 'gsql_write_zoned_format', parameters: ['VARCHAR', 'BIGINT', 'VARCHAR'], returns: 'VARCHAR', call: (format: string, instant: bigint, zone: string) => writeFormat(format, 'TIMESTAMP', instant, offsetOf(instant, zone)) },
  { name: 'gsql_write_cast_format', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT'], returns: 'VARCHAR', call: (target: FormatTarget, format: string, micros: bigint) => writeCastFormat(format, target, micros) },
  { name: 'gsql_write_zoned_cast_format', parameters: ['VARCHAR', 'BIGINT', 'VARCHAR'], returns: 'VARCHAR', call: (format: string, instant: bigint, zone: string) => writeCastFormat(format, 'TIMESTAMP', instant, offsetOf(instant, zone)) },
  { name: 'gsql_write_interval', parameters: ['BIGINT', 'BIGINT', 'BIGINT'], returns: 'VARCHAR', call: (months: bigint, days: bigint, micros: bigint) => writeInterval({ months, days, micros }) },
  {
    name: 'gsql_bucket',
    parameters: ['VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    call: (kind: BucketKind, input: bigint, months: bigint, days: bigint, micros: bigint, origin: bigint) => bucket(kind, input, { months, days, micros }, origin),
  },
];
