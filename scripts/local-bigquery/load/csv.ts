import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { raise } from '../generator/raise.ts';
import { duckType, quoteName, quoteText } from '../storage/types.ts';
import { fieldType, type FieldSchema } from '../wire/schema.ts';
import type { SourceFile } from './gs-uri.ts';
import type { CsvOptions } from './options.ts';

const NEWLINE = raise("'Quoted section contains a newline'", 'VARCHAR');

export interface CsvFile extends SourceFile {
  readonly gzip: boolean;
}

/** A query that reads CSV files as columns of the types of `fields`, in their order. */
export function csvQuery(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions): string {
  // The engine goes by the names of files, which uploads lack: it would read a gzip file as a text of no rows.
  const groups = [files.filter(({ gzip }) => !gzip), files.filter(({ gzip }) => gzip)].filter((group) => group.length > 0);
  return groups.map((group) => groupQuery(group, fields, options)).join('\nUNION ALL\n');
}

function groupQuery(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions): string {
  const columns = fields.map((field) => {
    const type = fieldType(field);
    if (type.kind === 'ARRAY' || type.kind === 'STRUCT') {
      throw new BigQueryError('invalid', `Unsupported field type ${field.mode === 'REPEATED' ? 'REPEATED' : 'RECORD'} of ${field.name} in a CSV load.`, 'schema');
    }
    return { name: field.name, type, direct: isDirect(type) };
  });
  const spec = columns.map(({ name, type, direct }) => `${quoteText(name)}: ${quoteText(direct ? duckType(type) : 'VARCHAR')}`).join(', ');
  const nulls = options.nullMarkers.map(quoteText).join(', ');
  const paths = files.map(({ path }) => quoteText(path)).join(', ');
  const list = columns.map(({ name, type, direct }) => {
    const column = quoteName(name);
    if (type.kind === 'STRING' && !options.allowQuotedNewlines) return `CASE WHEN contains(${column}, chr(10)) THEN ${NEWLINE} ELSE ${column} END`;
    return direct ? column : converted(column, type);
  });
  return `SELECT ${list.join(', ')} FROM read_csv([${paths}], auto_detect = false, header = false, skip = ${options.skipLeadingRows},
    delim = ${quoteText(options.delimiter)}, quote = ${quoteText(options.quote)}, escape = ${quoteText(options.quote)},
    nullstr = [${nulls}], allow_quoted_nulls = false, compression = '${files[0]?.gzip === true ? 'gzip' : 'none'}', null_padding = ${options.allowJaggedRows}, columns = {${spec}})`;
}

/** Types whose text DuckDB reads as BigQuery does. It rounds `1.5` to an integer, so integers are not among them. */
function isDirect(type: SqlType): boolean {
  return ['FLOAT64', 'STRING', 'NUMERIC', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP'].includes(type.kind);
}

function converted(column: string, type: SqlType): string {
  const bad = (expected: string, result: string): string => raise(`'Bad ${expected} value: ' || ${column}`, result);
  switch (type.kind) {
    case 'INT64': {
      // The round trip passes nearly every integer quickly; the slow pattern judges the rest (`+7`, `007`, ` 7`).
      const value = `TRY_CAST(${column} AS BIGINT)`;
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN ${value}::VARCHAR = ${column} THEN ${value}
        WHEN ${value} IS NOT NULL AND regexp_full_match(${column}, '\\s*[+-]?[0-9]+\\s*') THEN ${value} ELSE ${bad('int64', 'BIGINT')} END`;
    }
    case 'BOOL':
      return `CASE WHEN ${column} IS NULL THEN NULL WHEN lower(trim(${column})) IN ('true', 't', 'yes', 'y', '1') THEN true
        WHEN lower(trim(${column})) IN ('false', 'f', 'no', 'n', '0') THEN false ELSE ${bad('bool', 'BOOLEAN')} END`;
    case 'BYTES':
      return `from_base64(${column})`;
    case 'JSON':
      return `CAST(${column} AS JSON)`;
    default:
      throw new BigQueryError('notImplemented', `The local BigQuery does not load ${type.kind} from CSV.`, 'schema');
  }
}
