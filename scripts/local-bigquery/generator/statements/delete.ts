import type { DeleteStmt, TruncateStmt } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement } from '../../statement.ts';
import { expression } from '../expressions/expressions.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { scan } from '../scans/scans.ts';
import { scopeOf } from '../scans/select.ts';
import { writable } from './target.ts';

export function deleteRows(node: DeleteStmt, generation: Generation): CompiledStatement {
  const relation = writable(node, generation);
  if (node.whereExpr === null) throw new BigQueryError('invalidQuery', 'DELETE must have a WHERE clause', 'query');
  const target = scan(node.tableScan, generation, null);
  const condition = expression(node.whereExpr, scopeOf(target, null), generation);
  return { kind: 'dml', operation: 'DELETE', ref: relation.ref, steps: [generation.finish(`DELETE FROM ${target.from ?? ''}\nWHERE ${condition}`)] };
}

export function truncate(node: TruncateStmt, generation: Generation): CompiledStatement {
  const relation = writable(node, generation);
  if (node.whereExpr !== null) throw unsupported('TRUNCATE TABLE … WHERE');
  return { kind: 'dml', operation: 'TRUNCATE', ref: relation.ref, steps: [{ sql: `DELETE FROM ${relation.from}`, binds: [] }] };
}
