import type { MergeStmt, MergeWhen } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement, Relation } from '../../statement.ts';
import { quoteName } from '../../storage/types.ts';
import { expression } from '../expressions/expressions.ts';
import type { Generation, Scope } from '../generation.ts';
import { fromItem, scan } from '../scans/scans.ts';
import { columnAlias } from '../scans/select.ts';
import { omittedDefaults } from './defaults.ts';
import { assignments, MANY_SOURCES, refuseRowId, valueOrDefault, writable } from './target.ts';

/** The statement returns, for each row that it changes, the index of what it did with it: DuckDB itself tells only the sum. */
export const MERGE_ACTIONS = ['INSERT', 'UPDATE', 'DELETE'] as const;

/**
 * MERGE in two moves: join target and source and decide which clause takes each row; then let DuckDB's MERGE do it by row
 * id. The first finds what BigQuery refuses, a target row that two source rows would change.
 */
export function merge(node: MergeStmt, generation: Generation): CompiledStatement {
  const relation = writable(node, generation);
  refuseRowId(relation, 'MERGE');
  const decided = generation.alias('q');
  const { sql, scope } = decisions(node, decided, generation);
  const target = generation.alias('t');
  const changes = generation.alias('s');
  const clauses = node.whenClauseList.map((clause, index) => action(clause, index, changes, relation, generation));
  const values = node.whenClauseList.flatMap((clause, index) =>
    clauseValues(clause, relation, scope, generation).map((value, position) => `CASE WHEN ${decided}.clause = ${index} THEN ${value} END AS v${index}_${position}`));
  const mayRepeat = node.whenClauseList.some(({ matchType }) => matchType === 'MATCHED');
  const clauseNumber = mayRepeat
    ? `CASE WHEN ${decided}.row_id IS NOT NULL AND count(*) OVER (PARTITION BY ${decided}.row_id) > 1 THEN ${MANY_SOURCES} ELSE ${decided}.clause END AS clause`
    : `${decided}.clause AS clause`;
  const text = [
    `MERGE INTO ${relation.from} AS ${target}`,
    `USING (SELECT ${[`${decided}.row_id AS row_id`, clauseNumber, ...values].join(', ')}`,
    `FROM (${sql}) AS ${decided}`,
    `WHERE ${decided}.clause IS NOT NULL) AS ${changes}`,
    `ON ${target}.rowid = ${changes}.row_id`,
    ...clauses,
    `RETURNING CASE merge_action ${MERGE_ACTIONS.map((name, index) => `WHEN '${name}' THEN ${index}`).join(' ')} END::TINYINT`,
  ].join('\n');
  return { kind: 'dml', operation: 'MERGE', ref: relation.ref, steps: [generation.finish(text)] };
}

/** The rows of the join, each with the number of the first clause that takes it. */
function decisions(node: MergeStmt, alias: string, generation: Generation): { readonly sql: string; readonly scope: Scope } {
  const target = scan(node.tableScan, generation, null);
  const targetAlias = / AS (\w+)$/.exec(target.from ?? '')?.[1] ?? '';
  const source = fromItem(scan(node.fromScan, generation, null), node.fromScan, generation);
  const columns = new Map([...target.columns, ...source.columns]);
  const joined: Scope = { columns, outer: null };
  // The source's rows carry a mark, so that a row without source is told from a source row of NULLs.
  const mark = generation.alias('m');
  const row = generation.alias('row');
  const sourceAlias = generation.alias('s');
  const sourceColumns = node.fromScan.columnList.filter(({ id }) => generation.used.has(id)).map((column) => ({ column, name: columnAlias(column) }));
  for (const { column, name } of sourceColumns) columns.set(column.id, `${sourceAlias}.${name}`);
  const condition = expression(node.mergeExpr, joined, generation);
  const renamed = `(SELECT ${[...sourceColumns.map(({ column, name }) => `${source.columns.get(column.id) ?? ''} AS ${name}`), `TRUE AS ${mark}`, ...(SUBQUERY.test(condition) ? [`row_number() OVER () AS ${row}`] : [])].join(', ')} FROM ${source.from ?? ''}) AS ${sourceAlias}`;
  const conditions = node.whenClauseList.map(({ matchType, matchExpr }, index) => {
    const side = matchType === 'MATCHED' ? `${targetAlias}.rowid IS NOT NULL AND ${sourceAlias}.${mark}` : matchType === 'NOT_MATCHED_BY_TARGET' ? `${targetAlias}.rowid IS NULL` : `${sourceAlias}.${mark} IS NULL`;
    return `WHEN ${side}${matchExpr === null ? '' : ` AND ${expression(matchExpr, joined, generation)}`} THEN ${index}`;
  });
  const visible = [...node.tableScan.columnList, ...node.fromScan.columnList].filter(({ id }) => generation.used.has(id));
  const items = visible.map((column) => `${columns.get(column.id) ?? ''} AS ${columnAlias(column)}`);
  const pairs = generation.alias('pairs');
  const kind = joinKind(node);
  const plain = { ctes: '', from: `${target.from ?? ''}\n${kind} ${renamed} ON ${condition}` };
  const byPairs = kind !== 'JOIN' && SUBQUERY.test(condition);
  const { ctes, from } = byPairs ? joinByPairs(kind, { from: target.from ?? '', alias: targetAlias }, { from: renamed, alias: sourceAlias, row }, condition, pairs) : plain;
  const sql = `${ctes}SELECT ${[`${targetAlias}.rowid AS row_id`, `CASE ${conditions.join(' ')} END AS clause`, ...items].join(', ')}\nFROM ${from}`;
  return { sql, scope: { columns: new Map(visible.map((column) => [column.id, `${alias}.${columnAlias(column)}`])), outer: null } };
}

