import type { Expr, JoinScan } from '../../../googlesql/resolved-nodes.ts';
import { expression } from '../expressions/expressions.ts';
import { lookUp, type Generation, type Scope } from '../generation.ts';
import { readsOuter } from './outer-columns.ts';
import { fullJoin, joinBySubquery } from './outer-join.ts';
import { conjuncts, fromItem, scan } from './scans.ts';
import { scopeOf, selectFrom, type Select } from './select.ts';

const JOINS = { INNER: 'JOIN', LEFT: 'LEFT JOIN', RIGHT: 'RIGHT JOIN', FULL: 'FULL JOIN' } as const;

export function joinScan(node: JoinScan, generation: Generation, outer: Scope | null): Select {
  let left = fromItem(scan(node.leftScan, generation, outer), node.leftScan, generation);
  let right = fromItem(scan(node.rightScan, generation, outer), node.rightScan, generation);
  const conditions: string[] = [];
  const common: Expr[] = [];
  const parts = node.joinExpr === null ? [] : conjuncts(node.joinExpr);
  const ofBoth = node.joinType === 'INNER' ? [] : parts.filter((condition) => sideOf(condition, left, right) === null);
  if (node.joinType !== 'INNER' && ofBoth.some((condition) => holdsQuery(condition, { columns: new Map([...left.columns, ...right.columns]), outer }, generation))) {
    const write = (columns: ReadonlyMap<number, string>): string[] => parts.map((condition) => conditionText(condition, { columns, outer }, generation));
    return joinBySubquery(node.joinType, left, right, write, (text) => outer === null || !readsOuter(text, outer), generation);
  }
  const carried = ofBoth.flatMap((condition) => readsOf(condition).columns.filter((id) => !left.columns.has(id) && !right.columns.has(id)));
  if (carried.length > 0) left = carry(left, [...new Set(carried)], generation, outer);
  for (const condition of parts) {
    const side = node.joinType === 'INNER' ? null : sideOf(condition, left, right);
    if (side === null) {
      common.push(condition);
      continue;
    }
    const marked = mark(side, condition, generation, outer);
    conditions.push(marked.mark);
    if (side === left) left = marked.select;
    else right = marked.select;
  }
  const columns = new Map([...left.columns, ...right.columns]);
  conditions.push(...common.map((condition) => conditionText(condition, { columns, outer }, generation)));
  // Where rows are without a partner, what was carried is NULL.
  carried.forEach((id) => columns.delete(id));
  const isCorrelated = node.joinType === 'FULL' && outer !== null && [left.from ?? '', right.from ?? '', ...conditions].some((text) => readsOuter(text, outer));
  if (isCorrelated) return fullJoin(left, right, conditions, columns, generation);
  const rightFrom = right.isJoin ? `(${right.from ?? ''})` : (right.from ?? '');
  const isCross = node.joinType === 'INNER' && conditions.length === 0;
  const join = isCross ? `CROSS JOIN ${rightFrom}` : `${JOINS[node.joinType]} ${rightFrom} ON ${conditions.join(' AND ') || 'TRUE'}`;
  return selectFrom(`${left.from ?? ''}\n${join}`, columns, true);
}

/** Whether a condition is still written with a query: many subqueries are plain expressions. */
function holdsQuery(condition: Expr, scope: Scope, generation: Generation): boolean {
  return readsOf(condition).hasSubquery && /\bSELECT\b/.test(conditionText(condition, scope, generation));
}

/**
 * A condition that is false or NULL alike leaves the rows apart. So NaN, which equals nothing, may be NULL here: DuckDB then
 * sees an equality of both sides and hashes them, where the exact form had it compare each row with each.
 */
function conditionText(condition: Expr, scope: Scope, generation: Generation): string {
  const [left, right, ...more] = condition.kind === 'FunctionCall' && condition.signature === 'FN_EQUAL' ? condition.argumentList : [];
  if (left?.type.kind !== 'FLOAT64' || right?.type.kind !== 'FLOAT64' || more.length > 0) return expression(condition, scope, generation);
  return `${expression(left, scope, generation)} = nullif(${expression(right, scope, generation)}, 'NaN'::DOUBLE)`;
}

/**
 * DuckDB takes no subquery, and no column of the query around, in the condition of an outer join. What such a condition says
 * of one side alone can be computed there: that side; null where DuckDB needs no help or gets none.
 */
function sideOf(condition: Expr, left: Select, right: Select): Select | null {
  const { columns, hasSubquery } = readsOf(condition);
  const [ofLeft, ofRight] = [columns.some((id) => left.columns.has(id)), columns.some((id) => right.columns.has(id))];
  const isCorrelated = columns.some((id) => !left.columns.has(id) && !right.columns.has(id));
  if ((!hasSubquery && !isCorrelated) || (ofLeft && ofRight)) return null;
  return ofLeft ? left : right;
}

/** Columns that an expression reads, those of its subqueries' own tables left out. */
function readsOf(condition: Expr): { readonly columns: readonly number[]; readonly hasSubquery: boolean } {
  const columns: number[] = [];
  let hasSubquery = false;
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    const node = value as Expr;
    if (node.kind === 'ColumnRef') {
      columns.push(node.column.id);
    } else if (node.kind === 'SubqueryExpr') {
      hasSubquery = true;
      walk(node.parameterList);
      walk(node.inExpr);
    } else {
      Object.values(node).forEach(walk);
    }
  };
  walk(condition);
  return { columns, hasSubquery };
}

/** One side of a join with columns of the query around as columns of its own, under their own ids. */
function carry(side: Select, ids: readonly number[], generation: Generation, outer: Scope | null): Select {
  const alias = generation.alias('q');
  const used = [...side.columns].filter(([id]) => generation.used.has(id));
  const brought = ids.map((id): [number, string] => [id, lookUp({ columns: side.columns, outer }, { id })]);
  const all = [...used, ...brought];
  return selectFrom(`(SELECT ${all.map(([id, sql]) => `${sql} AS c${id}`).join(', ')} FROM ${side.from ?? ''}) AS ${alias}`, new Map(all.map(([id]) => [id, `${alias}.c${id}`])));
}

/** One side of a join with a condition as a column more. */
function mark(side: Select, condition: Expr, generation: Generation, outer: Scope | null): { readonly select: Select; readonly mark: string } {
  const alias = generation.alias('q');
  const used = [...side.columns].filter(([id]) => generation.used.has(id));
  const items = [...used.map(([id, sql]) => `${sql} AS c${id}`), `${expression(condition, scopeOf(side, outer), generation)} AS holds`];
  const select = selectFrom(`(SELECT ${items.join(', ')} FROM ${side.from ?? ''}) AS ${alias}`, new Map(used.map(([id]) => [id, `${alias}.c${id}`])));
  return { select, mark: `${alias}.holds` };
}
