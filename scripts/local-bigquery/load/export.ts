import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Column, SqlType } from '../../googlesql/types.ts';
import type { Folders } from '../engine/folders.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { textConversion } from '../generator/expressions/casts.ts';
import type { StatementOptions } from '../statement.ts';
import type { Bind } from '../storage/duckdb.ts';
import { quoteName, quoteText } from '../storage/types.ts';
import { writeJson } from './json/export-json.ts';
import { DRAFT_ENDING, fileOf, insideFileOf } from './gs-uri.ts';

export interface ExportTarget {
  readonly uri: string;
  readonly format: 'CSV' | 'JSON' | 'PARQUET';
  readonly overwrite: boolean;
  readonly header: boolean;
  readonly delimiter: string;
  readonly compression: 'NONE' | 'GZIP' | 'SNAPPY' | 'ZSTD';
}

const OPTIONS = new Set(['uri', 'format', 'overwrite', 'header', 'field_delimiter', 'compression']);
/** The number of a shard, in place of `*`. One shard is enough here. */
const SHARD = '000000000000';

/** EXPORT DATA: writes the rows of a query to a file below the gs:// folder. */
export async function exportQuery(
  session: Session,
  query: { readonly sql: string; readonly binds: readonly Bind[] },
  columns: readonly Column[],
  options: StatementOptions,
  folders: Folders,
): Promise<number> {
  const unknown = Object.keys(options).find((name) => !OPTIONS.has(name.toLowerCase()));
  if (unknown !== undefined) throw new BigQueryError('invalidQuery', `The option ${unknown} of EXPORT DATA is not supported by the local BigQuery.`, 'query');
  const uri = options['uri'];
  if (typeof uri !== 'string') throw new BigQueryError('invalidQuery', 'EXPORT DATA needs the option uri.', 'query');
  if (uri.split('*').length !== 2) throw new BigQueryError('invalidQuery', `EXPORT DATA's uri must contain exactly one wildcard character '*': ${uri}`, 'query');
  const format = exportFormat(options['format'] ?? 'CSV');
  return writeExport(
    session,
    query,
    columns,
    {
      uri,
      format,
      overwrite: options['overwrite'] === true,
      header: options['header'] === true && format === 'CSV',
      delimiter: typeof options['field_delimiter'] === 'string' ? options['field_delimiter'] : ',',
      compression: exportCompression(options['compression'] ?? (format === 'PARQUET' ? 'SNAPPY' : 'NONE'), format),
    },
    folders,
  );
}

export function exportFormat(value: unknown): ExportTarget['format'] {
  const name = typeof value === 'string' ? value.toUpperCase() : '';
  if (name === 'CSV' || name === 'PARQUET') return name;
  if (name === 'JSON' || name === 'NEWLINE_DELIMITED_JSON') return 'JSON';
  throw new BigQueryError('notImplemented', `The local BigQuery does not export ${String(value)}: use CSV, JSON or PARQUET.`, 'format');
}

export function exportCompression(value: unknown, format: ExportTarget['format']): ExportTarget['compression'] {
  const name = typeof value === 'string' ? value.toUpperCase() : '';
  const allowed = format === 'PARQUET' ? (['NONE', 'GZIP', 'SNAPPY', 'ZSTD'] as const) : (['NONE', 'GZIP'] as const);
  const found = allowed.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  throw new BigQueryError('invalid', `The compression ${String(value)} does not go with ${format}: use ${allowed.join(', ')}.`, 'compression');
}

/** Writes the rows elsewhere first, so that a failed export leaves the old file whole, and nothing beside it. @returns rows written */
export async function writeExport(
  session: Session,
  query: { readonly sql: string; readonly binds: readonly Bind[] },
  columns: readonly Column[],
  target: ExportTarget,
  { gcs, uploads }: Pick<Folders, 'gcs' | 'uploads'>,
): Promise<number> {
  const path = await insideFileOf(gcs, target.uri.replace('*', SHARD));
  if (!target.overwrite && (await exists(gcs, target.uri))) {
    throw new BigQueryError('invalidQuery', `Invalid value: the destination ${target.uri} is not empty. Set overwrite=true to replace what is there.`, 'query');
  }
  await mkdir(dirname(path), { recursive: true });
  const draft = join(uploads, `${randomUUID()}.export`);
  try {
    const rows = target.format === 'JSON' ? await writeJson(session, query, columns, draft, target.compression === 'GZIP') : await copyTo(session, query, columns, draft, target);
    await moveInto(draft, path);
    return rows;
  } finally {
    await rm(draft, { force: true });
  }
}

