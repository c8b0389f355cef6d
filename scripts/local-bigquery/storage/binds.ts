import type { ScalarKind, SqlType, StructField } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { FIRST_MICROS, LAST_MICROS } from '../values/dates/civil.ts';
import { parseJson as readJson } from '../values/json/parse.ts';
import { writeJson } from '../values/json/write.ts';
import { BIGNUMERIC, NUMERIC, parseDecimal, toBlob, type DecimalKind } from '../values/decimal.ts';
import * as duck from './duckdb.ts';
import type { Bind, DuckDBType, DuckDBValue } from './duckdb.ts';
import { structKey } from './types.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const NUMERIC_WIDTH = 38;
const MICROS_PER_SECOND = 1_000_000n;
const MS_PER_DAY = 86_400_000;
/** GoogleSQL knows offsets up to fourteen hours. */
const MAX_OFFSET_MINUTES = 14 * 60;

/** A value as a request carries it: text, a list, or the fields of a struct by position. */
export type TextValue = string | null | { readonly items: readonly TextValue[] } | { readonly fields: readonly TextValue[] };

/** Makes a bind of what a request carries. @throws BigQueryError `invalidQuery` when the text is no such value */
export function bindText(type: SqlType, value: TextValue): Bind {
  return { type: bindType(type), value: parse(type, value) };
}

/** Binds a value that the engine itself answered for the same type. */
export function bindValue(type: SqlType, value: DuckDBValue): Bind {
  return { type: bindType(type), value };
}

/** The fields of a struct value, one bind each. */
export function structBind(type: SqlType & { readonly kind: 'STRUCT' }, value: DuckDBValue): Bind[] {
  const entries = value instanceof duck.DuckDBStructValue ? value.entries : {};
  return type.fields.map((field, index) => bindValue(field.type, entries[structKey(field.name, index, type.fields)] ?? null));
}

/** A row as a struct of its columns. */
export function rowStruct(fields: readonly StructField[], row: readonly DuckDBValue[]): DuckDBValue {
  return new duck.DuckDBStructValue(Object.fromEntries(fields.map((field, index) => [structKey(field.name, index, fields), row[index] ?? null])));
}

export function bindType(type: SqlType): DuckDBType {
  switch (type.kind) {
    case 'ARRAY':
      return duck.LIST(bindType(type.element));
    case 'STRUCT':
      return duck.STRUCT(Object.fromEntries(type.fields.map((field, index) => [structKey(field.name, index, type.fields), bindType(field.type)])));
    default:
      return SCALARS[type.kind]();
  }
}

const SCALARS: Readonly<Record<ScalarKind, () => DuckDBType>> = {
  BOOL: () => duck.BOOLEAN,
  INT64: () => duck.BIGINT,
  FLOAT64: () => duck.DOUBLE,
  NUMERIC: () => duck.DECIMAL(NUMERIC_WIDTH, NUMERIC.scale),
  BIGNUMERIC: () => duck.BLOB,
  STRING: () => duck.VARCHAR,
  BYTES: () => duck.BLOB,
  DATE: () => duck.DATE,
  TIME: () => duck.TIME,
  DATETIME: () => duck.TIMESTAMP,
  TIMESTAMP: () => duck.TIMESTAMPTZ,
  INTERVAL: () => duck.INTERVAL,
  JSON: () => duck.VARCHAR,
};

function parse(type: SqlType, value: TextValue): DuckDBValue {
  if (value === null) return null;
  if (type.kind === 'ARRAY') {
    if (typeof value === 'string' || !('items' in value)) throw badValue(type.kind, 'not a list');
    return new duck.DuckDBListValue(value.items.map((item) => parse(type.element, item)));
  }
  if (type.kind === 'STRUCT') {
    if (typeof value === 'string' || !('fields' in value)) throw badValue(type.kind, 'not a struct');
    return new duck.DuckDBStructValue(
      Object.fromEntries(type.fields.map((field, index) => [structKey(field.name, index, type.fields), parse(field.type, value.fields[index] ?? null)])),
    );
  }
  if (typeof value !== 'string') throw badValue(type.kind, 'not a scalar');
  return parseScalar(type.kind, value);
}

