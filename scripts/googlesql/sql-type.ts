import type { Message } from './client.ts';
import { GoogleSqlError } from './errors.ts';
import type { ScalarKind, SqlType } from './types.ts';

const KIND_TO_PROTO: Readonly<Record<ScalarKind, string>> = {
  BOOL: 'TYPE_BOOL',
  INT64: 'TYPE_INT64',
  FLOAT64: 'TYPE_DOUBLE',
  NUMERIC: 'TYPE_NUMERIC',
  BIGNUMERIC: 'TYPE_BIGNUMERIC',
  STRING: 'TYPE_STRING',
  BYTES: 'TYPE_BYTES',
  DATE: 'TYPE_DATE',
  TIME: 'TYPE_TIME',
  DATETIME: 'TYPE_DATETIME',
  TIMESTAMP: 'TYPE_TIMESTAMP',
  INTERVAL: 'TYPE_INTERVAL',
  JSON: 'TYPE_JSON',
};
const PROTO_TO_KIND = new Map(Object.entries(KIND_TO_PROTO).map(([kind, proto]) => [proto, kind as ScalarKind]));

/** Type of a resolved expression; `ENUM` (date parts and the like) occurs only as an argument of functions. */
export type ResolvedType = SqlType | { readonly kind: 'ENUM'; readonly name: string };

export function toTypeProto(type: SqlType): Message {
  if (type.kind === 'ARRAY') return { type_kind: 'TYPE_ARRAY', array_type: { element_type: toTypeProto(type.element) } };
  if (type.kind === 'STRUCT') {
    const field = type.fields.map(({ name, type: fieldType }) => ({ field_name: name, field_type: toTypeProto(fieldType) }));
    return { type_kind: 'TYPE_STRUCT', struct_type: { field } };
  }
  return { type_kind: KIND_TO_PROTO[type.kind] };
}

interface TypeMessage {
  readonly type_kind: string;
  readonly array_type?: { readonly element_type: TypeMessage } | null;
  readonly struct_type?: { readonly field?: readonly { readonly field_name?: string; readonly field_type: TypeMessage }[] } | null;
  readonly enum_type?: { readonly enum_name: string } | null;
}

export function fromTypeProto(message: unknown): ResolvedType {
  const type = message as TypeMessage;
  if (type.enum_type) return { kind: 'ENUM', name: type.enum_type.enum_name };
  if (type.array_type) return { kind: 'ARRAY', element: sqlType(type.array_type.element_type) };
  if (type.struct_type) {
    const fields = (type.struct_type.field ?? []).map((field) => ({ name: field.field_name ?? '', type: sqlType(field.field_type) }));
    return { kind: 'STRUCT', fields };
  }
  const kind = PROTO_TO_KIND.get(type.type_kind);
  if (kind === undefined) throw new GoogleSqlError('unimplemented', `The type ${type.type_kind.replace('TYPE_', '')} is not supported`);
  return { kind };
}

function sqlType(message: TypeMessage): SqlType {
  const type = fromTypeProto(message);
  if (type.kind === 'ENUM') throw new GoogleSqlError('unimplemented', `The type ${type.name} is not supported inside another type`);
  return type;
}
