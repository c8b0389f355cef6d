import type { Expr, ProjectScan, ResolvedColumn, Scan } from '../../../googlesql/resolved-nodes.ts';
import { holds, isColumn, isSubquery, isVolatile } from '../../../googlesql/resolved-tree.ts';
import { duckType } from '../../storage/types.ts';
import { expression, once } from '../expressions/expressions.ts';
import { isRisky } from '../expressions/guarded-branches.ts';
import type { Generation, Scope } from '../generation.ts';
import { raise } from '../text/raise.ts';
import { stringConstant } from '../text/text.ts';
import { scan } from './scans.ts';
import { writeColumns } from './select.ts';

/**
 * The value of a subquery over tables alone, in a branch: DuckDB computes such a query whether the branch is taken or not, so
 * that what its list of columns may fail with is computed outside of it, from the one row that it finds. Null for other queries.
 */
export function lateValue(node: Scan, column: ResolvedColumn, scope: Scope, generation: Generation): string | null {
  const found = projection(node);
  const computed = found?.project.exprList.find(({ column: { id } }) => id === column.id)?.expr;
  if (found === null || computed === undefined || !holds(computed, isRisky) || holds(computed, isSubquery) || holds(computed, isVolatile)) return null;
  const inputs = inputsOf(computed, found.project);
  if (inputs === null) return null;
  const { sql, names } = writeColumns(scan(found.around(found.project.inputScan), generation, scope), inputs);
  const row = inputs.length === 0 ? '1' : `struct_pack(${names.map((name, index) => `c${index} := ${name}`).join(', ')})`;
  const failure = raise(stringConstant('Scalar subquery produced more than one element'), duckType(column.type));
  return once([`(SELECT list(${row}) FROM (SELECT * FROM (${sql}) LIMIT 2))`], (rows) => {
    const columns = new Map(inputs.map(({ id }, index) => [id, `struct_extract(list_extract(${rows}, 1), 'c${index}')`]));
    return `CASE WHEN len(${rows}) > 1 THEN ${failure} WHEN ${rows} IS NOT NULL THEN ${expression(computed, { columns, outer: scope }, generation)} END`;
  }, generation);
}

interface Projection {
  readonly project: ProjectScan;
  /** LIMIT, over the rows that the projection reads. */
  readonly around: (input: Scan) => Scan;
}

/** What is ordered is computed for all rows, also of those that LIMIT leaves out one may fail. */
function projection(node: Scan): Projection | null {
  if (node.kind === 'ProjectScan') return { project: node, around: (input) => input };
  if (node.kind !== 'LimitOffsetScan' || node.inputScan.kind !== 'ProjectScan') return null;
  return { project: node.inputScan, around: (inputScan) => ({ ...node, inputScan, columnList: inputScan.columnList }) };
}

function isInput({ id }: ResolvedColumn, { inputScan }: ProjectScan): boolean {
  return inputScan.columnList.some((column) => column.id === id);
}

/** The columns that an expression reads, each once; null if one of them is none of the projection's input. */
function inputsOf(computed: Expr, project: ProjectScan): ResolvedColumn[] | null {
  const inputs = new Map<number, ResolvedColumn>();
  const isForeign = (node: unknown): boolean => {
    if (!isColumn(node)) return false;
    inputs.set(node.column.id, node.column);
    return !isInput(node.column, project);
  };
  return holds(computed, isForeign) ? null : [...inputs.values()];
}
