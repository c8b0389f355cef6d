import type { Table } from '../../../storage/catalog.ts';
import { columns, strings, TABLE_NAMES, tableNames, tablesIn, type Row, type View } from './view.ts';

const CONSTRAINT_NAMES = strings('constraint_catalog', 'constraint_schema', 'constraint_name');

interface Key {
  readonly table: Table;
  readonly name: string;
  readonly type: 'PRIMARY KEY' | 'FOREIGN KEY';
  readonly columns: readonly string[];
  readonly referenced: { readonly table: Row; readonly columns: readonly string[]; readonly positions: readonly (number | null)[] } | null;
}

function keysOf(table: Table, all: readonly Table[]): Key[] {
  const { primaryKey, foreignKeys } = table.extra?.constraints ?? { primaryKey: null, foreignKeys: [] };
  const own: Key[] = primaryKey === null ? [] : [{ table, name: `${table.shape.ref.tableId}.pk$`, type: 'PRIMARY KEY', columns: primaryKey, referenced: null }];
  return [
    ...own,
    ...foreignKeys.map((key): Key => {
      const { projectId, datasetId, tableId } = key.references;
      const target = all.find(({ shape }) => shape.ref.projectId === projectId && shape.ref.datasetId === datasetId && shape.ref.tableId === tableId);
      const unique = target?.extra?.constraints?.primaryKey ?? [];
      const positions = key.referencedColumns.map((column) => {
        const at = unique.findIndex((other) => other.toLowerCase() === column.toLowerCase());
        return at < 0 ? null : at + 1;
      });
      return { table, name: key.name, type: 'FOREIGN KEY', columns: key.columns, referenced: { table: { table_catalog: projectId, table_schema: datasetId, table_name: tableId }, columns: key.referencedColumns, positions } };
    }),
  ];
}

function names({ table, name }: Key): Row {
  const { projectId, datasetId } = table.shape.ref;
  return { constraint_catalog: projectId, constraint_schema: datasetId, constraint_name: name };
}

const keysIn = (...[state, scope]: Parameters<View['rows']>): Key[] => tablesIn(state, scope).flatMap((table) => keysOf(table, [...state.tables.values()]));

/** https://cloud.google.com/bigquery/docs/information-schema-table-constraints */
export const TABLE_CONSTRAINTS: View = {
  columns: columns({ ...CONSTRAINT_NAMES, ...TABLE_NAMES, ...strings('constraint_type', 'is_deferrable', 'initially_deferred', 'enforced') }),
  rows: (state, scope) =>
    keysIn(state, scope).map((key) => ({ ...names(key), ...tableNames(key.table), constraint_type: key.type, is_deferrable: 'NO', initially_deferred: 'NO', enforced: 'NO' })),
};

/** https://cloud.google.com/bigquery/docs/information-schema-key-column-usage */
export const KEY_COLUMN_USAGE: View = {
  columns: columns({ ...CONSTRAINT_NAMES, ...TABLE_NAMES, ...strings('column_name'), ordinal_position: 'INT64', position_in_unique_constraint: 'INT64' }),
  rows: (state, scope) =>
    keysIn(state, scope).flatMap((key) =>
      key.columns.map((column, index) => ({
        ...names(key),
        ...tableNames(key.table),
        column_name: column,
        ordinal_position: index + 1,
        position_in_unique_constraint: key.referenced?.positions[index] ?? null,
      }))),
};

/** https://cloud.google.com/bigquery/docs/information-schema-constraint-column-usage: the columns that a key is of, a foreign one's those it refers to */
export const CONSTRAINT_COLUMN_USAGE: View = {
  columns: columns({ ...TABLE_NAMES, ...strings('column_name'), ...CONSTRAINT_NAMES }),
  rows: (state, scope) =>
    keysIn(state, scope).flatMap((key) => (key.referenced?.columns ?? key.columns).map((column) => ({ ...(key.referenced?.table ?? tableNames(key.table)), column_name: column, ...names(key) }))),
};
