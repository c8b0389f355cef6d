import type { Scan } from '../../../googlesql/resolved-nodes.ts';
import type { Generation } from '../generation.ts';

/** Whether a query only filters, computes and cuts off the rows of one table: it holds none of them in memory. */
export function isRowByRow(scan: Scan, generation: Generation): boolean {
  switch (scan.kind) {
    case 'TableScan':
      return generation.relation(scan.table).kind === 'table';
    case 'FilterScan':
      return !hasSubquery(scan.filterExpr) && isRowByRow(scan.inputScan, generation);
    case 'ProjectScan':
      return !hasSubquery(scan.exprList) && isRowByRow(scan.inputScan, generation);
    case 'LimitOffsetScan':
      return isRowByRow(scan.inputScan, generation);
    default:
      return false;
  }
}

function hasSubquery(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  if ('kind' in value && value.kind === 'SubqueryExpr') return true;
  return Object.values(value).some(hasSubquery);
}
