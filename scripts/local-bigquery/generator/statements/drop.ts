import type { DropRelationStmt, DropStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { datasetRef, isQualified, tableRef } from '../expressions/paths.ts';
import { unsupported } from '../refusal.ts';

export function drop(node: DropStmt, { context }: Generation): CompiledStatement {
  const what = node.objectType.toUpperCase();
  if (what === 'SCHEMA') return { kind: 'dropSchema', ...datasetRef(node.namePath, context), ifExists: node.isIfExists, cascade: node.dropMode === 'CASCADE' };
  if (what !== 'TABLE' && what !== 'VIEW' && what !== 'EXTERNAL TABLE') throw unsupported(`DROP ${what}`);
  return { kind: 'drop', what, ref: tableRef(node.namePath, context), qualified: isQualified(node.namePath), ifExists: node.isIfExists };
}

export function dropRelation(node: DropRelationStmt, { context }: Generation): CompiledStatement {
  const what = node.kind === 'DropSnapshotTableStmt' ? 'SNAPSHOT TABLE' : 'MATERIALIZED VIEW';
  return { kind: 'drop', what, ref: tableRef(node.namePath, context), qualified: isQualified(node.namePath), ifExists: node.isIfExists };
}
