import type { Statement } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { alterSchema, alterTable } from './alter.ts';
import { compileAssert } from './assert.ts';
import { createSnapshot, createTable, createTableAs } from './create-table.ts';
import { createView } from './create-view.ts';
import { deleteRows, truncate } from './delete.ts';
import { drop, dropRelation } from './drop.ts';
import { exportData } from './export-data.ts';
import { insert } from './insert.ts';
import { merge } from './merge.ts';
import { query } from './query.ts';
import { createSchema } from './schema.ts';
import { update } from './update.ts';

/** Each DuckDB statement binds its own parameters: `generation` makes a new one. */
export function compileStatement(node: Statement, generation: () => Generation): CompiledStatement {
  switch (node.kind) {
    case 'QueryStmt':
      return query(node, generation());
    case 'CreateTableStmt':
      return createTable(node, generation());
    case 'CreateTableAsSelectStmt':
      return createTableAs(node, generation());
    case 'CreateSnapshotTableStmt':
      return createSnapshot(node, generation());
    case 'CreateViewStmt':
    case 'CreateMaterializedViewStmt':
      return createView(node, generation());
    case 'CreateSchemaStmt':
      return createSchema(node, generation());
    case 'DropStmt':
      return drop(node, generation());
    case 'DropMaterializedViewStmt':
    case 'DropSnapshotTableStmt':
      return dropRelation(node, generation());
    case 'AlterSchemaStmt':
      return alterSchema(node, generation());
    case 'AlterMaterializedViewStmt':
    case 'AlterTableStmt':
    case 'AlterViewStmt':
    case 'AlterTableSetOptionsStmt':
      return alterTable(node, generation());
    case 'InsertStmt':
      return insert(node, generation());
    case 'UpdateStmt':
      return update(node, generation());
    case 'DeleteStmt':
      return deleteRows(node, generation());
    case 'TruncateStmt':
      return truncate(node, generation());
    case 'MergeStmt':
      return merge(node, generation());
    case 'ExportDataStmt':
      return exportData(node, generation());
    case 'AssertStmt':
      return compileAssert(node, generation());
    default:
      throw unsupported(`The statement ${statementName((node as { kind: string }).kind)}`);
  }
}

/** `CreateFunctionStmt` → `CREATE FUNCTION` */
function statementName(kind: string): string {
  return kind.replace(/Stmt$/, '').replace(/(?<!^)(?=[A-Z])/g, ' ').toUpperCase();
}
