import type { RecursiveRefScan, RecursiveScan, ResolvedColumn, Scan, WithRefScan, WithScan } from '../../../googlesql/resolved-nodes.ts';
import type { CteColumns, Generation, Scope } from '../generation.ts';
import { holdsInterval } from './grouping-keys.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';
import { scan, setOperationItem } from './scans.ts';
import { sealUnless, selectFrom, writeColumns, type Select } from './select.ts';
import { quoteName } from '../../storage/types.ts';

export function withScan(node: WithScan, generation: Generation, outer: Scope | null): Select {
  const ctes = node.withEntryList.flatMap(({ withQueryName, withSubquery }) => entry(withQueryName, withSubquery, generation, outer));
  const query = scan(node.query, generation, outer);
  const select = sealUnless(query.ctes.length === 0, query, node.query.columnList, generation);
  return { ...select, ctes, recursive: node.recursive };
}

/** The CTEs that an entry makes: those of a WITH inside a recursive one come before it, as its first term may read them. */
function entry(queryName: string, subquery: Scan, generation: Generation, outer: Scope | null): readonly string[] {
  if (subquery.kind === 'RecursiveScan') return [recursiveCte(queryName, subquery, generation, outer)];
  if (subquery.kind === 'WithScan' && isRecursive(subquery)) {
    return [...subquery.withEntryList.flatMap((inner) => entry(inner.withQueryName, inner.withSubquery, generation, outer)), ...entry(queryName, subquery.query, generation, outer)];
  }
  const name = quoteName(queryName);
  const kept = subquery.columnList.filter(({ id }) => generation.used.has(id));
  const { sql, names } = writeColumns(scan(subquery, generation, outer), kept);
  let next = 0;
  const columns = subquery.columnList.map(({ id }) => (generation.used.has(id) ? (names[next++] ?? null) : null));
  generation.ctes.set(queryName, { name, columns });
  return [`${name} AS ${isImport(subquery, generation) ? 'NOT MATERIALIZED ' : ''}(\n${sql}\n)`];
}

function isRecursive(node: WithScan): boolean {
  return node.query.kind === 'RecursiveScan' || (node.query.kind === 'WithScan' && isRecursive(node.query));
}

/** Rows of one table as they are, perhaps filtered: reading them twice costs less than keeping them. */
function isImport(node: Scan, generation: Generation): boolean {
  switch (node.kind) {
    case 'TableScan':
      return generation.relation(node.table).kind === 'table';
    case 'FilterScan':
      return isImport(node.inputScan, generation);
    case 'ProjectScan':
      return node.exprList.every(({ expr }) => expr.kind === 'ColumnRef') && isImport(node.inputScan, generation);
    default:
      return false;
  }
}

export function withRefScan(node: WithRefScan, generation: Generation): Select {
  const cte = generation.ctes.get(node.withQueryName);
  if (cte === undefined) throw new Error(`The resolved tree refers to the unknown CTE ${node.withQueryName}.`);
  return reference(cte, node.columnList, generation);
}

function reference(cte: CteColumns, columnList: readonly ResolvedColumn[], generation: Generation): Select {
  if (columnList.length !== cte.columns.length) throw new Error(`The CTE ${cte.name} has ${cte.columns.length} columns, not ${columnList.length}.`);
  const alias = generation.alias('w');
  const columns = new Map<number, string>();
  columnList.forEach(({ id }, index) => {
    const name = cte.columns[index];
    if (name != null) columns.set(id, `${alias}.${name}`);
  });
  return selectFrom(`${cte.name} AS ${alias}`, columns);
}

/** BigQuery's limit; the base term is not counted. */
const ITERATIONS = 500;

/**
 * A recursive CTE with one column more, the number of the iteration that made the row. UNION DISTINCT keeps rows by all
 * their other columns: of what an iteration makes, it goes on with what no iteration before has made.
 */
function recursiveCte(queryName: string, node: RecursiveScan, generation: Generation, outer: Scope | null): string {
  const first = setOperationItem(node.nonRecursiveTerm, generation, outer);
  const cte = { name: quoteName(queryName), columns: first.names };
  const enclosing = generation.recursive;
  generation.recursive = cte;
  const second = setOperationItem(node.recursiveTerm, generation, outer);
  generation.recursive = enclosing;
  generation.ctes.set(queryName, cte);
  const [row, depth, found] = [generation.alias('r'), generation.alias('i'), generation.alias('r')];
  const columns = first.names.join(', ');
  const made = second.names.map((name, index) => `${row}.${name} AS ${first.names[index] ?? ''}`).join(', ');
  const tooMany = raise(`'A recursive CTE has reached the maximum number of iterations: ${ITERATIONS}'`, 'INTEGER');
  const next = `CASE WHEN (SELECT max(${depth}) FROM ${cte.name}) >= ${ITERATIONS} THEN ${tooMany} ELSE (SELECT max(${depth}) FROM ${cte.name}) + 1 END AS ${depth}`;
  if (node.opType === 'UNION_ALL') {
    return `${cte.name} AS MATERIALIZED (\n(SELECT *, 0 AS ${depth} FROM (${first.sql}))\nUNION ALL\n(SELECT ${made}, ${next} FROM (${second.sql}) AS ${row})\n)`;
  }
  if (node.columnList.some(({ type }) => holdsInterval(type))) throw unsupported('UNION DISTINCT of INTERVAL values in a recursive CTE');
  const known = first.names.map((name, index) => `${found}.${name} IS NOT DISTINCT FROM ${row}.${second.names[index] ?? ''}`).join(' AND ');
  return [
    `${cte.name}(${columns}, ${depth}) USING KEY (${columns}) AS (`,
    `(SELECT DISTINCT *, 0 AS ${depth} FROM (${first.sql}))\nUNION`,
    `(SELECT DISTINCT ${made}, ${next} FROM (${second.sql}) AS ${row} WHERE NOT EXISTS (SELECT 1 FROM recurring.${cte.name} AS ${found} WHERE ${known}))\n)`,
  ].join('\n');
}

export function recursiveRefScan(node: RecursiveRefScan, generation: Generation): Select {
  if (generation.recursive === null) throw new Error('A recursive reference occurs outside its CTE.');
  return reference(generation.recursive, node.columnList, generation);
}
