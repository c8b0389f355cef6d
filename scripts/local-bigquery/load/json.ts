import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { bindText, type TextValue } from '../storage/binds.ts';
import type { DuckDBValue } from '../storage/duckdb.ts';
import { fieldType, isRecord, type FieldSchema } from '../wire/schema.ts';
import { isGzip } from './gzip.ts';

/** Lines of a newline-delimited JSON file, numbered from 1; empty ones are left out. */
export async function* jsonLines(path: string, signal: AbortSignal): AsyncGenerator<{ line: number; text: string }> {
  const file = createReadStream(path, { signal });
  const source = (await isGzip(path)) ? file.pipe(createGunzip()) : file;
  const failure = new Promise<never>((_, reject) => source.once('error', reject));
  failure.catch(() => undefined);
  file.once('error', (error) => source.destroy(error));
  let line = 0;
  for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() !== '') yield { line, text };
  }
  if (source.errored) throw source.errored;
}

/** A row of a JSON object, by the fields of a table. @throws BigQueryError `invalid` naming the field */
export function jsonRow(object: unknown, fields: readonly FieldSchema[], ignoreUnknown: boolean): DuckDBValue[] {
  if (!isRecord(object)) throw new BigQueryError('invalid', 'A row must be a JSON object.');
  return readFields(object, fields, ignoreUnknown, '').map((value, index) => {
    const field = fields[index];
    if (field === undefined) return null;
    return bindText(fieldType(field), value).value;
  });
}

function readFields(object: Readonly<Record<string, unknown>>, fields: readonly FieldSchema[], ignoreUnknown: boolean, prefix: string): TextValue[] {
  const given = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
  if (!ignoreUnknown) {
    const known = new Set(fields.map((field) => field.name.toLowerCase()));
    const unknown = Object.keys(object).find((name) => !known.has(name.toLowerCase()));
    if (unknown !== undefined) throw new BigQueryError('invalid', `no such field: ${prefix}${unknown}.`, `${prefix}${unknown}`);
  }
  return fields.map((field) => readField(given.get(field.name.toLowerCase()), field, ignoreUnknown, `${prefix}${field.name}`));
}

function readField(value: unknown, field: FieldSchema, ignoreUnknown: boolean, path: string): TextValue {
  if (value === undefined || value === null) {
    if (field.mode === 'REQUIRED') throw new BigQueryError('invalid', `Missing required field: ${path}.`, path);
    return field.mode === 'REPEATED' ? { items: [] } : null;
  }
  if (field.mode === 'REPEATED') {
    if (!Array.isArray(value)) throw new BigQueryError('invalid', `Array specified for non-repeated field, or the reverse: ${path}.`, path);
    return { items: value.map((item: unknown) => readElement(item, field, ignoreUnknown, path)) };
  }
  return readElement(value, field, ignoreUnknown, path);
}

function readElement(value: unknown, field: FieldSchema, ignoreUnknown: boolean, path: string): TextValue {
  if (field.fields) {
    if (!isRecord(value)) throw new BigQueryError('invalid', `This field: ${path} is not a record.`, path);
    return { fields: readFields(value, field.fields, ignoreUnknown, `${path}.`) };
  }
  const type = fieldType({ ...field, mode: 'NULLABLE' });
  const text = scalarText(value, type, path);
  try {
    bindText(type, text);
  } catch (error) {
    throw new BigQueryError('invalid', `Could not convert value to ${type.kind}. Field: ${path}; Value: ${text.slice(0, 100)}`, path, { cause: error });
  }
  return text;
}

function scalarText(value: unknown, type: SqlType, path: string): string {
  if (type.kind === 'JSON') return JSON.stringify(value);
  if (typeof value === 'string') return type.kind === 'TIMESTAMP' ? value.replace(/ UTC$/, '+00') : value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (type.kind === 'INT64' && !Number.isSafeInteger(value)) throw new BigQueryError('invalid', `Could not convert value to INT64. Field: ${path}; Value: ${value}`, path);
    if (type.kind === 'TIMESTAMP') return new Date(value * 1000).toISOString();
    return String(value);
  }
  throw new BigQueryError('invalid', `Could not convert value of ${path} to ${type.kind}.`, path);
}