function parseScalar(kind: ScalarKind, text: string): DuckDBValue {
  switch (kind) {
    case 'BOOL': {
      const lower = text.toLowerCase();
      if (lower === 'true' || lower === 'false') return lower === 'true';
      throw badValue(kind, text);
    }
    case 'INT64':
      return parseInt64(text);
    case 'FLOAT64':
      return parseFloat64(text);
    case 'NUMERIC':
      return new duck.DuckDBDecimalValue(parseUnits(NUMERIC, text), NUMERIC_WIDTH, NUMERIC.scale);
    case 'BIGNUMERIC':
      return new duck.DuckDBBlobValue(toBlob(parseUnits(BIGNUMERIC, text)));
    case 'STRING':
      return text;
    case 'JSON':
      return parseJson(text);
    case 'BYTES':
      if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw badValue(kind, text);
      return new duck.DuckDBBlobValue(Buffer.from(text, 'base64'));
    case 'DATE':
      return new duck.DuckDBDateValue(parseDays(text));
    case 'TIME':
      return new duck.DuckDBTimeValue(parseTime(text));
    case 'DATETIME': {
      const match = /^(\d{1,4}-\d{1,2}-\d{1,2})(?:[Tt ](\S+))?$/.exec(text.trim());
      if (match?.[1] === undefined) throw badValue(kind, text);
      return new duck.DuckDBTimestampValue(BigInt(parseDays(match[1])) * 86_400n * MICROS_PER_SECOND + parseTime(match[2] ?? '0:0:0'));
    }
    case 'TIMESTAMP':
      return new duck.DuckDBTimestampTZValue(parseTimestamp(text));
    case 'INTERVAL':
      return parseInterval(text);
  }
}

function parseInt64(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text.trim())) throw badValue('INT64', text);
  const value = BigInt(text.trim().replace(/^\+/, ''));
  if (value < INT64_MIN || value > INT64_MAX) throw badValue('INT64', text);
  return value;
}

function parseFloat64(text: string): number {
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(text.trim());
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) throw badValue('FLOAT64', text);
  const value = Number(text);
  if (!Number.isFinite(value)) throw badValue('FLOAT64', text);
  return value;
}

function parseUnits(kind: DecimalKind, text: string): bigint {
  const units = parseDecimal(text, kind);
  if (units === null) throw badValue(kind.name, text);
  return units;
}

function parseJson(text: string): string {
  try {
    return writeJson(readJson(text));
  } catch (error) {
    throw badValue('JSON', text, error);
  }
}

function parseDays(text: string): number {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (!match || year < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw badValue('DATE', text);
  return date.getTime() / MS_PER_DAY;
}

function parseTime(text: string): bigint {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?$/.exec(text.trim());
  const [hour, minute, second] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3] ?? 0)];
  if (!match || hour > 23 || minute > 59 || second > 59) throw badValue('TIME', text);
  return BigInt(hour * 3600 + minute * 60 + second) * MICROS_PER_SECOND + BigInt((match[4] ?? '').padEnd(6, '0'));
}

function parseTimestamp(text: string): bigint {
  const match = /^(\d{1,4}-\d{1,2}-\d{1,2})(?:[Tt ](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)?))? ?(Z|z|UTC|[+-]\d{1,2}(?::?\d{2})?)?$/.exec(text.trim());
  if (match?.[1] === undefined) throw badValue('TIMESTAMP', text);
  const time = (match[2] ?? '0:0').replace(/(\.\d{6})\d+$/, '$1');
  const zone = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(match[3] ?? 'Z');
  const offset = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3] ?? 0));
  const instant = (BigInt(parseDays(match[1])) * 86_400n - BigInt(offset) * 60n) * MICROS_PER_SECOND + parseTime(time);
  const isOffset = Math.abs(offset) <= MAX_OFFSET_MINUTES && Number(zone?.[3] ?? 0) < 60;
  if (!isOffset || instant < FIRST_MICROS || instant > LAST_MICROS) throw badValue('TIMESTAMP', text);
  return instant;
}

function parseInterval(text: string): DuckDBValue {
  const match = /^([+-]?)(\d+)-(\d+) ([+-]?\d+) ([+-]?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?$/.exec(text.trim());
  if (!match) throw badValue('INTERVAL', text);
  const months = (Number(match[2]) * 12 + Number(match[3])) * (match[1] === '-' ? -1 : 1);
  const micros = BigInt(Number(match[6]) * 3600 + Number(match[7]) * 60 + Number(match[8])) * MICROS_PER_SECOND + BigInt((match[9] ?? '').padEnd(6, '0'));
  return new duck.DuckDBIntervalValue(months, Number(match[4]), match[5] === '-' ? -micros : micros);
}

function badValue(kind: string, text: string, cause?: unknown): BigQueryError {
  return new BigQueryError('invalidQuery', `Invalid value for type ${kind}: ${text.slice(0, 200)}`, 'query', { cause });
}
