import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { raise } from '../../generator/text/raise.ts';
import { duckType, quoteName, quoteText } from '../../storage/types.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import { PATTERNS } from './csv-text.ts';
import type { SourceFile } from '../gs-uri.ts';
import type { CsvOptions } from '../options.ts';

const NEWLINE = raise("'Quoted section contains a newline'", 'VARCHAR');
/** The engine's own limit; longer records come a second time, when their length is known. */
const USUAL_RECORD_BYTES = 2_000_000;
/**
 * The engine shares a buffer out among its threads in parts of 8,000,000 bytes: a small last part of each buffer, as of its
 * usual buffer of 16 records of 2 MiB, takes a third more time.
 */
const LARGE_BUFFER_BYTES = 64_000_000;
const FIRST_DAY = "'0001-01-01'";

export interface CsvFile extends SourceFile {
  readonly gzip: boolean;
  /** As it stands on the disk. */
  readonly bytes: number;
}

/**
 * How INT64 and FLOAT64 are read: `strict` as text first, `quick` by the engine itself, which takes odd forms of numbers
 * that the caller has to look for. FLOAT64 values that are too large are infinite to the engine, which `strict` alone tells
 * from `inf`: any infinite value fails in `quick`, and is there for the caller to find in `unchecked`.
 */
export type NumberReading = 'strict' | 'quick' | 'unchecked';

/** A query that reads CSV files as columns of the types of `fields`, in their order. */
export function csvQuery(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions, numbers: NumberReading): string {
  // The engine goes by the names of files, which uploads lack: it would read a gzip file as a text of no rows.
  const groups = [files.filter(({ gzip }) => !gzip), files.filter(({ gzip }) => gzip)].filter((group) => group.length > 0);
  return groups.map((group) => groupQuery(group, fields, options, numbers)).join('\nUNION ALL\n');
}

function groupQuery(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions, numbers: NumberReading): string {
  const columns = fields.map((field) => {
    const type = fieldType(field);
    if (type.kind === 'ARRAY' || type.kind === 'STRUCT') {
      throw new BigQueryError('invalid', `Unsupported field type ${field.mode === 'REPEATED' ? 'REPEATED' : 'RECORD'} of ${field.name} in a CSV load.`, 'schema');
    }
    return { name: field.name, type, field, isDirect: type.kind === 'STRING' || ((type.kind === 'INT64' || type.kind === 'FLOAT64') && numbers !== 'strict') };
  });
  const spec = columns.map(({ name, type, isDirect }) => `${quoteText(name)}: ${quoteText(isDirect ? duckType(type) : 'VARCHAR')}`).join(', ');
  const nulls = options.nullMarkers.map(quoteText).join(', ');
  // A small load gets by with less memory: there may be fifty at once.
  const isLarge = options.maxRecordBytes === undefined && files.some(({ bytes }) => bytes > LARGE_BUFFER_BYTES);
  const paths = files.map(({ path }) => quoteText(path)).join(', ');
  const list = columns.map(({ name, type, field, isDirect }) => {
    const column = quoteName(name);
    if (!isDirect) return field.precision === undefined ? converted(column, type) : `round(${converted(column, type)}, ${Number(field.scale ?? 0)})::${duckType(type)}`;
    if (type.kind === 'FLOAT64' && numbers === 'quick') return `CASE WHEN isinf(${column}) THEN ${raise(`'Infinite: ' || ${column}`, 'DOUBLE')} ELSE ${column} END`;
    if (type.kind !== 'STRING') return column;
    return options.allowQuotedNewlines ? column : `CASE WHEN contains(${column}, chr(10)) THEN ${NEWLINE} ELSE ${column} END`;
  });
  return `SELECT ${list.join(', ')} FROM read_csv([${paths}], auto_detect = false, header = false, skip = ${options.skipLeadingRows},
    delim = ${quoteText(options.delimiter)}, quote = ${quoteText(options.quote)}, escape = ${quoteText(options.quote)},
    nullstr = [${nulls}], allow_quoted_nulls = false, compression = '${files[0]?.gzip === true ? 'gzip' : 'none'}', null_padding = ${options.allowJaggedRows},${isLarge ? ` buffer_size = ${LARGE_BUFFER_BYTES},` : ''} max_line_size = ${Math.max(options.maxRecordBytes ?? 0, USUAL_RECORD_BYTES)}, columns = {${spec}})`;
}

