import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { isRecord, scalarKind } from './schema.ts';

/** A type as routines and models spell it (StandardSqlDataType). */
export interface StandardType {
  readonly typeKind: string;
  readonly arrayElementType?: StandardType;
  readonly structType?: { readonly fields: readonly { readonly name?: string; readonly type: StandardType }[] };
}

export function standardType(type: SqlType): StandardType {
  switch (type.kind) {
    case 'ARRAY':
      return { typeKind: 'ARRAY', arrayElementType: standardType(type.element) };
    case 'STRUCT':
      return { typeKind: 'STRUCT', structType: { fields: type.fields.map((field) => ({ ...(field.name === '' ? {} : { name: field.name }), type: standardType(field.type) })) } };
    default:
      return { typeKind: type.kind };
  }
}

/** @throws BigQueryError `invalid` naming `place` */
export function readStandardType(type: unknown, place: string): SqlType {
  const kind = isRecord(type) && typeof type['typeKind'] === 'string' ? type['typeKind'].toUpperCase() : '';
  if (!isRecord(type)) throw new BigQueryError('invalid', `${place} must be a type: {"typeKind": "INT64"}.`, place);
  if (kind === 'ARRAY') return { kind, element: readStandardType(type['arrayElementType'], `${place}.arrayElementType`) };
  if (kind === 'STRUCT') {
    const fields: readonly unknown[] = isRecord(type['structType']) && Array.isArray(type['structType']['fields']) ? type['structType']['fields'] : [];
    return { kind, fields: readFields(fields, `${place}.structType.fields`) };
  }
  const scalar = scalarKind(kind);
  if (scalar === null) throw new BigQueryError('invalid', `Invalid value for ${place}.typeKind: "${String(type['typeKind'])}"`, place);
  return { kind: scalar };
}

export function readFields(fields: readonly unknown[], place: string): { readonly name: string; readonly type: SqlType }[] {
  return fields.map((field, index) => {
    const content = isRecord(field) ? field : {};
    return { name: typeof content['name'] === 'string' ? content['name'] : '', type: readStandardType(content['type'], `${place}[${index}].type`) };
  });
}
