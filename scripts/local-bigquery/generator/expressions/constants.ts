import type { Literal, ValueMessage } from '../../../googlesql/resolved-nodes.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { decimalText, NUMERIC, toBlob, type DecimalKind } from '../../values/decimal.ts';
import { duckType, quoteName, structKey } from '../../storage/types.ts';
import { namable } from '../text/macros.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';
import { decodeDateTime, decodeInterval, decodeTime, type CivilTime } from './value-codec.ts';

const MILLIS_PER_DAY = 86_400_000;

/** A literal of the resolved tree as a DuckDB constant of exactly that type and value. */
export function constant(node: Literal): string {
  return constantOf(node.value.value, node.type);
}

/** The plain string of a literal argument; null if it is NULL or no string. */
export function literalString(node: { readonly kind: string }): string | null {
  const value = node.kind === 'Literal' ? (node as Literal).value.value : null;
  return value !== null && typeof value['string_value'] === 'string' && value['value'] === 'string_value' ? value['string_value'] : null;
}

/** The number of an INT64 or enum literal; null if it is NULL or something else. */
export function literalInteger(node: { readonly kind: string }): number | null {
  const value = node.kind === 'Literal' ? (node as Literal).value.value : null;
  const member = value?.['value'];
  const number = member === 'int64_value' || member === 'enum_value' ? Number(value?.[member]) : null;
  // Beyond 2^53 a number is not exactly what was written.
  return Number.isSafeInteger(number) ? number : null;
}

/** The value of a BOOL literal; null if it is NULL or something else. */
export function literalBool(node: { readonly kind: string }): boolean | null {
  const value = node.kind === 'Literal' ? (node as Literal).value.value : null;
  return value?.['value'] === 'bool_value' ? value['bool_value'] === true : null;
}

/** The number of an INT64 or FLOAT64 literal; null if it is NULL or something else. */
export function literalNumber(node: { readonly kind: string }): number | null {
  const value = node.kind === 'Literal' ? (node as Literal).value.value : null;
  return value?.['value'] === 'double_value' ? Number(value['double_value']) : literalInteger(node);
}

export function isNullLiteral(node: { readonly kind: string }): boolean {
  return node.kind === 'Literal' && memberOf((node as Literal).value.value) === null;
}

function memberOf(value: ValueMessage | null): string | null {
  const member = value?.['value'];
  return typeof member === 'string' ? member : null;
}

export function constantOf(value: ValueMessage | null, type: ResolvedType): string {
  if (type.kind === 'ENUM') throw unsupported(`A literal of type ${type.name} here`);
  const member = memberOf(value);
  if (value === null || member === null) return `NULL::${duckType(type)}`;
  const content = value[member];
  switch (type.kind) {
    case 'BOOL':
      return content === true ? 'TRUE' : 'FALSE';
    case 'INT64':
      return integer(String(content));
    case 'FLOAT64':
      return double(Number(content));
    case 'NUMERIC':
      return `'${decodeDecimal(content as Uint8Array, NUMERIC)}'::DECIMAL(38,9)`;
    case 'STRING':
      return stringConstant(String(content));
    case 'BYTES':
      return blob(content as Uint8Array);
    case 'DATE':
      return `'${dateText(Number(content))}'::DATE`;
    case 'TIME':
      return `'${timeText(decodeTime(BigInt(String(content))))}'::TIME`;
    case 'DATETIME': {
      const datetime = content as { bit_field_datetime_seconds?: string; nanos?: number };
      const { date, time } = decodeDateTime(BigInt(datetime.bit_field_datetime_seconds ?? 0), datetime.nanos ?? 0);
      return `'${date} ${timeText(time)}'::TIMESTAMP`;
    }
    case 'TIMESTAMP': {
      const timestamp = content as { seconds?: string; nanos?: number };
      return timestampConstant(BigInt(timestamp.seconds ?? 0), timestamp.nanos ?? 0);
    }
    case 'JSON':
      return stringConstant(String(content));
    case 'INTERVAL': {
      const { months, days, micros, nanos } = decodeInterval(content as Uint8Array);
      if (nanos !== 0) throw unsupported('An INTERVAL below a microsecond');
      return `(to_months(${months}) + to_days(${days}) + to_microseconds(${micros}))`;
    }
    case 'ARRAY': {
      const elements = (content as { element?: ValueMessage[] }).element ?? [];
      return arrayConstant(elements.map((element) => constantOf(element, type.element)), type);
    }
    case 'STRUCT': {
      const values = (content as { field?: ValueMessage[] }).field ?? [];
      return struct(type, values.map((field, index) => constantOf(field, type.fields[index]?.type ?? { kind: 'STRING' })));
    }
    case 'BIGNUMERIC':
      return blob(toBlob(decodeInteger(content as Uint8Array)));
  }
}

/** INT64 literals carry their type: DuckDB would take small ones for 32-bit integers. */
export function integer(text: string): string {
  return text.startsWith('-') ? `(${text})::BIGINT` : `${text}::BIGINT`;
}

/** Shortest text that reads back as the same double, in a form that DuckDB reads as a double and not as a decimal. */
export function double(value: number): string {
  if (Number.isNaN(value)) return "'NaN'::DOUBLE";
  if (!Number.isFinite(value)) return `'${value > 0 ? '' : '-'}Infinity'::DOUBLE`;
  if (Object.is(value, -0)) return `'-0'::DOUBLE`;
  const text = String(value);
  const written = text.includes('e') ? text : `${text}e0`;
  return value < 0 ? `(${written})` : written;
}

export function struct(type: SqlType & { kind: 'STRUCT' }, values: readonly string[]): string {
  if (values.length === 0) throw unsupported('A STRUCT without fields');
  return `struct_pack(${values.map((value, index) => `${quoteName(structKey(type.fields[index]?.name ?? '', index, type.fields))} := ${namable(value)}`).join(', ')})`;
}

export function arrayConstant(elements: readonly string[], type: SqlType): string {
  return elements.length === 0 ? `[]::${duckType(type)}` : `[${elements.join(', ')}]`;
}

function blob(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  return `'${text}'::BLOB`;
}

function dateText(daysSince1970: number): string {
  return new Date(daysSince1970 * MILLIS_PER_DAY).toISOString().slice(0, 10);
}

function timeText({ hour, minute, second, nanos }: CivilTime): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(hour)}:${two(minute)}:${two(second)}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}`;
}

function timestampConstant(seconds: bigint, nanos: number): string {
  const text = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `'${text}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}+00'::TIMESTAMPTZ`;
}

/** A NUMERIC or BIGNUMERIC value: its units in little-endian two's complement. */
export function decodeDecimal(bytes: Uint8Array, kind: DecimalKind): string {
  return decimalText(decodeInteger(bytes), kind);
}

function decodeInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] ?? 0);
  const isNegative = bytes.length > 0 && ((bytes.at(-1) ?? 0) & 0x80) !== 0;
  return isNegative ? value - (1n << BigInt(8 * bytes.length)) : value;
}
