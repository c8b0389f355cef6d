import type { ComputedColumn, ResolvedColumn, Statement } from '../../../googlesql/resolved-nodes.ts';

interface Entry {
  readonly columns: readonly ResolvedColumn[];
  readonly references: (readonly ResolvedColumn[])[];
}

/**
 * The columns that some expression or output of the statement reads. All others are left out of derived tables and CTEs:
 * `select *` imports whole tables by name, and DuckDB computes every column of a CTE that it materialises.
 */
export function usedColumns(statement: Statement): ReadonlySet<number> {
  const used = new Set<number>();
  const entries = new Map<string, Entry>();
  walk(statement, used, entries);
  // A column of a CTE is used where one of its references is; CTEs refer to each other.
  for (let before = -1; before !== used.size; ) {
    before = used.size;
    for (const { columns, references } of entries.values()) {
      columns.forEach(({ id }, index) => {
        if (references.some((list) => used.has(list[index]?.id ?? -1))) used.add(id);
      });
    }
  }
  return used;
}

function walk(node: unknown, used: Set<number>, entries: Map<string, Entry>): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, used, entries);
    return;
  }
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
  const fields = node as Record<string, unknown>;
  switch (fields['kind']) {
    case 'ColumnRef':
    case 'OutputColumn':
      used.add((fields['column'] as ResolvedColumn).id);
      return;
    case 'AggregateScan':
      // Rows are grouped by a key that nobody reads as well.
      keep((fields['groupByList'] as readonly ComputedColumn[]).map(({ column }) => column), used);
      break;
    case 'SetOperationItem':
      keep(fields['outputColumnList'], used);
      break;
    case 'InsertStmt':
      keep(fields['queryOutputColumnList'], used);
      break;
    case 'SubqueryExpr':
      keep((fields['subquery'] as { columnList: unknown }).columnList, used);
      break;
    case 'WithEntry':
      entryOf(fields['withQueryName'], entries, (fields['withSubquery'] as { columnList: readonly ResolvedColumn[] }).columnList);
      break;
    case 'WithRefScan':
      entryOf(fields['withQueryName'], entries).references.push(fields['columnList'] as readonly ResolvedColumn[]);
      break;
    default:
  }
  for (const [name, value] of Object.entries(fields)) if (name !== 'columnList' && name !== 'type') walk(value, used, entries);
}

function keep(columns: unknown, used: Set<number>): void {
  for (const { id } of columns as readonly ResolvedColumn[]) used.add(id);
}

/** References come before or after the entry, as the tree has it. */
function entryOf(name: unknown, entries: Map<string, Entry>, columns?: readonly ResolvedColumn[]): Entry {
  const key = String(name);
  const known = entries.get(key);
  const entry = { columns: columns ?? known?.columns ?? [], references: known?.references ?? [] };
  entries.set(key, entry);
  return entry;
}
