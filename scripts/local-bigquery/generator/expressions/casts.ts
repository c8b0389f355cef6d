import type { Cast, Expr } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { duckType, quoteName, structKey } from '../../storage/types.ts';
import { formattedDateCast } from './date-casts.ts';
import { formattedBytesCast } from './bytes-casts.ts';
import { once } from './expressions.ts';
import { fieldOf } from '../functions/equality.ts';
import type { Generation } from '../generation.ts';
import { namable } from '../text/macros.ts';
import { unsupported } from '../refusal.ts';
import { formattedNumberCast } from './number-casts.ts';
import { isSimple } from '../text/text.ts';
import { toParameters } from './type-parameters.ts';

type Conversion = (value: string) => string;

const plain = (type: string): Conversion => (value) => `${value}::${type}`;
const call = (name: string): Conversion => (value) => `${name}(${value})`;

/** Conversions between scalar types, `FROM>TO`; the functions are macros.ts's and javascript-functions.ts's. */
const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'BOOL>INT64': plain('BIGINT'),
  'BOOL>STRING': plain('VARCHAR'),
  'INT64>BOOL': (value) => `(${value} <> 0)`,
  'INT64>FLOAT64': plain('DOUBLE'),
  'INT64>NUMERIC': plain('DECIMAL(38,9)'),
  'INT64>STRING': plain('VARCHAR'),
  'FLOAT64>INT64': (value) => `round(${value})::BIGINT`,
  'INT64>BIGNUMERIC': call('gsql_int64_to_bignumeric'),
  'FLOAT64>NUMERIC': call('gsql_double_to_numeric'),
  'FLOAT64>BIGNUMERIC': call('gsql_double_to_bignumeric_exactly'),
  'FLOAT64>STRING': call('gsql_double_to_string'),
  'NUMERIC>INT64': call('gsql_numeric_to_int64'),
  'NUMERIC>FLOAT64': call('gsql_numeric_to_double'),
  'NUMERIC>BIGNUMERIC': call('gsql_numeric_to_bignumeric'),
  'BIGNUMERIC>INT64': call('gsql_bignumeric_to_int64'),
  'BIGNUMERIC>FLOAT64': call('gsql_bignumeric_to_double_exactly'),
  'BIGNUMERIC>NUMERIC': call('gsql_bignumeric_to_numeric'),
  'BIGNUMERIC>STRING': call('gsql_bignumeric_text'),
  'NUMERIC>STRING': call('gsql_numeric_to_string'),
  'STRING>BOOL': call('gsql_string_to_bool'),
  'STRING>INT64': call('gsql_string_to_int64'),
  'STRING>FLOAT64': call('gsql_string_to_double'),
  'STRING>NUMERIC': call('gsql_string_to_numeric'),
  'STRING>BIGNUMERIC': call('gsql_string_to_bignumeric'),
  'STRING>DATE': call('gsql_string_to_date'),
  'STRING>DATETIME': call('gsql_string_to_datetime'),
  'STRING>TIMESTAMP': call('gsql_string_to_timestamp'),
  'STRING>TIME': call('gsql_string_to_time'),
  'STRING>INTERVAL': call('gsql_string_to_interval'),
  'INTERVAL>STRING': call('gsql_interval_text'),
  'STRING>BYTES': call('encode'),
  'BYTES>STRING': call('decode'),
  'DATE>STRING': plain('VARCHAR'),
  'DATE>DATETIME': plain('TIMESTAMP'),
  'DATE>TIMESTAMP': (value) => `make_timestamptz(epoch_us(${value}::TIMESTAMP))`,
  'DATETIME>DATE': plain('DATE'),
  'DATETIME>TIME': plain('TIME'),
  'DATETIME>TIMESTAMP': (value) => `make_timestamptz(epoch_us(${value}))`,
  'DATETIME>STRING': call('gsql_datetime_to_string'),
  'TIMESTAMP>DATE': (value) => `make_timestamp(epoch_us(${value}))::DATE`,
  'TIMESTAMP>DATETIME': (value) => `make_timestamp(epoch_us(${value}))`,
  'TIMESTAMP>TIME': (value) => `make_timestamp(epoch_us(${value}))::TIME`,
  'TIMESTAMP>STRING': call('gsql_timestamp_to_string'),
  'TIME>STRING': call('gsql_time_to_string'),
};

