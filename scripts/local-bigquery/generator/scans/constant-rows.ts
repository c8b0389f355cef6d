import type { SetOperationItem } from '../../../googlesql/resolved-nodes.ts';
import type { Generation, Scope } from '../generation.ts';
import { plainRow } from './subqueries.ts';

/**
 * SELECTs without FROM that UNION ALL puts together, as one VALUES: DuckDB runs the arms of a union side by side, so that an
 * aggregate that depends on the order, as ARRAY_AGG without ORDER BY, would find them in another one each time.
 * @returns null where an arm reads rows
 */
export function constantRows(items: readonly SetOperationItem[], names: readonly string[], alias: string, outer: Scope | null, generation: Generation): string | null {
  const rows: string[] = [];
  for (const { scan, outputColumnList } of items) {
    const row = plainRow(scan, { columns: new Map(), outer }, generation);
    const values = row === null ? [] : outputColumnList.map(({ id }) => row.get(id) ?? '');
    if (values.length === 0 || values.some((value) => value === '' || /\bSELECT\b/.test(value))) return null;
    rows.push(`(${values.join(', ')})`);
  }
  return `(VALUES ${rows.join(', ')}) AS ${alias}(${names.join(', ')})`;
}
