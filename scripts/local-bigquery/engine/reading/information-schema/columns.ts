import type { SqlType } from '../../../../googlesql/types.ts';
import { sameName } from '../../sessions/names.ts';
import type { Table } from '../../../storage/catalog.ts';
import type { FieldSchema } from '../../../wire/schema.ts';
import { columnTypeText } from './ddl.ts';
import { columns, strings, TABLE_NAMES, tableNames, tablesIn, type Row, type View } from './view.ts';

const TEXTS: SqlType = { kind: 'ARRAY', element: { kind: 'STRING' } };
const POLICIES: SqlType = { kind: 'ARRAY', element: { kind: 'STRUCT', fields: [{ name: 'name', type: { kind: 'STRING' } }] } };

/** https://cloud.google.com/bigquery/docs/information-schema-columns */
export const COLUMNS: View = {
  columns: columns({
    ...TABLE_NAMES,
    ...strings('column_name'),
    ordinal_position: 'INT64',
    ...strings('is_nullable', 'data_type', 'is_generated', 'generation_expression', 'is_stored', 'is_hidden', 'is_updatable', 'is_system_defined', 'is_partitioning_column'),
    clustering_ordinal_position: 'INT64',
    ...strings('collation_name', 'column_default', 'rounding_mode'),
    data_policies: POLICIES,
    policy_tags: TEXTS,
  }),
  rows: (state, scope) => tablesIn(state, scope).flatMap((table) => table.shape.fields.map((field, index) => columnRow(table, field, index))),
};

function columnRow(table: Table, field: FieldSchema, index: number): Row {
  const { partitioning, clustering } = table;
  const clustered = clustering.findIndex((name) => sameName(name, field.name));
  return {
    ...tableNames(table),
    column_name: field.name,
    ordinal_position: index + 1,
    is_nullable: field.mode === 'REQUIRED' || field.mode === 'REPEATED' ? 'NO' : 'YES',
    data_type: columnTypeText(field),
    is_generated: 'NEVER',
    is_hidden: 'NO',
    is_system_defined: 'NO',
    is_partitioning_column: partitioning !== null && sameName(partitioning.column, field.name) ? 'YES' : 'NO',
    clustering_ordinal_position: clustered < 0 ? null : clustered + 1,
    column_default: field.defaultValueExpression ?? null,
    data_policies: [],
    policy_tags: [],
  };
}

/** https://cloud.google.com/bigquery/docs/information-schema-column-field-paths */
export const COLUMN_FIELD_PATHS: View = {
  columns: columns({ ...TABLE_NAMES, ...strings('column_name', 'field_path', 'data_type', 'description', 'collation_name', 'rounding_mode'), data_policies: POLICIES, policy_tags: TEXTS }),
  rows: (state, scope) =>
    tablesIn(state, scope).flatMap((table) =>
      table.shape.fields.flatMap((column) =>
        paths(column, column.name).map(([path, field]) => ({
          ...tableNames(table),
          column_name: column.name,
          field_path: path,
          data_type: columnTypeText(field),
          description: field.description ?? null,
          data_policies: [],
          policy_tags: [],
        })))),
};

function paths(field: FieldSchema, path: string): [string, FieldSchema][] {
  return [[path, field], ...(field.fields ?? []).flatMap((child) => paths(child, `${path}.${child.name}`))];
}
