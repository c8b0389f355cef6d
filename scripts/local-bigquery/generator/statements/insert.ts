import type { InsertStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement, Relation } from '../../statement.ts';
import { quoteName } from '../../storage/types.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { scan } from '../scans.ts';
import { writeColumns } from '../select.ts';
import { omittedDefaults } from './defaults.ts';
import { valueOrDefault, writable } from './target.ts';

export function insert(node: InsertStmt, generation: Generation): CompiledStatement {
  if (node.insertMode !== 'OR_ERROR') throw unsupported(`INSERT ${node.insertMode.replace('_', ' ')}`);
  const relation = writable(node, generation);
  const omitted = omittedDefaults(node.insertColumnList, relation, generation);
  const columns = [...node.insertColumnList.map(({ name }) => quoteName(name)), ...omitted.map(({ column }) => column)].join(', ');
  const rows = node.query === null ? values(node, relation, omitted, generation) : completed(writeColumns(scan(node.query, generation, null), node.queryOutputColumnList).sql, omitted);
  return { kind: 'dml', operation: 'INSERT', ref: relation.ref, steps: [generation.finish(`INSERT INTO ${relation.from} (${columns})\n${rows}`)] };
}

type Omitted = ReturnType<typeof omittedDefaults>;

function values({ rowList, insertColumnList }: InsertStmt, relation: Relation, omitted: Omitted, generation: Generation): string {
  const rows = rowList.map(({ valueList }) => {
    const given = valueList.map(({ value }, index) => valueOrDefault(value, insertColumnList[index]?.name ?? '', relation, NO_COLUMNS, generation));
    return `(${[...given, ...omitted.map(({ value }) => value)].join(', ')})`;
  });
  return `VALUES ${rows.join(',\n')}`;
}

function completed(rows: string, omitted: Omitted): string {
  return omitted.length === 0 ? rows : `SELECT *, ${omitted.map(({ value }) => value).join(', ')} FROM (${rows})`;
}
