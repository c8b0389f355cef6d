import type { InsertStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import { quoteName } from '../../storage/types.ts';
import { expression } from '../expressions.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { scan } from '../scans.ts';
import { writeColumns } from '../select.ts';
import { writable } from './target.ts';

export function insert(node: InsertStmt, generation: Generation): CompiledStatement {
  if (node.insertMode !== 'OR_ERROR') throw unsupported(`INSERT ${node.insertMode.replace('_', ' ')}`);
  const relation = writable(node, generation);
  const columns = node.insertColumnList.map(({ name }) => quoteName(name)).join(', ');
  const rows = node.query === null ? values(node, generation) : writeColumns(scan(node.query, generation, null), node.queryOutputColumnList).sql;
  return { kind: 'dml', operation: 'INSERT', ref: relation.ref, steps: [generation.finish(`INSERT INTO ${relation.from} (${columns})\n${rows}`)] };
}

function values(node: InsertStmt, generation: Generation): string {
  const rows = node.rowList.map(({ valueList }) => `(${valueList.map(({ value }) => (value.kind === 'DMLDefault' ? 'NULL' : expression(value, NO_COLUMNS, generation))).join(', ')})`);
  return `VALUES ${rows.join(',\n')}`;
}

