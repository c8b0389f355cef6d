import type { ColumnRef, Expr, FunctionCall, Scan, Statement, SubqueryExpr } from '../../../googlesql/resolved-nodes.ts';
import { holds, isCall, isColumn, isSubquery, isVolatile, kindOf } from '../../../googlesql/resolved-tree.ts';
import { literalInteger } from './constants.ts';
import { conjuncts } from '../scans/scans.ts';
import { isRow } from './strict-null.ts';

/** Calls that fail for no value. */
const HARMLESS = /^ZetaSQL:(?:\$(?:equal|not_equal|less|less_or_equal|greater|greater_or_equal|and|or|not|in|in_array|between|is_\w+|case_\w+)|if|ifnull|coalesce|nullif|concat|lower|upper|trim|length|starts_with|ends_with)$/;

/**
 * Keeps subqueries in branches of IF, CASE, COALESCE and IFNULL from failing for rows that do not take the branch: DuckDB
 * computes a correlated subquery for all rows, so that its own rows are made to depend on what chooses the branch.
 */
export function guardBranches(statement: Statement): Statement {
  if (!holdsSubquery(statement)) return statement;
  return mapped(statement, (node) => (isCall(node) ? guardedCall(node) : node)) as Statement;
}

function guardedCall(call: FunctionCall): FunctionCall {
  if (!call.argumentList.some(holdsSubquery)) return call;
  const argumentList = call.argumentList.map((argument, index) => {
    const guard = holdsSubquery(argument) ? guardOf(call, index) : null;
    return guard === null || holds(guard, isStored) || holds(guard, isVolatile) ? argument : guardedArgument(argument, guard);
  });
  return { ...call, argumentList };
}

/** True where an argument is computed; null for one that always is. */
function guardOf(call: FunctionCall, index: number): Expr | null {
  const { argumentList: args } = call;
  if (index === 0) return null;
  const when = (argumentList: readonly Expr[]): Expr => ({ ...call, type: { kind: 'BOOL' }, argumentList });
  switch (call.signature) {
    case 'FN_IF':
      return when([args[0] as Expr, bool(index === 1), bool(index !== 1)]);
    case 'FN_COALESCE':
    case 'FN_IFNULL': {
      const before = args.slice(0, index).map((argument) => boolCall('$is_null', 'FN_IS_NULL', [argument]));
      return before.length === 1 ? (before[0] ?? null) : boolCall('$and', 'FN_AND', before);
    }
    case 'FN_CASE_NO_VALUE':
    case 'FN_CASE_WITH_VALUE': {
      const first = call.signature === 'FN_CASE_NO_VALUE' ? 0 : 1;
      if (index <= first) return null;
      const isLast = index === args.length - 1;
      const isResult = !isLast && (index - first) % 2 === 1;
      // All conditions before it, and for a result its own.
      const kept = args.slice(0, index).map((argument, at) => (at >= first && (at - first) % 2 === 1 ? bool(false) : argument));
      return when(isResult ? [...kept, bool(true), bool(false)] : [...kept, bool(true)]);
    }
    default:
      return null;
  }
}

function guardedArgument(argument: Expr, guard: Expr): Expr {
  const columns: ColumnRef[] = [];
  const brought = (node: unknown): unknown => {
    // Columns of the guard's own subqueries are none of the query's around.
    if (isSubquery(node)) return { ...node, parameterList: brought(node.parameterList), inExpr: brought(node.inExpr) };
    if (!isColumn(node)) return children(node, brought);
    columns.push(node);
    return { ...node, isCorrelated: true };
  };
  const inside = brought(guard) as Expr;
  const guarded = (node: SubqueryExpr): SubqueryExpr =>
    (node.parameterList.length === 0 && holds(node.subquery, isStored)) || !mayFail(node) || (node.subqueryType === 'SCALAR' && isRow(node.subquery)) ? node : { ...node, parameterList: [...node.parameterList, ...columns], subquery: guardedScan(node.subquery, inside) };
  const descend = (node: unknown): unknown => (isSubquery(node) ? guarded(node) : children(node, descend));
  return descend(argument) as Expr;
}

