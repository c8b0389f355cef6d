import type { TableScan, UpdateItem } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { Relation } from '../../statement.ts';
import { quoteName } from '../../storage/types.ts';
import { raise } from '../raise.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';

/** The table that a DML statement changes. */
export function writable(node: { readonly tableScan: TableScan; readonly assertRowsModified?: unknown; readonly returning?: unknown }, generation: Generation): Relation {
  if (node.assertRowsModified != null) throw unsupported('ASSERT_ROWS_MODIFIED');
  if (node.returning != null) throw unsupported('THEN RETURN');
  const relation = generation.relation(node.tableScan.table);
  if (relation.kind !== 'table') {
    const { projectId, datasetId, tableId } = relation.ref;
    throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is not allowed for this operation because it is currently a VIEW.`, 'query');
  }
  if (relation.readOnly === true) {
    const { projectId, datasetId, tableId } = relation.ref;
    throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is not allowed for this operation because it is currently a SNAPSHOT.`, 'query');
  }
  return relation;
}

/** `column = value` targets: whole columns only. */
export function targetColumn({ target, setValue, arrayUpdateList, deleteList, updateList, insertList }: UpdateItem): string {
  const nested = [arrayUpdateList, deleteList, updateList, insertList].some((list) => list.length > 0);
  if (target.kind !== 'ColumnRef' || nested || setValue === null) throw unsupported('UPDATE of a part of a column');
  return quoteName(target.column.name);
}

export const MANY_SOURCES = raise(`'UPDATE/MERGE must match at most one source row for each target row'`, 'INTEGER');
