import type { SqlType } from '../../../googlesql/types.ts';
import { structKey } from '../../storage/types.ts';
import { namable } from '../text/macros.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';

/** Parameters of a type as the analyzer tells them: of the type itself, or of its elements or fields. */
interface TypeParameters {
  readonly string_type_parameters?: { readonly max_length?: string } | null;
  readonly numeric_type_parameters?: { readonly precision?: string; readonly scale?: string } | null;
  readonly child_list?: readonly TypeParameters[];
}

/** Makes a value keep to the parameters of its type (`STRING(3)`, `NUMERIC(5, 2)`, also inside arrays and structs), or fail. */
export function toParameters(type: SqlType, parameters: unknown, alias: () => string): (value: string) => string {
  const { string_type_parameters: text, numeric_type_parameters: decimal, child_list: children } = parameters as TypeParameters;
  if (type.kind === 'ARRAY') {
    const element = children?.[0];
    if (element === undefined) return (value) => value;
    const name = alias();
    const body = toParameters(type.element, element, alias)(name);
    return body === name ? (value) => value : (value) => `list_transform(${value}, lambda ${name}: ${body})`;
  }
  if (type.kind === 'STRUCT') {
    const fields = type.fields.map((field, index) => ({ key: structKey(field.name, index, type.fields), convert: toParameters(field.type, children?.[index] ?? {}, alias) }));
    return (value) => {
      const parts = fields.map(({ key, convert }) => `"${key.replaceAll('"', '""')}" := ${namable(convert(`struct_extract(${value}, '${key.replaceAll("'", "''")}')`))}`);
      return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${parts.join(', ')}) END`;
    };
  }
  if (text?.max_length !== undefined && (type.kind === 'STRING' || type.kind === 'BYTES')) return withLength(type.kind, text.max_length);
  if (decimal?.precision !== undefined && (type.kind === 'NUMERIC' || type.kind === 'BIGNUMERIC')) {
    const { precision, scale = '0' } = decimal;
    return (value) => `gsql_${type.kind.toLowerCase()}_precision(${value}, ${precision}::BIGINT, ${scale}::BIGINT)`;
  }
  if (text || decimal) throw unsupported(`Parameters of the type ${type.kind}`);
  return (value) => value;
}

function withLength(kind: 'STRING' | 'BYTES', limit: string): (value: string) => string {
  const length = (value: string): string => (kind === 'STRING' ? `length(${value})` : `octet_length(${value})`);
  return (value) => {
    const message = `'${kind}(${limit}) has maximum length ${limit} but got a value with length ' || ${length(value)}::VARCHAR`;
    return `CASE WHEN ${length(value)} > ${limit} THEN ${raise(message, kind === 'STRING' ? 'VARCHAR' : 'BLOB')} ELSE ${value} END`;
  };
}
