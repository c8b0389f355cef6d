import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { bindText, type TextValue } from '../../storage/binds.ts';
import { decimalText, divideRounded, magnitude, NUMERIC, parseDecimal, rescale } from '../../values/decimal.ts';
import type { DuckDBValue } from '../../storage/duckdb.ts';
import { fieldType, isRecord, type FieldSchema } from '../../wire/schema.ts';
import { isGzip } from '../gzip.ts';
import { exactText, numberText } from './json-text.ts';

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

/** What a JSON object stands for as a row. */
export interface JsonRules {
  readonly ignoreUnknown: boolean;
  /** Streamed rows and files differ in what they take, and in how they say what is wrong. */
  readonly source: 'insertAll' | 'file';
  /** The value of a column that a row leaves out; undefined for NULL. */
  readonly defaultOf: (name: string) => DuckDBValue | undefined;
}

/** A row of a JSON object, by the fields of a table. @throws BigQueryError `invalid` naming the field */
export function jsonRow(object: unknown, fields: readonly FieldSchema[], rules: JsonRules): DuckDBValue[] {
  if (!isRecord(object)) throw new BigQueryError('invalid', 'A row must be a JSON object.');
  const given = new Set(Object.keys(object).map((name) => name.toLowerCase()));
  return readFields(object, fields, rules, '').map((value, index) => {
    const field = fields[index];
    if (field === undefined) return null;
    const missing = field.defaultValueExpression !== undefined && !given.has(field.name.toLowerCase());
    const filled = missing ? rules.defaultOf(field.name) : undefined;
    return filled === undefined ? bindText(fieldType(field), value).value : filled;
  });
}

function readFields(object: Readonly<Record<string, unknown>>, fields: readonly FieldSchema[], rules: JsonRules, prefix: string): TextValue[] {
  const given = new Map(Object.entries(object).map(([name, value]) => [name.toLowerCase(), value]));
  if (!rules.ignoreUnknown) {
    const known = new Set(fields.map((field) => field.name.toLowerCase()));
    const unknown = Object.keys(object).find((name) => !known.has(name.toLowerCase()));
    if (unknown !== undefined) {
      const path = `${prefix}${unknown}`;
      throw new BigQueryError('invalid', rules.source === 'file' ? `No such field: ${path}.` : `no such field: ${path}.`, path);
    }
  }
  return fields.map((field) => {
    const path = `${prefix}${field.name}`;
    const value = given.get(field.name.toLowerCase());
    return value === undefined && field.defaultValueExpression !== undefined ? null : readField(value, field, rules, path);
  });
}

function readField(value: unknown, field: FieldSchema, rules: JsonRules, path: string): TextValue {
  if (value === undefined || value === null) {
    if (field.mode === 'REQUIRED') throw new BigQueryError('invalid', `Missing required field: ${path}.`, path);
    return field.mode === 'REPEATED' ? { items: [] } : null;
  }
  if (field.mode !== 'REPEATED') return readElement(value, field, rules, path);
  if (!Array.isArray(value)) throw new BigQueryError('invalid', `Repeated field must be imported as a JSON array. Field: ${path}.`, path);
  return {
    items: value.map((item: unknown) => {
      if (item === null) throw new BigQueryError('invalid', `Only optional fields can be set to NULL. Field: ${path}; Value: NULL`, path);
      return readElement(item, field, rules, path);
    }),
  };
}

function readElement(value: unknown, field: FieldSchema, rules: JsonRules, path: string): TextValue {
  if (field.type !== 'JSON' && Array.isArray(value)) throw new BigQueryError('invalid', `Array specified for non-repeated field: ${path}.`, path);
  if (field.fields) {
    if (!isRecord(value)) throw new BigQueryError('invalid', `This field: ${path} is not a record.`, path);
    return { fields: readFields(value, field.fields, rules, `${path}.`) };
  }
  const type = fieldType({ ...field, mode: 'NULLABLE' });
  const text = scalarText(value, type, rules, path);
  try {
    bindText(type, text);
  } catch (error) {
    throw cannotConvert(value, type, rules, path, error);
  }
  checkLength(text, field, path);
  return field.precision === undefined ? text : sized(text, field, field.precision, path);
}

