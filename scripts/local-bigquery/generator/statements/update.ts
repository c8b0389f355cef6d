import type { UpdateStmt } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement, Relation } from '../../statement.ts';
import { expression } from '../expressions/expressions.ts';
import type { Generation, Scope } from '../generation.ts';
import { fromItem, scan } from '../scans/scans.ts';
import { scopeOf } from '../scans/select.ts';
import { assignments, MANY_SOURCES, refuseRowId, writable } from './target.ts';

export function update(node: UpdateStmt, generation: Generation): CompiledStatement {
  const relation = writable(node, generation);
  if (node.whereExpr === null) throw new BigQueryError('invalidQuery', 'UPDATE must have a WHERE clause', 'query');
  const sql = node.fromScan === null ? plain(node, relation, generation) : joined(node, relation, generation);
  return { kind: 'dml', operation: 'UPDATE', ref: relation.ref, steps: [generation.finish(sql)] };
}

function plain(node: UpdateStmt, relation: Relation, generation: Generation): string {
  const target = scan(node.tableScan, generation, null);
  const scope = scopeOf(target, null);
  const sets = assignments(node.updateItemList, relation).map((set) => `${set.column} = ${set.value(scope, generation)}`);
  const condition = node.whereExpr === null ? 'TRUE' : expression(node.whereExpr, scope, generation);
  return `UPDATE ${target.from ?? ''}\nSET ${sets.join(', ')}\nWHERE ${condition}`;
}

/** Finds the new values by row id first: a target row that joins to two source rows must fail, not take one of them. */
function joined(node: UpdateStmt, relation: Relation, generation: Generation): string {
  if (node.fromScan === null) throw new Error('UPDATE has no FROM.');
  refuseRowId(relation, 'UPDATE … FROM');
  const target = scan(node.tableScan, generation, null);
  const alias = / AS (\w+)$/.exec(target.from ?? '')?.[1] ?? '';
  const source = fromItem(scan(node.fromScan, generation, null), node.fromScan, generation);
  const scope: Scope = { columns: new Map([...target.columns, ...source.columns]), outer: null };
  const condition = node.whereExpr === null ? 'TRUE' : expression(node.whereExpr, scope, generation);
  const found = generation.alias('q');
  const changes = assignments(node.updateItemList, relation);
  const values = changes.map((set, index) => `${set.value(scope, generation)} AS v${index}`);
  const once = `CASE WHEN count(*) OVER (PARTITION BY ${alias}.rowid) > 1 THEN ${MANY_SOURCES} ELSE 1 END AS matches`;
  const sets = changes.map(({ column }, index) => `${column} = ${found}.v${index}`);
  const changed = generation.alias('t');
  return [
    `UPDATE ${relation.from} AS ${changed}`,
    `SET ${sets.join(', ')}`,
    `FROM (SELECT ${alias}.rowid AS row_id, ${once}, ${values.join(', ')}`,
    `FROM ${target.from ?? ''}`,
    `JOIN ${source.isJoin ? `(${source.from ?? ''})` : (source.from ?? '')} ON ${condition}) AS ${found}`,
    `WHERE ${changed}.rowid = ${found}.row_id AND ${found}.matches = 1`,
  ].join('\n');
}
