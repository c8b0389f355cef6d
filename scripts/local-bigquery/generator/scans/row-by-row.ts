import type { Scan } from '../../../googlesql/resolved-nodes.ts';
import { holds, isSubquery } from '../../../googlesql/resolved-tree.ts';
import type { Generation } from '../generation.ts';

/** Whether a query only filters, computes and cuts off the rows of one table: it holds none of them in memory. */
export function isRowByRow(scan: Scan, generation: Generation): boolean {
  switch (scan.kind) {
    case 'TableScan':
      return generation.relation(scan.table).kind === 'table';
    case 'FilterScan':
      return !holds(scan.filterExpr, isSubquery) && isRowByRow(scan.inputScan, generation);
    case 'ProjectScan':
      return !holds(scan.exprList, isSubquery) && isRowByRow(scan.inputScan, generation);
    case 'LimitOffsetScan':
      return isRowByRow(scan.inputScan, generation);
    default:
      return false;
  }
}