const SUBQUERY = /\bSELECT\b/;

interface Target {
  readonly from: string;
  readonly alias: string;
}

/** DuckDB takes no subquery in the condition of an outer join: first the rows that belong together, found by an inner join. */
function joinByPairs(kind: ReturnType<typeof joinKind>, target: Target, source: Target & { readonly row: string }, condition: string, pairs: string): { readonly ctes: string; readonly from: string } {
  const found = `SELECT ${target.alias}.rowid AS target_row, ${source.alias}.${source.row} AS source_row FROM ${target.from} CROSS JOIN ${source.alias} WHERE ${condition}`;
  const ofTarget = `ON ${pairs}.target_row = ${target.alias}.rowid`;
  const ofSource = `ON ${pairs}.source_row = ${source.alias}.${source.row}`;
  const from =
    kind === 'RIGHT JOIN'
      ? `${source.alias} LEFT JOIN ${pairs} ${ofSource} LEFT JOIN ${target.from} ${ofTarget}`
      : `${target.from} LEFT JOIN ${pairs} ${ofTarget} ${kind} ${source.alias} ${ofSource}`;
  return { ctes: `WITH ${source.alias} AS MATERIALIZED (SELECT * FROM ${source.from}), ${pairs} AS MATERIALIZED (${found})\n`, from };
}

/** Rows without partner are needed only where a clause takes them. */
function joinKind(node: MergeStmt): 'JOIN' | 'LEFT JOIN' | 'RIGHT JOIN' | 'FULL JOIN' {
  const types = new Set(node.whenClauseList.map(({ matchType }) => matchType));
  if (types.has('NOT_MATCHED_BY_SOURCE')) return types.has('NOT_MATCHED_BY_TARGET') ? 'FULL JOIN' : 'LEFT JOIN';
  return types.has('NOT_MATCHED_BY_TARGET') ? 'RIGHT JOIN' : 'JOIN';
}

function clauseValues(clause: MergeWhen, relation: Relation, scope: Scope, generation: Generation): string[] {
  switch (clause.actionType) {
    case 'DELETE':
      return [];
    case 'UPDATE':
      return assignments(clause.updateItemList, relation).map((set) => set.value(scope, generation));
    case 'INSERT': {
      const values = clause.insertRow?.valueList ?? [];
      const given = clause.insertColumnList.flatMap((column, index) => values.slice(index, index + 1).map(({ value }) => valueOrDefault(value, column, relation, scope, generation)));
      return [...given, ...omittedDefaults(clause.insertColumnList, relation, generation).map(({ value }) => value)];
    }
  }
}

function action(clause: MergeWhen, index: number, changes: string, relation: Relation, generation: Generation): string {
  const when = `WHEN ${clause.actionType === 'INSERT' ? 'NOT MATCHED' : 'MATCHED'} AND ${changes}.clause = ${index} THEN`;
  switch (clause.actionType) {
    case 'DELETE':
      return `${when} DELETE`;
    case 'UPDATE':
      return `${when} UPDATE SET ${assignments(clause.updateItemList, relation).map(({ column }, position) => `${column} = ${changes}.v${index}_${position}`).join(', ')}`;
    case 'INSERT': {
      const columns = [...clause.insertColumnList.map(({ name }) => quoteName(name)), ...omittedDefaults(clause.insertColumnList, relation, generation).map(({ column }) => column)];
      return `${when} INSERT (${columns.join(', ')}) VALUES (${columns.map((_, position) => `${changes}.v${index}_${position}`).join(', ')})`;
    }
  }
}
