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
    const { sql, names } = writeColumns(scan(withSubquery, generation, outer), withSubquery.columnList);
    generation.ctes.set(withQueryName, { name, columns: names });
    ctes.push(`${name} AS (\n${sql}\n)`);
  }
  const query = scan(node.query, generation, outer);
  const select = sealUnless(query.ctes.length === 0, query, node.query.columnList, generation);
  return { ...select, ctes, recursive: node.recursive };
}

export function withRefScan(node: WithRefScan, generation: Generation): Select {
  const cte = generation.ctes.get(node.withQueryName);
  if (cte === undefined) throw new Error(`The resolved tree refers to the unknown CTE ${node.withQueryName}.`);
  return reference(cte, node.columnList, generation);
}

function reference(cte: CteColumns, columnList: readonly ResolvedColumn[], generation: Generation): Select {
  if (columnList.length !== cte.columns.length) throw new Error(`The CTE ${cte.name} has ${cte.columns.length} columns, not ${columnList.length}.`);
  const alias = generation.alias('w');
  return selectFrom(`${cte.name} AS ${alias}`, new Map(columnList.map((column, index) => [column.id, `${alias}.${cte.columns[index] ?? ''}`])));
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

export function recursiveScan(node: Scan, generation: Generation, outer: Scope | null): Select {
  void generation;
  void outer;
  throw new Error(`${node.kind} occurs outside WITH RECURSIVE.`);
}

export function recursiveRefScan(node: RecursiveRefScan, generation: Generation): Select {
  if (generation.recursive === null) throw new Error('A recursive reference occurs outside its CTE.');
  return reference(generation.recursive, node.columnList, generation);
}
