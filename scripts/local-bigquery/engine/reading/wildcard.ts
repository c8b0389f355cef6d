import type { Column, SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { Relation, TableRef } from '../../statement.ts';
import { tableName, type CatalogState, type Table } from '../../storage/catalog.ts';
import { duckType, quoteName, quoteText } from '../../storage/types.ts';
import { typeText } from '../../wire/schema.ts';

const SUFFIX = '_TABLE_SUFFIX';

export function isWildcard({ tableId }: TableRef): boolean {
  return tableId.endsWith('*');
}

/** The tables that `dataset.prefix*` means. @throws BigQueryError for none, and for views among them */
export function wildcardTables(ref: TableRef, { tables }: CatalogState): Table[] {
  const prefix = ref.tableId.slice(0, -1);
  const found = [...tables.values()].filter(({ shape }) => shape.ref.projectId === ref.projectId && shape.ref.datasetId === ref.datasetId && shape.ref.tableId.startsWith(prefix));
  const view = found.find(({ shape }) => shape.kind === 'view');
  if (view !== undefined) throw new BigQueryError('invalidQuery', `Views cannot be queried through prefix. First view ${tableName(view.shape.ref)}.`, 'query');
  if (found.length === 0) throw new BigQueryError('invalidQuery', `${tableName(ref)} does not match any table.`, 'query');
  return found;
}

/**
 * `dataset.prefix*` as one relation, with `_TABLE_SUFFIX`. As BigQuery, it has the columns of the newest table; those that
 * another lacks are NULL there.
 * @throws BigQueryError where a column's type differs among the tables, or cannot be NULL
 */
export function wildcardRelation(ref: TableRef, tables: readonly Table[]): Relation {
  const prefix = ref.tableId.slice(0, -1);
  const newest = tables.reduce((one, other) => (other.created >= one.created ? other : one));
  const { columns } = newest.shape;
  const parts = tables.map((table) => {
    const { shape } = table;
    const list = columns.map((column) => columnOf(table, column, newest)).join(', ');
    return `SELECT ${list}, ${quoteText(shape.ref.tableId.slice(prefix.length))} AS ${quoteName(SUFFIX)} FROM ${shape.physical ?? ''}`;
  });
  const text: SqlType = { kind: 'STRING' };
  return { ref, kind: 'view', columns: [...columns, { name: SUFFIX, type: text }], pseudoColumns: [SUFFIX], from: `(${parts.join(' UNION ALL ')})` };
}

/** A table's column of the newest one's name, which must be of its type. */
function columnOf({ shape }: Table, { name, type }: Column, newest: Table): string {
  const key = name.toLowerCase();
  const own = shape.columns.find((column) => column.name.toLowerCase() === key);
  const mode = newest.shape.fields.find((field) => field.name.toLowerCase() === key)?.mode ?? 'NULLABLE';
  if (own === undefined && mode === 'NULLABLE') return `NULL::${duckType(type)} AS ${quoteName(name)}`;
  if (own !== undefined && typeText(own.type) === typeText(type)) return `${quoteName(own.name)} AS ${quoteName(name)}`;
  throw new BigQueryError('invalidQuery', `A wildcard over tables of different schemas (${name} of ${tableName(newest.shape.ref)} and ${tableName(shape.ref)}) is not supported by the local BigQuery.`, 'query');
}
