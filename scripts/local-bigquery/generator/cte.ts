import type { RecursiveRefScan, RecursiveScan, ResolvedColumn, Scan, WithRefScan, WithScan } from '../../googlesql/resolved-nodes.ts';
import type { CteColumns, Generation, Scope } from './generation.ts';
import { scan, setOperationItem } from './scans.ts';
import { sealUnless, selectFrom, writeColumns, type Select } from './select.ts';
import { quoteName } from '../storage/types.ts';

export function withScan(node: WithScan, generation: Generation, outer: Scope | null): Select {
  const ctes: string[] = [];
  for (const { withQueryName, withSubquery } of node.withEntryList) {
    const name = quoteName(withQueryName);
    if (withSubquery.kind === 'RecursiveScan') {
      ctes.push(recursiveCte(withQueryName, withSubquery, generation, outer));
      continue;
    }
    const kept = withSubquery.columnList.filter(({ id }) => generation.used.has(id));
    const { sql, names } = writeColumns(scan(withSubquery, generation, outer), kept);
    let next = 0;
    const columns = withSubquery.columnList.map(({ id }) => (generation.used.has(id) ? (names[next++] ?? null) : null));
    generation.ctes.set(withQueryName, { name, columns });
    ctes.push(`${name} AS ${isImport(withSubquery, generation) ? 'NOT MATERIALIZED ' : ''}(\n${sql}\n)`);
  }
  const query = scan(node.query, generation, outer);
  const select = sealUnless(query.ctes.length === 0, query, node.query.columnList, generation);
  return { ...select, ctes, recursive: node.recursive };
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

function recursiveCte(queryName: string, node: RecursiveScan, generation: Generation, outer: Scope | null): string {
  const first = setOperationItem(node.nonRecursiveTerm, generation, outer);
  const cte = { name: quoteName(queryName), columns: first.names };
  const enclosing = generation.recursive;
  generation.recursive = cte;
  const second = setOperationItem(node.recursiveTerm, generation, outer);
  generation.recursive = enclosing;
  generation.ctes.set(queryName, cte);
  return `${cte.name} AS (\n(${first.sql})\n${node.opType === 'UNION_ALL' ? 'UNION ALL' : 'UNION'}\n(${second.sql})\n)`;
}

export function recursiveRefScan(node: RecursiveRefScan, generation: Generation): Select {
  if (generation.recursive === null) throw new Error('A recursive reference occurs outside its CTE.');
  return reference(generation.recursive, node.columnList, generation);
}