/** A scan of no rows unless the guard holds. */
function guardedScan(node: Scan, guard: Expr): Scan {
  switch (node.kind) {
    case 'TableScan':
    case 'WithRefScan':
    case 'SingleRowScan':
      return { kind: 'FilterScan', columnList: node.columnList, isOrdered: false, inputScan: node, filterExpr: guard };
    case 'ArrayScan':
      return node.inputScan === null ? { ...node, arrayExpr: onlyIf(guard, node.arrayExpr) } : { ...node, inputScan: guardedScan(node.inputScan, guard) };
    case 'JoinScan':
      return { ...node, leftScan: guardedScan(node.leftScan, guard), rightScan: guardedScan(node.rightScan, guard) };
    case 'FilterScan': {
      // DuckDB takes conditions in an order of its own.
      const conditions = conjuncts(node.filterExpr).map((condition) => (holds(condition, isRisky) ? onlyIf(guard, condition) : condition));
      return { ...node, inputScan: guardedScan(node.inputScan, guard), filterExpr: conditions.length === 1 ? (conditions[0] as Expr) : boolCall('$and', 'FN_AND', conditions) };
    }
    case 'ProjectScan':
    case 'OrderByScan':
    case 'LimitOffsetScan':
    case 'AnalyticScan':
    case 'AggregateScan':
      return { ...node, inputScan: guardedScan(node.inputScan, guard) };
    case 'SetOperationScan':
      return { ...node, inputItemList: node.inputItemList.map((item) => ({ ...item, scan: guardedScan(item.scan, guard) })) };
    case 'WithScan':
      return { ...node, query: guardedScan(node.query, guard) };
    default:
      return node;
  }
}

/** A query of tables alone is computed once for all rows, which it must stay. */
const isStored = (node: unknown): boolean => ['TableScan', 'WithRefScan', 'TVFScan'].includes(String(kindOf(node)));

function mayFail(node: SubqueryExpr): boolean {
  return (node.subqueryType === 'SCALAR' && !isSingle(node.subquery)) || holds(node.subquery, isRisky);
}

/** Whether a query has a row at most. */
export function isSingle(node: Scan): boolean {
  switch (node.kind) {
    case 'SingleRowScan':
      return true;
    case 'AggregateScan':
      return node.groupByList.length === 0 && node.groupingSetList.length === 0;
    case 'LimitOffsetScan':
      return (literalInteger(node.limit) ?? 2) <= 1;
    case 'ProjectScan':
    case 'FilterScan':
    case 'OrderByScan':
      return isSingle(node.inputScan);
    default:
      return false;
  }
}

/** Whether a node of an expression may fail for some value. */
export function isRisky(node: unknown): boolean {
  if (isSubquery(node)) return node.subqueryType === 'SCALAR' && !isSingle(node.subquery);
  return (isCall(node) && !HARMLESS.test(node.function)) || kindOf(node) === 'Cast';
}

const bool = (value: boolean): Expr => ({ kind: 'Literal', type: { kind: 'BOOL' }, value: { type: { kind: 'BOOL' }, value: { value: 'bool_value', bool_value: value } } });

const boolCall = (name: string, signature: string, argumentList: readonly Expr[]): FunctionCall => ({
  kind: 'FunctionCall', type: { kind: 'BOOL' }, function: `ZetaSQL:${name}`, signature, argumentList, errorMode: 'DEFAULT_ERROR_MODE', genericArgumentList: [],
});

/** A value where the guard holds, NULL elsewhere: of a condition, and of UNNEST, that is no row. */
function onlyIf(guard: Expr, value: Expr): FunctionCall {
  const nothing: Expr = { kind: 'Literal', type: value.type, value: { type: value.type, value: null } };
  return { ...boolCall('if', 'FN_IF', [guard, value, nothing]), type: value.type as FunctionCall['type'] };
}

const holdsSubquery = (node: unknown): boolean => holds(node, isSubquery);

/** The tree with each node in place of what it was, the innermost first. What is as it was stays the same object. */
function mapped(node: unknown, change: (node: unknown) => unknown): unknown {
  return change(children(node, (child) => mapped(child, change)));
}

function children(node: unknown, change: (node: unknown) => unknown): unknown {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  if (Array.isArray(node)) {
    const items = node.map(change);
    return items.every((item, index) => item === node[index]) ? (node as unknown) : items;
  }
  const entries = Object.entries(node).map(([name, value]) => [name, change(value), value] as const);
  return entries.every(([, now, before]) => now === before) ? node : Object.fromEntries(entries.map(([name, now]) => [name, now]));
}
