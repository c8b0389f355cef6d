import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Session } from '../engine/session.ts';
import { duckType, quoteName, quoteText } from '../storage/types.ts';
import { fieldType, toField, type FieldSchema } from '../wire/schema.ts';
import type { SourceFile } from './gs-uri.ts';

const SCALARS: Readonly<Record<string, SqlType>> = {
  BOOLEAN: { kind: 'BOOL' },
  TINYINT: { kind: 'INT64' },
  SMALLINT: { kind: 'INT64' },
  INTEGER: { kind: 'INT64' },
  BIGINT: { kind: 'INT64' },
  UTINYINT: { kind: 'INT64' },
  USMALLINT: { kind: 'INT64' },
  UINTEGER: { kind: 'INT64' },
  FLOAT: { kind: 'FLOAT64' },
  DOUBLE: { kind: 'FLOAT64' },
  VARCHAR: { kind: 'STRING' },
  JSON: { kind: 'JSON' },
  BLOB: { kind: 'BYTES' },
  DATE: { kind: 'DATE' },
  TIME: { kind: 'TIME' },
  TIMESTAMP: { kind: 'DATETIME' },
  'TIMESTAMP WITH TIME ZONE': { kind: 'TIMESTAMP' },
};

/** The schema that a Parquet file carries. @throws BigQueryError for a column type that BigQuery has not */
export async function parquetFields(session: Session, file: SourceFile): Promise<FieldSchema[]> {
  const rows = await read(session, file);
  return rows.map(([name, type]) => toField(String(name), sqlType(String(type), String(name), file.uri)));
}

async function read(session: Session, file: SourceFile): Promise<unknown[][]> {
  try {
    return await session.connection.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${quoteText(file.path)}))`);
  } catch (error) {
    throw new BigQueryError('invalid', `Error while reading data, error message: The file is no readable Parquet file. File: ${file.uri}`, file.uri, { cause: error });
  }
}

function sqlType(text: string, column: string, uri: string): SqlType {
  if (text.endsWith('[]')) return { kind: 'ARRAY', element: sqlType(text.slice(0, -2), column, uri) };
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(text);
  if (decimal && Number(decimal[2]) <= 9 && Number(decimal[1]) - Number(decimal[2]) <= 29) return { kind: 'NUMERIC' };
  const scalar = SCALARS[text];
  if (scalar) return scalar;
  throw new BigQueryError('notImplemented', `The local BigQuery does not load Parquet columns of type ${text} (column ${column}).`, uri);
}

/** A query that reads Parquet files as the columns of `fields`, by name. */
export async function parquetQuery(session: Session, files: readonly SourceFile[], fields: readonly FieldSchema[]): Promise<string> {
  for (const file of files) {
    const found = await parquetFields(session, file);
    for (const field of found) {
      if (!fields.some((known) => known.name.toLowerCase() === field.name.toLowerCase())) {
        throw new BigQueryError('invalid', `Error while reading data, error message: Provided schema does not match: no such field: ${field.name}. File: ${file.uri}`, file.uri);
      }
    }
  }
  const paths = files.map(({ path }) => quoteText(path)).join(', ');
  const list = fields.map((field) => `CAST(${quoteName(field.name)} AS ${duckType(fieldType(field))})`).join(', ');
  return `SELECT ${list} FROM read_parquet([${paths}], union_by_name = true)`;
}
