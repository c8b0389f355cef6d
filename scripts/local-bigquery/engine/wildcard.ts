import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Relation, TableRef } from '../statement.ts';
import { tableName, type CatalogState, type Table } from '../storage/catalog.ts';
import { quoteName, quoteText } from '../storage/types.ts';
import { typeText } from '../wire/schema.ts';

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
 * `dataset.prefix*` as one relation, with `_TABLE_SUFFIX`. BigQuery reads all in the schema of the newest; where schemas
 * differ we refuse.
 */
export function wildcardRelation(ref: TableRef, tables: readonly Table[]): Relation {
  const prefix = ref.tableId.slice(0, -1);
  const newest = tables.reduce((one, other) => (other.created >= one.created ? other : one));
  const { columns } = newest.shape;
  const signature = ({ shape }: Table): string => shape.columns.map(({ name, type }) => `${name.toLowerCase()} ${typeText(type)}`).sort().join(', ');
  const other = tables.find((table) => signature(table) !== signature(newest));
  if (other !== undefined) {
    throw new BigQueryError('invalidQuery', `A wildcard over tables of different schemas (${tableName(newest.shape.ref)}, ${tableName(other.shape.ref)}) is not supported by the local BigQuery.`, 'query');
  }
  const list = columns.map(({ name }) => quoteName(name)).join(', ');
  const parts = tables.map(({ shape }) => `SELECT ${list}, ${quoteText(shape.ref.tableId.slice(prefix.length))} AS ${quoteName(SUFFIX)} FROM ${shape.physical ?? ''}`);
  const text: SqlType = { kind: 'STRING' };
  return { ref, kind: 'view', columns: [...columns, { name: SUFFIX, type: text }], pseudoColumns: [SUFFIX], from: `(${parts.join(' UNION ALL ')})` };
}
