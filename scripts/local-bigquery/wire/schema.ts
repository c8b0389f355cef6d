import type { Column, ScalarKind, SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { ColumnDefinition, FieldNotes } from '../statement.ts';

/** A field of a table's schema as the REST API spells it. */
export interface FieldSchema {
  readonly name: string;
  /** As BigQuery answers: INTEGER, FLOAT, BOOLEAN and RECORD, not the SQL names. */
  readonly type: string;
  readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly description?: string;
  /** Of STRING(L) and BYTES(L), as int64 text. */
  readonly maxLength?: string;
  /** Of NUMERIC(P, S), as int64 texts. */
  readonly precision?: string;
  readonly scale?: string;
  /** GoogleSQL text of the column's DEFAULT. */
  readonly defaultValueExpression?: string;
  readonly fields?: readonly FieldSchema[];
}

export interface TableSchema {
  readonly fields: readonly FieldSchema[];
}

const LEGACY: Readonly<Partial<Record<ScalarKind, string>>> = { INT64: 'INTEGER', FLOAT64: 'FLOAT', BOOL: 'BOOLEAN' };
const KINDS: Readonly<Record<string, ScalarKind>> = {
  INTEGER: 'INT64',
  INT64: 'INT64',
  FLOAT: 'FLOAT64',
  FLOAT64: 'FLOAT64',
  BOOLEAN: 'BOOL',
  BOOL: 'BOOL',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'DATETIME',
  TIMESTAMP: 'TIMESTAMP',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
};
const FIELD_KEYS = new Set(['name', 'type', 'mode', 'description', 'fields', 'maxLength', 'precision', 'scale', 'defaultValueExpression']);
/** Refused rather than ignored: they would change what a table accepts or shows; but for values that change nothing. */
const REFUSED_KEYS: Readonly<Record<string, readonly unknown[]>> = {
  collation: [],
  roundingMode: ['ROUNDING_MODE_UNSPECIFIED', 'ROUND_HALF_AWAY_FROM_ZERO'],
  policyTags: [],
  dataPolicies: [],
  rangeElementType: [],
  timestampPrecision: ['6', 6],
  foreignTypeDefinition: [],
};
/** https://cloud.google.com/bigquery/quotas#table_limits */
const MAX_COLUMNS = 10_000;
const MAX_DEPTH = 15;
/** Types of BigQuery that this server has not. */
const REFUSED_TYPES = ['GEOGRAPHY', 'RANGE', 'FOREIGN'];
const RESERVED_NAMES = ['_PARTITION', '_TABLE_', '_FILE_', '_ROW_TIMESTAMP', '__ROOT__', '_COLIDENTIFIER'];
const COLUMN_NAME = /^[\p{L}\p{N}\p{M}_][\p{L}\p{M}\p{N}\p{Pc}\p{Pd}&%=+:'<>#| ]{0,299}$/u;

export function scalarKind(name: string): ScalarKind | null {
  return KINDS[name.toUpperCase()] ?? null;
}

/** Reads a schema that a client sent. @throws BigQueryError `invalid` naming the field */
export function parseSchema(schema: unknown): FieldSchema[] {
  const fields = isRecord(schema) ? schema['fields'] : undefined;
  if (fields === undefined) return [];
  if (!Array.isArray(fields)) throw new BigQueryError('invalid', 'schema.fields must be a list of fields.', 'schema');
  return parseFields(fields, '');
}

function parseFields(fields: readonly unknown[], prefix: string): FieldSchema[] {
  if (fields.length > MAX_COLUMNS) throw new BigQueryError('invalid', `Too many columns: ${fields.length}. Max allowed columns: ${MAX_COLUMNS}`, 'schema');
  if (prefix.split('.').length - 1 > MAX_DEPTH) throw new BigQueryError('invalid', `Field ${prefix.slice(0, -1)} is nested more than ${MAX_DEPTH} levels deep.`, 'schema');
  const seen = new Set<string>();
  return fields.map((field) => {
    const parsed = parseField(field, prefix);
    const key = parsed.name.toLowerCase();
    if (seen.has(key)) throw new BigQueryError('invalid', `Field ${prefix}${parsed.name} already exists in schema`, 'schema');
    seen.add(key);
    return parsed;
  });
}

function parseField(field: unknown, prefix: string): FieldSchema {
  if (!isRecord(field) || typeof field['name'] !== 'string') {
    throw new BigQueryError('invalid', `A field of ${prefix === '' ? 'the schema' : prefix} has no name.`, 'schema');
  }
  const name = field['name'];
  const path = `${prefix}${name}`;
  checkFieldName(name, prefix, 'schema');
  for (const [key, value] of Object.entries(field)) {
    const harmless = REFUSED_KEYS[key];
    if (harmless === undefined && !FIELD_KEYS.has(key)) throw new BigQueryError('invalid', `Unknown name "${key}" at schema field ${path}.`, 'schema');
    if (harmless !== undefined && !isEmpty(value) && !harmless.includes(value)) {
      throw new BigQueryError('notImplemented', `The local BigQuery does not support ${key} (field ${path}).`, 'schema');
    }
  }
  const type = typeof field['type'] === 'string' ? field['type'].toUpperCase() : '';
  const mode = parseMode(field['mode'], path);
  const description = {
    ...(typeof field['description'] === 'string' && field['description'] !== '' ? { description: field['description'] } : {}),
    ...parseLength(field['maxLength'], type, path),
    ...parseDecimalSize(field['precision'], field['scale'], { type, mode: mode.mode, path, isNested: prefix !== '' }),
    ...(typeof field['defaultValueExpression'] === 'string' && field['defaultValueExpression'] !== '' ? { defaultValueExpression: field['defaultValueExpression'] } : {}),
  };
  if (type === 'RECORD' || type === 'STRUCT') {
    const fields = Array.isArray(field['fields']) ? parseFields(field['fields'], `${path}.`) : [];
    if (fields.length === 0) throw new BigQueryError('invalid', `Field ${path} is type RECORD but has no schema`, 'schema');
    return { name, type: 'RECORD', ...mode, ...description, fields };
  }
  const kind = scalarKind(type);
  if (REFUSED_TYPES.includes(type)) throw new BigQueryError('notImplemented', `The local BigQuery has no ${type} (field ${path}).`, 'schema');
  if (kind === null) throw new BigQueryError('invalid', `Invalid value for type: ${String(field['type'])} is not a valid value (field ${path})`, 'schema');
  return { name, type: LEGACY[kind] ?? kind, ...mode, ...description };
}

/** @throws BigQueryError for a name that no column, and no field inside one, may have: `invalidQuery` in a query */
function checkFieldName(name: string, prefix: string, where: 'schema' | 'query'): void {
  const reason = where === 'schema' ? 'invalid' : 'invalidQuery';
  if (!COLUMN_NAME.test(name)) {
    throw new BigQueryError(reason, `Invalid field name "${prefix}${name}". Fields must contain the allowed characters, and be at most 300 characters long.`, where);
  }
  if (RESERVED_NAMES.some((reserved) => name.toUpperCase().startsWith(reserved))) {
    throw new BigQueryError(reason, `Invalid field name "${prefix}${name}". Field names are not allowed to start with the (case-insensitive) prefixes ${RESERVED_NAMES.join(', ')}.`, where);
  }
}

/** @throws BigQueryError for a name among columns that a statement makes */
export function checkFieldNames(fields: readonly Pick<FieldSchema, 'name' | 'fields'>[], prefix = ''): void {
  for (const { name, fields: inner } of fields) {
    checkFieldName(name, prefix, 'query');
    checkFieldNames(inner ?? [], `${prefix}${name}.`);
  }
}

/** A field without a mode is shown without one. */
function parseMode(mode: unknown, path: string): Pick<FieldSchema, 'mode'> {
  if (isEmpty(mode)) return {};
  const text = typeof mode === 'string' ? mode.toUpperCase() : String(mode);
  if (text === 'NULLABLE' || text === 'REQUIRED' || text === 'REPEATED') return { mode: text };
  throw new BigQueryError('invalid', `Invalid mode ${text} of field ${path}.`, 'schema');
}

function parseLength(length: unknown, type: string, path: string): Pick<FieldSchema, 'maxLength'> {
  if (isEmpty(length) || Number(length) === 0) return {};
  if (type !== 'STRING' && type !== 'BYTES') throw new BigQueryError('invalid', `maxLength can only be set for STRING and BYTES (field ${path}).`, 'schema');
  if (!/^\d+$/.test(String(length))) throw new BigQueryError('invalid', `Invalid maxLength of field ${path}: ${String(length)}`, 'schema');
  return { maxLength: String(length) };
}

const MAX_NUMERIC_SCALE = 9;
/** Digits before the point. */
const MAX_NUMERIC_WHOLE = 29;

function parseDecimalSize(precision: unknown, scale: unknown, { type, mode, path, isNested }: { readonly type: string; readonly mode: FieldSchema['mode']; readonly path: string; readonly isNested: boolean }): Pick<FieldSchema, 'precision' | 'scale'> {
  const [digits, decimals] = [isEmpty(precision) ? 0 : Number(precision), isEmpty(scale) ? 0 : Number(scale)];
  if (digits === 0 && decimals === 0) return {};
  if (type !== 'NUMERIC' && type !== 'BIGNUMERIC') throw new BigQueryError('invalid', `precision and scale can only be set for NUMERIC and BIGNUMERIC (field ${path}).`, 'schema');
  if (type === 'BIGNUMERIC' || isNested || mode === 'REPEATED') throw new BigQueryError('notImplemented', `The local BigQuery supports precision of NUMERIC columns only (field ${path}).`, 'schema');
  const isValid = Number.isInteger(digits) && Number.isInteger(decimals) && decimals >= 0 && decimals <= MAX_NUMERIC_SCALE && digits >= Math.max(1, decimals) && digits <= decimals + MAX_NUMERIC_WHOLE;
  if (!isValid) throw new BigQueryError('invalid', `Invalid precision ${digits} and scale ${decimals} of field ${path}: NUMERIC(P, S) needs 0 <= S <= 9 and max(1, S) <= P <= S + 29.`, 'schema');
  return { precision: String(digits), ...(decimals === 0 ? {} : { scale: String(decimals) }) };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (isRecord(value) && Object.keys(value).length === 0) || (Array.isArray(value) && value.length === 0);
}

export function fieldType(field: FieldSchema): SqlType {
  const type = elementType(field);
  return field.mode === 'REPEATED' ? { kind: 'ARRAY', element: type } : type;
}

function elementType(field: FieldSchema): SqlType {
  if (field.fields) return { kind: 'STRUCT', fields: field.fields.map((child) => ({ name: child.name, type: fieldType(child) })) };
  const kind = scalarKind(field.type);
  if (kind === null) throw new BigQueryError('internalError', `Unknown stored type ${field.type}.`);
  return { kind };
}

export function toColumns(fields: readonly FieldSchema[]): Column[] {
  return fields.map((field) => ({ name: field.name, type: fieldType(field) }));
}

/** Schema of a result; columns without a name get BigQuery's `f0_`, `f1_`, … */
export function resultSchema(columns: readonly Column[]): TableSchema {
  return { fields: columns.map(({ name, type }, index) => toField(name === '' ? `f${index}_` : name, type)) };
}

export function fromDefinition(definition: ColumnDefinition): FieldSchema {
  const { defaultExpression } = definition;
  const field = withNotes(toField(definition.name, definition.type), definition);
  return { ...field, ...(defaultExpression === undefined ? {} : { defaultValueExpression: defaultExpression }) };
}

function withNotes(field: FieldSchema, { required, description, maxLength, decimal, children }: FieldNotes): FieldSchema {
  const mode = required && field.mode !== 'REPEATED' ? 'REQUIRED' : field.mode ?? 'NULLABLE';
  const { fields, ...others } = field;
  return {
    ...others,
    mode,
    ...(description === null || description === '' ? {} : { description }),
    ...(maxLength === undefined ? {} : { maxLength: String(maxLength) }),
    ...(decimal === undefined ? {} : { precision: String(decimal.precision), ...(decimal.scale === 0 ? {} : { scale: String(decimal.scale) }) }),
    ...(fields === undefined ? {} : { fields: fields.map((child, index) => (children?.[index] === undefined ? child : withNotes(child, children[index]))) }),
  };
}

export function toField(name: string, type: SqlType): FieldSchema {
  switch (type.kind) {
    case 'ARRAY':
      return { ...toField(name, type.element), mode: 'REPEATED' };
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => toField(field.name === '' ? `_field_${index + 1}` : field.name, field.type));
      return { name, type: 'RECORD', mode: 'NULLABLE', fields };
    }
    default:
      return { name, type: LEGACY[type.kind] ?? type.kind, mode: 'NULLABLE' };
  }
}

/** A type as SQL writes it: `ARRAY<STRUCT<a INT64, b STRING>>`. */
export function typeText(type: SqlType): string {
  switch (type.kind) {
    case 'ARRAY':
      return `ARRAY<${typeText(type.element)}>`;
    case 'STRUCT':
      return `STRUCT<${type.fields.map((field) => (field.name === '' ? typeText(field.type) : `${field.name} ${typeText(field.type)}`)).join(', ')}>`;
    default:
      return type.kind;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
