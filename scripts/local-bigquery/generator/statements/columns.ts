import type { ColumnAnnotations, ColumnDefaultValue, ColumnDefinition as ResolvedDefinition, Expr, ValueMessage } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { ColumnDefinition, FieldNotes } from '../../statement.ts';
import { expression } from '../expressions/expressions.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { statementOptions } from './options.ts';

/** A column with what NOT NULL, DEFAULT, OPTIONS and its type's parameters say. */
export function columnDefinition({ name, type, annotations, generatedColumnInfo, defaultValue }: ResolvedDefinition, generation: Generation): ColumnDefinition {
  if (generatedColumnInfo !== null) throw unsupported(`A generated column (${name})`);
  return {
    name,
    type,
    ...fieldNotes(annotations, type, name),
    ...(defaultValue === null ? {} : { defaultExpression: defaultExpression(defaultValue, name, generation) }),
  };
}

function fieldNotes(annotations: ColumnAnnotations | null, type: SqlType, path: string): FieldNotes {
  const { description, ...others } = annotations === null ? {} : statementOptions(annotations.optionList, null);
  for (const option of Object.keys(others)) {
    if (option !== 'rounding_mode' || others[option] !== 'ROUND_HALF_AWAY_FROM_ZERO') throw unsupported(`The column option ${option}`);
  }
  const required = annotations?.notNull ?? false;
  if (required && type.kind === 'ARRAY') throw new BigQueryError('invalidQuery', `NOT NULL cannot be applied to an ARRAY: ${path}`, 'query');
  const parameters = annotations === null ? {} : typeParameters(annotations.typeParameters, type, path);
  if (parameters.decimal !== undefined && path.includes('.')) throw unsupported(`NUMERIC with a precision inside a STRUCT (${path})`);
  const notes: FieldNotes = { required, description: typeof description === 'string' ? description : null, ...parameters };
  return { ...notes, ...childNotes(annotations?.childList ?? [], type, path) };
}

/** What is noted inside a type: of a struct's fields, or of an array's elements, which are the field itself in a schema. */
function childNotes(list: readonly (ColumnAnnotations | null)[], type: SqlType, path: string): Pick<FieldNotes, 'children' | 'maxLength'> {
  if (list.length === 0) return {};
  if (type.kind === 'ARRAY') {
    const [element = null] = list;
    const { children, maxLength, ...own } = fieldNotes(element, type.element, path);
    if (own.decimal !== undefined) throw unsupported(`NUMERIC with a precision inside an array (${path})`);
    if (own.description !== null) throw unsupported(`A description of an array's element (${path})`);
    if (own.required) throw unsupported(`NOT NULL of an array's element (${path}), which is never NULL,`);
    return { ...(children === undefined ? {} : { children }), ...(maxLength === undefined ? {} : { maxLength }) };
  }
  if (type.kind !== 'STRUCT') return {};
  const children = type.fields.map((field, index) => fieldNotes(list[index] ?? null, field.type, `${path}.${field.name}`));
  return { children };
}

/** The L of STRING(L) and BYTES(L), P and S of NUMERIC(P, S). @throws BigQueryError for the parameters of other types */
export function typeParameters(parameters: ValueMessage | null, type: SqlType, column: string): Pick<FieldNotes, 'maxLength' | 'decimal'> {
  const member = parameters?.['type_parameters'];
  if (parameters === null || typeof member !== 'string') return {};
  const given = parameters[member] as Readonly<Record<string, string | null>>;
  if (member === 'string_type_parameters') return given['max_length'] == null ? {} : { maxLength: Number(given['max_length']) };
  if (member === 'numeric_type_parameters' && type.kind === 'NUMERIC') return { decimal: { precision: Number(given['precision']), scale: Number(given['scale'] ?? 0) } };
  throw unsupported(`BIGNUMERIC with a precision (${column})`);
}

/** What BigQuery lets a DEFAULT call. */
const FUNCTIONS = /:(current_date|current_datetime|current_time|current_timestamp|generate_uuid|rand|session_user|st_geogpoint|\$make_array|\$array)$/;

/** The text of a DEFAULT, checked. It is compiled anew where rows are inserted. */
export function defaultExpression({ expression: node, sql }: ColumnDefaultValue, column: string, generation: Generation): string {
  // The analyzer writes functions of SQL out before they can be seen.
  if (generation.context.functions(sql).length > 0) throw notAllowed(column);
  checkDefault(node, column);
  expression(node, NO_COLUMNS, generation);
  return sql;
}

function checkDefault(node: Expr, column: string): void {
  switch (node.kind) {
    case 'Literal':
      return;
    case 'Cast':
      checkDefault(node.expr, column);
      return;
    case 'MakeStruct':
      for (const field of node.fieldList) checkDefault(field, column);
      return;
    case 'FunctionCall':
      if (!FUNCTIONS.test(node.function)) break;
      for (const argument of node.argumentList) checkDefault(argument, column);
      return;
    default:
  }
  throw notAllowed(column);
}

function notAllowed(column: string): BigQueryError {
  return new BigQueryError('invalidQuery', `The DEFAULT of ${column} must be a literal or one of CURRENT_DATE, CURRENT_DATETIME, CURRENT_TIME, CURRENT_TIMESTAMP, GENERATE_UUID, RAND, SESSION_USER and ST_GEOGPOINT.`, 'query');
}