/** Conversions that give NULL where they fail. */
const SAFE_CONVERSIONS: Readonly<Record<string, Conversion>> = {
  'STRING>BOOL': call('gsql_safe_string_to_bool'),
  'STRING>INT64': call('gsql_safe_string_to_int64'),
  'STRING>FLOAT64': call('gsql_safe_string_to_double'),
  'STRING>NUMERIC': call('gsql_safe_string_to_numeric'),
  'STRING>BIGNUMERIC': call('gsql_safe_string_to_bignumeric'),
  'STRING>DATE': call('gsql_safe_string_to_date'),
  'STRING>TIME': call('gsql_safe_string_to_time'),
  'STRING>DATETIME': call('gsql_safe_string_to_datetime'),
  'STRING>TIMESTAMP': call('gsql_safe_string_to_timestamp'),
  'STRING>INTERVAL': call('gsql_safe_string_to_interval'),
};

/** A value of one scalar type as another. @throws BigQueryError where there is no such CAST */
export function scalarCast(value: string, from: SqlType, to: SqlType): string {
  if (from.kind === to.kind) return value;
  const convert = CONVERSIONS[`${from.kind}>${to.kind}`];
  if (convert === undefined) throw unsupported(`CAST from ${from.kind} to ${to.kind}`);
  return convert(value);
}

/** How a scalar type becomes a STRING; null for types without a text of their own. */
export function textConversion(kind: SqlType['kind']): Conversion | null {
  return CONVERSIONS[`${kind}>STRING`] ?? null;
}

/** CAST and SAFE_CAST. SAFE_CAST covers the conversion's own errors only: its argument is computed outside TRY. */
export function cast(node: Cast, value: string, generation: Generation, write: (operand: Expr) => string): string {
  const dated = formattedDateCast(node, value, write, generation);
  if (dated !== null) return dated;
  const bytes = formattedBytesCast(node, value, write, generation);
  if (bytes !== null) return bytes;
  const number = formattedNumberCast(node, value, () => scalarCast(value, node.expr.type as SqlType, node.type), write);
  if (number !== null) return number;
  if (node.format !== null || node.timeZone !== null) throw unsupported('CAST with FORMAT or AT TIME ZONE');
  const modifiers = node.typeModifiers as { type_parameters?: unknown; collation?: unknown } | null;
  const converted = convertedValue(node, value, generation);
  if (!modifiers?.type_parameters) return converted;
  // A value that does not keep to the parameters fails SAFE_CAST as well.
  return once([converted], toParameters(node.type, modifiers.type_parameters, () => generation.alias('p')), generation, isSimple);
}

function convertedValue(node: Cast, value: string, generation: Generation): string {
  const convert = conversion(node.expr.type, node.type, node.expr.kind === 'Literal', generation);
  if (!node.returnNullOnError) return once([value], convert, generation);
  const safe = SAFE_CONVERSIONS[`${node.expr.type.kind}>${node.type.kind}`];
  if (safe !== undefined) return once([value], safe, generation);
  return once([value], (text) => `TRY(${convert(text)})`, generation, isSimple);
}

function conversion(from: SqlType | { readonly kind: 'ENUM' }, to: SqlType, isLiteral: boolean, generation: Generation): Conversion {
  if (from.kind === 'ENUM') throw unsupported('CAST from an enum');
  if (JSON.stringify(from) === JSON.stringify(to)) return (value) => value;
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') {
    const element = conversion(from.element, to.element, isLiteral, generation);
    const name = generation.alias('e');
    const body = element(name);
    return body === name ? (value) => value : (value) => `list_transform(${value}, lambda ${name}: ${body})`;
  }
  if (from.kind === 'STRUCT' && to.kind === 'STRUCT') return structConversion(from, to, isLiteral, generation);
  const known = CONVERSIONS[`${from.kind}>${to.kind}`];
  if (known === undefined) throw unsupported(`CAST from ${from.kind} to ${to.kind}`);
  return known;
}

function structConversion(from: SqlType & { kind: 'STRUCT' }, to: SqlType & { kind: 'STRUCT' }, isLiteral: boolean, generation: Generation): Conversion {
  const fields = from.fields.map(({ type }, index) => ({
    target: structKey(to.fields[index]?.name ?? '', index, to.fields),
    convert: conversion(type, to.fields[index]?.type ?? type, isLiteral, generation),
  }));
  return (value) => {
    const parts = fields.map(({ target, convert }, index) => `${quoteName(target)} := ${namable(convert(fieldOf(value, from, index)))}`);
    return `CASE WHEN ${value} IS NULL THEN NULL::${duckType(to)} ELSE struct_pack(${parts.join(', ')}) END`;
  };
}