/** A text column as a value of its type, or a failure. */
function converted(column: string, type: SqlType): string {
  const duck = duckType(type);
  const bad = raise(`'Bad ${type.kind} value: ' || ${column}`, duck);
  const pattern = PATTERNS[type.kind as ScalarKind] ?? '';
  const looksRight = `regexp_full_match(trim(${column}), ${quoteText(pattern)})`;
  const tried = `TRY_CAST(${column} AS ${duck})`;
  switch (type.kind) {
    case 'INT64':
      // The round trip passes nearly every integer quickly; the slow pattern judges the rest (`+7`, `007`, ` 7`).
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${tried}::VARCHAR = ${column} THEN ${tried} WHEN ${tried} IS NOT NULL AND ${looksRight} THEN ${tried} ELSE ${bad} END`;
    case 'FLOAT64':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN isfinite(${tried}) AND NOT contains(${column}, '_') AND (NOT contains(${column}, '+') OR ${looksRight}) THEN ${tried}
        WHEN NOT isfinite(${tried}) AND regexp_full_match(trim(${column}), '[+-]?[nNiI].*') AND ${looksRight} THEN ${tried} ELSE ${bad} END`;
    case 'NUMERIC':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${tried} IS NOT NULL AND NOT contains(${column}, '_') AND (NOT contains(${column}, ' ') OR ${looksRight}) THEN ${tried} ELSE ${bad} END`;
    case 'BIGNUMERIC':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} THEN gsql_string_to_bignumeric(trim(${column})) ELSE ${bad} END`;
    case 'BOOL':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN lower(trim(${column})) IN ('true', 't', 'yes', 'y', '1') THEN true
        WHEN lower(trim(${column})) IN ('false', 'f', 'no', 'n', '0') THEN false ELSE ${bad} END`;
    case 'DATE':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} AND ${tried} >= DATE ${FIRST_DAY} THEN ${tried} ELSE ${bad} END`;
    case 'TIME':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} AND ${tried} IS NOT NULL THEN ${tried} ELSE ${bad} END`;
    case 'DATETIME': {
      const value = `TRY_CAST(replace(${column}, 't', 'T') AS ${duck})`;
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} AND ${value} >= TIMESTAMP ${FIRST_DAY} THEN ${value} ELSE ${bad} END`;
    }
    case 'TIMESTAMP': {
      // The engine reads offsets of two digits right behind the time; those that stand otherwise take the slow way.
      const value = `CASE WHEN regexp_full_match(trim(${column}), '[^tz]*( UTC|[^ Cz][+-][0-9]{2}(:[0-9]{2})?|[0-9Z])') AND NOT regexp_matches(${column}, ' [+-]|[+-][0-9]$') THEN ${tried} ELSE gsql_safe_string_to_timestamp(regexp_replace(replace(trim(${column}), '/', '-'), ' ([+-])', '\\1')) END`;
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} AND ${value} >= TIMESTAMPTZ '0001-01-01 00:00:00+00' THEN ${value} ELSE ${bad} END`;
    }
    case 'INTERVAL':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${looksRight} THEN gsql_string_to_interval(trim(${column})) ELSE ${bad} END`;
    case 'BYTES':
      return `from_base64(${column})`;
    case 'JSON':
      return `gsql_json_parse(${column}, 'exact')`;
    default:
      throw new BigQueryError('notImplemented', `The local BigQuery does not load ${type.kind} from CSV.`, 'schema');
  }
}
