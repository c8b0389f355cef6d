import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Session } from '../engine/sessions/session.ts';
import { duckType, quoteName, quoteText, structKey } from '../storage/types.ts';
import { fieldType, toField, typeText, type FieldSchema } from '../wire/schema.ts';
import type { SourceFile } from './gs-uri.ts';
import type { LoadOptions } from './options.ts';
import { parquetType } from './parquet-types.ts';

type ListOption = Pick<LoadOptions, 'parquetLists'>;

interface FileColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** The schema that a Parquet file carries. @throws BigQueryError for a column type that BigQuery has not */
export async function parquetFields(session: Session, file: SourceFile, { parquetLists }: ListOption): Promise<FieldSchema[]> {
  const columns = await readColumns(session, file);
  return columns.map(({ name, type }) => toField(name, parquetLists ? type : listed(type)));
}

async function readColumns(session: Session, file: SourceFile): Promise<FileColumn[]> {
  let rows: unknown[][];
  try {
    rows = await session.connection.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${quoteText(file.path)}))`);
  } catch (error) {
    throw new BigQueryError('invalid', `Error while reading data, error message: The file is no readable Parquet file. File: ${file.uri}`, file.uri, { cause: error });
  }
  return rows.map(([name, text]) => {
    const type = parquetType(String(text));
    if (type === null) throw new BigQueryError('notImplemented', `The local BigQuery does not load Parquet columns of type ${String(text)} (column ${String(name)}).`, file.uri);
    return { name: String(name), type };
  });
}

/** Without list inference a list is what the file's layout says: a record of a repeated `list` of `element`. */
function listed(type: SqlType): SqlType {
  if (type.kind === 'STRUCT') return { kind: 'STRUCT', fields: type.fields.map(({ name, type: inner }) => ({ name, type: listed(inner) })) };
  if (type.kind !== 'ARRAY') return type;
  return { kind: 'STRUCT', fields: [{ name: 'list', type: { kind: 'ARRAY', element: { kind: 'STRUCT', fields: [{ name: 'element', type: listed(type.element) }] } } }] };
}

/** A query that reads Parquet files as the columns of `fields`, by name. */
export async function parquetQuery(session: Session, files: readonly SourceFile[], fields: readonly FieldSchema[], options: ListOption): Promise<string> {
  const types = new Map<string, SqlType>();
  for (const file of files) {
    for (const { name, type } of await readColumns(session, file)) {
      const key = name.toLowerCase();
      if (!fields.some((known) => known.name.toLowerCase() === key)) {
        throw new BigQueryError('invalid', `Error while reading data, error message: Provided schema does not match: no such field: ${name}. File: ${file.uri}`, file.uri);
      }
      types.set(key, type);
    }
  }
  const paths = files.map(({ path }) => quoteText(path)).join(', ');
  const list = fields.map((field) => {
    const found = types.get(field.name.toLowerCase());
    const wanted = fieldType(field);
    if (found === undefined) return `CAST(${wanted.kind === 'ARRAY' ? '[]' : 'NULL'} AS ${duckType(wanted)})`;
    const source = options.parquetLists ? found : listed(found);
    if (!isAssignable(source, wanted)) {
      const hint = isAssignable(found, wanted) ? ' Set parquetOptions.enableListInference to read lists as arrays.' : '';
      throw new BigQueryError('invalid', `Error while reading data, error message: Parquet column '${field.name}' has type ${typeText(source)} which does not match the target cpp_type ${typeText(wanted)}.${hint} File: ${files[0]?.uri ?? ''}`, files[0]?.uri ?? null);
    }
    const value = options.parquetLists ? quoteName(field.name) : relisted(quoteName(field.name), found, 0);
    if (field.precision !== undefined) return `round(CAST(${value} AS ${duckType(wanted)}), ${Number(field.scale ?? 0)})::${duckType(wanted)}`;
    // BIGNUMERIC is kept in a form of its own.
    if (wanted.kind === 'BIGNUMERIC') return `gsql_string_to_bignumeric(CAST(${value} AS VARCHAR))`;
    return wanted.kind === 'ARRAY' ? `coalesce(CAST(${value} AS ${duckType(wanted)}), [])` : `CAST(${value} AS ${duckType(wanted)})`;
  });
  return `SELECT ${list.join(', ')} FROM read_parquet([${paths}], union_by_name = true)`;
}

/** Whether values of one type may be stored as another: the same, or a wider number. */
function isAssignable(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') return isAssignable(from.element, to.element);
  if (from.kind === 'STRUCT' && to.kind === 'STRUCT') {
    return from.fields.length === to.fields.length && from.fields.every(({ name, type }, index) => name.toLowerCase() === to.fields[index]?.name.toLowerCase() && isAssignable(type, to.fields[index].type));
  }
  const wider: Readonly<Record<string, readonly string[]>> = { INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'], NUMERIC: ['BIGNUMERIC'], STRING: ['JSON'], DATETIME: ['TIMESTAMP'] };
  return from.kind === to.kind || (wider[from.kind] ?? []).includes(to.kind);
}

/** A value whose lists are made records of a repeated `list`. */
function relisted(value: string, type: SqlType, depth: number): string {
  const item = `x${depth}`;
  if (type.kind === 'ARRAY') {
    const inner = relisted(item, type.element, depth + 1);
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(list := list_transform(${value}, lambda ${item}: struct_pack(element := ${inner}))) END`;
  }
  if (type.kind === 'STRUCT' && JSON.stringify(listed(type)) !== JSON.stringify(type)) {
    const fields = type.fields.map(({ name, type: inner }, index) => {
      const key = structKey(name, index, type.fields);
      return `${quoteName(key)} := ${relisted(`struct_extract(${value}, ${quoteText(key)})`, inner, depth)}`;
    });
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`;
  }
  return value;
}
