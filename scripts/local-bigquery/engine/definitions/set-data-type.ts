import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { scalarCast } from '../../generator/expressions/casts.ts';
import type { AlterAction, DecimalSize } from '../../statement.ts';
import { quoteName, quoteText } from '../../storage/types.ts';
import { fieldType, toField, typeText, type FieldSchema } from '../../wire/schema.ts';
import { columnTypeText } from '../reading/information-schema/ddl.ts';
import { sameName } from './tables.ts';

/** BigQuery's coercions of a stored column. */
const WIDER: Readonly<Record<string, readonly string[]>> = { INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'], NUMERIC: ['BIGNUMERIC', 'FLOAT64'] };

/** A column in the type that SET DATA TYPE gives it. @throws BigQueryError `invalidQuery` for a type that not every value of the old one fits */
export function widened(field: FieldSchema, { type, maxLength, decimal }: Extract<AlterAction, { kind: 'setDataType' }>): FieldSchema {
  const from = fieldType(field);
  const shorter = (maxLength !== undefined && (field.maxLength === undefined || Number(field.maxLength) > maxLength)) || (decimal !== undefined && !fits(field, decimal));
  const parameters = { ...(maxLength === undefined ? {} : { maxLength: String(maxLength) }), ...(decimal === undefined ? {} : { precision: String(decimal.precision), scale: String(decimal.scale) }) };
  if (shorter || !isWider(from, type)) {
    const message = `ALTER TABLE ALTER COLUMN SET DATA TYPE requires that the existing column type (${columnTypeText(field)}) is assignable to the new type (${columnTypeText({ ...toField('', type), ...parameters })})`;
    throw new BigQueryError('invalidQuery', message, 'query');
  }
  const { mode, description, defaultValueExpression } = field;
  return {
    ...toField(field.name, type),
    ...(mode === undefined ? {} : { mode }),
    ...(description === undefined ? {} : { description }),
    ...parameters,
    ...(defaultValueExpression === undefined ? {} : { defaultValueExpression }),
    ...retypedFields(field.fields, type),
  };
}

/** Fields of a struct with their new types, which have neither lengths nor digits, and what else was noted of them. */
function retypedFields(fields: readonly FieldSchema[] | undefined, type: SqlType): Pick<FieldSchema, 'fields'> {
  const struct = type.kind === 'ARRAY' ? type.element : type;
  if (fields === undefined || struct.kind !== 'STRUCT') return {};
  return {
    fields: fields.map((field, index) => {
      const { name, mode, description } = field;
      const to = struct.fields[index]?.type ?? fieldType(field);
      return { ...toField(name, to), ...(mode === undefined ? {} : { mode }), ...(description === undefined ? {} : { description }), ...retypedFields(field.fields, to) };
    }),
  };
}

/** Whether a column of one type may become one of another: in a struct, each field of the same name. */
function isWider(from: SqlType, to: SqlType): boolean {
  if (sameType(from, to)) return true;
  if (from.kind === 'STRUCT' && to.kind === 'STRUCT') {
    return from.fields.length === to.fields.length && from.fields.every(({ name, type }, index) => sameName(name, to.fields[index]?.name ?? '') && isWider(type, to.fields[index]?.type ?? type));
  }
  return WIDER[from.kind]?.includes(to.kind) === true;
}

/** DuckDB text of a stored value in its wider type. */
export function wider(value: string, from: SqlType, to: SqlType): string {
  if (sameType(from, to)) return value;
  if (from.kind !== 'STRUCT' || to.kind !== 'STRUCT') return scalarCast(value, from, to);
  const fields = from.fields.map(({ name, type }, index) => `${quoteName(name)} := ${wider(`struct_extract(${value}, ${quoteText(name)})`, type, to.fields[index]?.type ?? type)}`);
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}

function sameType(one: SqlType, other: SqlType): boolean {
  return typeText(one).toLowerCase() === typeText(other).toLowerCase();
}

/** Whether every value of the column has as many digits, before the point and behind it. INT64 has 19 before. */
function fits({ type, precision, scale = '0' }: FieldSchema, decimal: DecimalSize): boolean {
  const room = decimal.precision - decimal.scale;
  if (type === 'INTEGER') return room >= 19;
  return precision !== undefined && decimal.scale >= Number(scale) && room >= Number(precision) - Number(scale);
}
