import type { InsertStmt, ResolvedColumn, Scan } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement, Relation } from '../../statement.ts';
import { quoteName } from '../../storage/types.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { scan } from '../scans/scans.ts';
import { writeColumns } from '../scans/select.ts';
import { omittedDefaults } from './defaults.ts';
import { holdsArray, stored } from './stored.ts';
import { valueOrDefault, writable } from './target.ts';

export function insert(node: InsertStmt, generation: Generation): CompiledStatement {
  if (node.insertMode !== 'OR_ERROR') throw unsupported(`INSERT ${node.insertMode.replace('_', ' ')}`);
  const relation = writable(node, generation);
  const omitted = omittedDefaults(node.insertColumnList, relation, generation);
  const columns = [...node.insertColumnList.map(({ name }) => quoteName(name)), ...omitted.map(({ column }) => column)].join(', ');
  const rows = node.query === null ? values(node, relation, omitted, generation) : queried(node, node.query, relation, omitted, generation);
  return { kind: 'dml', operation: 'INSERT', ref: relation.ref, steps: [generation.finish(`INSERT INTO ${relation.from} (${columns})\n${rows}`)] };
}

type Omitted = ReturnType<typeof omittedDefaults>;

function values({ rowList, insertColumnList }: InsertStmt, relation: Relation, omitted: Omitted, generation: Generation): string {
  const rows = rowList.map(({ valueList }) => {
    const given = valueList.map(({ value }, index) => valueOrDefault(value, columnAt(insertColumnList, index), relation, NO_COLUMNS, generation));
    return `(${[...given, ...omitted.map(({ value }) => value)].join(', ')})`;
  });
  return `VALUES ${rows.join(',\n')}`;
}

function queried({ insertColumnList, queryOutputColumnList }: InsertStmt, query: Scan, { decimals, elementRules }: Relation, omitted: Omitted, generation: Generation): string {
  const { sql, names } = writeColumns(scan(query, generation, null), queryOutputColumnList);
  if (omitted.length === 0 && decimals === undefined && !insertColumnList.some(({ type }) => holdsArray(type))) return sql;
  const rows = generation.alias('q');
  const given = insertColumnList.map(({ name, type }, index) => stored(`${rows}.${names[index] ?? ''}`, name, type, generation, { decimal: decimals?.get(name.toLowerCase()), rule: elementRules?.get(name.toLowerCase()) }));
  return `SELECT ${[...given, ...omitted.map(({ value }) => value)].join(', ')} FROM (${sql}) AS ${rows}`;
}

function columnAt(columns: readonly ResolvedColumn[], index: number): ResolvedColumn {
  const column = columns[index];
  if (column === undefined) throw new Error(`INSERT has no column ${index + 1}.`);
  return column;
}