/** A NUMERIC(P, S), rounded to S digits. */
function sized(text: string, { scale = '0' }: FieldSchema, precision: string, path: string): string {
  const units = divideRounded(parseDecimal(text, NUMERIC) ?? 0n, 10n ** BigInt(NUMERIC.scale - Number(scale)));
  if (magnitude(units) >= 10n ** BigInt(precision)) {
    throw new BigQueryError('invalid', `Field ${path}: NUMERIC(${precision}, ${scale}) has precision ${precision} and scale ${scale} but got a value that is not in range: ${text.slice(0, 100)}`, path);
  }
  return decimalText(rescale(units, Number(scale), NUMERIC.scale), NUMERIC);
}

function scalarText(value: unknown, type: SqlType, rules: JsonRules, path: string): string {
  // Clients stream a JSON value as its text; in a file it is the value itself.
  if (type.kind === 'JSON') return typeof value === 'string' && rules.source === 'insertAll' ? (numberText(value) ?? value) : exactText(value);
  const long = numberText(value);
  if (long !== null) return type.kind === 'TIMESTAMP' ? epochText(long, value, type, rules, path) : long;
  if (typeof value === 'string') {
    if (type.kind !== 'TIMESTAMP') return value;
    return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? epochText(value, value, type, rules, path) : value.replace(/ UTC$/, '+00');
  }
  if (typeof value === 'boolean') {
    if (type.kind === 'BOOL') return String(value);
    if (type.kind === 'STRING' && rules.source === 'insertAll') throw new BigQueryError('invalid', 'Conversion from bool to std::string is unsupported.', path);
    if (type.kind === 'STRING') return String(value);
  }
  if (typeof value === 'number') {
    if (type.kind === 'TIMESTAMP') return epochText(String(value), value, type, rules, path);
    const isText = ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'].includes(type.kind);
    if (isText && !(type.kind === 'INT64' && !Number.isSafeInteger(value))) return type.kind === 'FLOAT64' && Object.is(value, -0) ? '-0.0' : String(value);
  }
  throw cannotConvert(value, type, rules, path);
}

/** Seconds since 1970, a fraction among them. */
function epochText(seconds: string, value: unknown, type: SqlType, rules: JsonRules, path: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d{1,6})\d*)?$/.exec(seconds);
  const micros = match === null ? Math.round(Number(seconds) * 1e6) : (match[1] === '-' ? -1 : 1) * Number(`${match[2] ?? ''}${(match[3] ?? '').padEnd(6, '0')}`);
  const [start, end] = [-62_135_596_800_000_000, 253_402_300_799_999_999];
  if (!(micros >= start && micros <= end)) throw cannotConvert(value, type, rules, path);
  const rest = ((micros % 1e6) + 1e6) % 1e6;
  return `${new Date((micros - rest) / 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}

/** As the streaming API names types. */
const STREAMED: Readonly<Partial<Record<ScalarKind, string>>> = { INT64: 'integer', FLOAT64: 'floating point', BOOL: 'boolean', NUMERIC: 'numeric', BIGNUMERIC: 'bignumeric' };
const LOADED: Readonly<Partial<Record<ScalarKind, string>>> = { INT64: 'integer', FLOAT64: 'double', BOOL: 'boolean', STRING: 'string' };

function cannotConvert(value: unknown, type: SqlType, { source }: JsonRules, path: string, cause?: unknown): BigQueryError {
  const shown = (numberText(value) ?? (typeof value === 'string' ? value : JSON.stringify(value))).slice(0, 100);
  const kind = type.kind as ScalarKind;
  if (source === 'file') return new BigQueryError('invalid', `Could not convert value to ${LOADED[kind] ?? kind.toLowerCase()}. Field: ${path}; Value: ${shown}`, path, { cause });
  if (kind === 'TIMESTAMP') {
    return new BigQueryError('invalid', `Could not parse '${shown}' as a timestamp. Required format is YYYY-MM-DD HH:MM[:SS[.SSSSSS]] or YYYY/MM/DD HH:MM[:SS[.SSSSSS]]`, path, { cause });
  }
  const streamed = STREAMED[kind];
  const message = streamed === undefined ? `Invalid ${kind.toLowerCase()}: '${shown}' Field: ${path}; Value: ${shown}` : `Cannot convert value to ${streamed} (bad value): ${shown}`;
  return new BigQueryError('invalid', message, path, { cause });
}

function checkLength(text: string, { type, maxLength }: FieldSchema, path: string): void {
  if (maxLength === undefined) return;
  const length = type === 'BYTES' ? Buffer.from(text, 'base64').length : Array.from(text).length;
  if (length > Number(maxLength)) throw new BigQueryError('invalid', `Field ${path}: ${type}(${maxLength}) has maximum length ${maxLength} but got a value with length ${length}`, path);
}