/** At once, even if a bucket lies on another disk. */
async function moveInto(draft: string, path: string): Promise<void> {
  try {
    await rename(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const beside = join(dirname(path), `.${randomUUID()}${DRAFT_ENDING}`);
    try {
      await copyFile(draft, beside);
      await rename(beside, path);
    } finally {
      await rm(beside, { force: true });
    }
  }
}

async function copyTo(session: Session, query: { readonly sql: string; readonly binds: readonly Bind[] }, columns: readonly Column[], draft: string, target: ExportTarget): Promise<number> {
  const list = columns.map(({ name, type }) => `${target.format === 'PARQUET' ? parquetValue(quoteName(name), type) : csvValue(quoteName(name), type)} AS ${quoteName(name)}`).join(', ');
  return session.connection.run(`COPY (SELECT ${list} FROM (${query.sql}) AS q) TO ${quoteText(draft)} (${copyOptions(target)})`, query.binds);
}

async function exists(gcs: string, uri: string): Promise<boolean> {
  const path = fileOf(gcs, uri.replace('*', SHARD));
  if (!uri.includes('*')) return (await stat(path).catch(() => null)) !== null;
  const folder = dirname(path);
  const [before = '', after = ''] = uri.split('/').at(-1)?.split('*') ?? [];
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => name.startsWith(before) && name.endsWith(after) && !name.endsWith(DRAFT_ENDING));
}

function copyOptions({ format, header, delimiter, compression }: ExportTarget): string {
  if (format === 'PARQUET') return `FORMAT parquet, COMPRESSION ${compression === 'NONE' ? 'uncompressed' : compression.toLowerCase()}`;
  return `FORMAT csv, HEADER ${header}, DELIMITER ${quoteText(delimiter)}, COMPRESSION ${compression === 'GZIP' ? 'gzip' : 'none'}`;
}

/** A column as BigQuery writes it into a CSV file. */
function csvValue(column: string, type: SqlType): string {
  switch (type.kind) {
    case 'ARRAY':
    case 'STRUCT':
      throw new BigQueryError('invalid', 'Operation cannot be performed on a nested schema: CSV has no arrays or structs.');
    case 'TIMESTAMP':
      return `strftime(${column}, '%Y-%m-%d %H:%M:%S') || CASE WHEN microsecond(${column}) % 1000000 = 0 THEN '' ELSE rtrim(strftime(${column}, '.%f'), '0') END || ' UTC'`;
    case 'DATETIME':
      return `strftime(${column}, '%Y-%m-%dT%H:%M:%S') || CASE WHEN microsecond(${column}) % 1000000 = 0 THEN '' ELSE strftime(${column}, '.%f') END`;
    case 'BYTES':
      return `to_base64(${column})`;
    case 'NUMERIC':
    case 'BIGNUMERIC':
    case 'INTERVAL':
      return textConversion(type.kind)?.(column) ?? column;
    case 'TIME':
    case 'DATE':
    case 'JSON':
      return `${column}::VARCHAR`;
    default:
      return column;
  }
}

/** @throws BigQueryError for what Parquet cannot hold as we keep it */
function parquetValue(column: string, type: SqlType): string {
  if (type.kind === 'JSON') return `${column}::VARCHAR`;
  const refused = (inner: SqlType): boolean => {
    if (inner.kind === 'ARRAY') return refused(inner.element);
    if (inner.kind === 'STRUCT') return inner.fields.some((field) => refused(field.type));
    return inner.kind === 'INTERVAL' || inner.kind === 'BIGNUMERIC';
  };
  if (refused(type)) throw new BigQueryError('notImplemented', 'The local BigQuery does not export INTERVAL or BIGNUMERIC to Parquet: cast it, or use JSON.', 'format');
  return column;
}
