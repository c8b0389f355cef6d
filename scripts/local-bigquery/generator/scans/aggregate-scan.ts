import type { AggregateFunctionCall, AggregateScan, GroupingSet, ResolvedColumn } from '../../../googlesql/resolved-nodes.ts';
import { checkedNumber, LIMIT_MESSAGES } from './counts.ts';
import { expression } from '../expressions/expressions.ts';
import { findAggregate } from '../functions/aggregates/aggregates.ts';
import { lookUp, type Generation, type Scope } from '../generation.ts';
import { groupingKey, holdsInterval } from './grouping-keys.ts';
import { markExtremes, type Marks } from './having-extreme.ts';
import { nameArguments, type Named } from '../expressions/named-arguments.ts';
import { unsupported } from '../refusal.ts';
import { compute, orderBy, scan } from './scans.ts';
import { isProjectable, scopeOf, sealUnless, type Select } from './select.ts';

/** GROUP BY, also DISTINCT, ROLLUP, CUBE and GROUPING SETS. */
export function aggregateScan(node: AggregateScan, generation: Generation, outer: Scope | null): Select {
  const { select, keys, marks, named } = withSimpleKeys(node, generation, outer);
  const scope = scopeOf(select, outer);
  const columns = new Map<number, string>();
  const computed = new Set<number>();
  for (const [id, key] of keys) columns.set(id, key);
  for (const [id, value] of represented(node, keys, scope)) {
    columns.set(id, value);
    computed.add(id);
  }
  for (const { column, expr } of node.aggregateList) {
    if (expr.kind !== 'AggregateFunctionCall') throw new Error(`${expr.kind} is not an aggregate.`);
    checkPivoted(expr, column);
    columns.set(column.id, aggregate(expr, scope, generation, marks.get(expr), named));
    computed.add(column.id);
  }
  for (const { groupByColumn, outputColumn } of node.groupingCallList) {
    columns.set(outputColumn.id, `grouping(${keys.get(groupByColumn.column.id) ?? ''})`);
    computed.add(outputColumn.id);
  }
  return { ...select, columns, computed, groupBy: groupBy(node, keys) };
}

/** The analyzer's PIVOT makes NULL of the first argument for the rows of other values, which has no part in an aggregate that ignores NULL. */
function checkPivoted({ function: name }: AggregateFunctionCall, { table }: ResolvedColumn): void {
  if (table === '$pivot' && !name.startsWith('ZetaSQL:')) throw unsupported(`${name.replace(/^\w+:/, '').toUpperCase()} in PIVOT (group by the values first)`);
}

/** Keys that are expressions become columns of a derived table first, so that GROUP BY and SELECT surely mean the same. */
function withSimpleKeys(node: AggregateScan, generation: Generation, outer: Scope | null): { select: Select; keys: Map<number, string>; marks: Marks; named: Named } {
  const inputColumns = node.inputScan.columnList;
  const input = scan(node.inputScan, generation, outer);
  const expressions = node.groupByList.filter(({ expr }) => expr.kind !== 'ColumnRef' || expr.isCorrelated);
  const projected = expressions.length === 0 ? input : compute(input, expressions, inputColumns, generation, outer);
  const visible = [...inputColumns, ...expressions.map(({ column }) => column)];
  const simple = sealUnless(isProjectable(projected) && expressions.length === 0, projected, visible, generation);
  const calls = node.aggregateList.map(({ expr }) => expr).filter((expr) => expr.kind === 'AggregateFunctionCall');
  if (node.groupingSetList.length > 0 && calls.some(({ havingModifier }) => havingModifier !== null)) throw unsupported('HAVING MAX or HAVING MIN with grouping sets');
  const scope = scopeOf(simple, outer);
  const beside: string[] = [];
  const lengths = new Map<number, string>();
  const before = keysOf(node, scope);
  for (const { column } of node.groupByList.filter((key) => holdsInterval(key.column.type))) {
    const alias = generation.alias('key');
    lengths.set(column.id, alias);
    beside.push(`${groupingKey(before.get(column.id) ?? '', column.type)} AS ${alias}`);
  }
  const named = nameArguments(calls, scope, generation, beside);
  const partitions = node.groupByList.map(({ column }) => groupingKey(before.get(column.id) ?? '', column.type));
  const { select, marks } = markExtremes(calls, simple, partitions, visible, outer, generation, beside);
  return { select, keys: new Map([...keysOf(node, scopeOf(select, outer)), ...lengths]), marks, named };
}

/** Of groups by length of intervals, one of the intervals: the first. Where grouping sets leave the key out, NULL. */
function represented(node: AggregateScan, keys: ReadonlyMap<number, string>, scope: Scope): Map<number, string> {
  const values = keysOf(node, scope);
  return new Map(node.groupByList.filter(({ column }) => holdsInterval(column.type)).map(({ column }) => {
    const first = `first(${values.get(column.id) ?? ''})`;
    return [column.id, node.groupingSetList.length > 0 ? `CASE WHEN grouping(${keys.get(column.id) ?? ''}) = 0 THEN ${first} END` : first];
  }));
}

/** How each key of the groups is written, by the column that the scan makes of it. */
function keysOf(node: AggregateScan, scope: Scope): Map<number, string> {
  return new Map(node.groupByList.map(({ column, expr }) => [column.id, lookUp(scope, expr.kind === 'ColumnRef' && !expr.isCorrelated ? expr.column : column)]));
}

function groupBy(node: AggregateScan, keys: ReadonlyMap<number, string>): string | null {
  if (node.groupingSetList.length > 0) {
    return `GROUPING SETS (${node.groupingSetList.map((set) => groupingSet(set, keys)).join(', ')})`;
  }
  if (keys.size > 0) return [...new Set(keys.values())].join(', ');
  // Aggregation of all rows to one needs no GROUP BY, but is a grouping all the same.
  return node.aggregateList.length > 0 ? '()' : null;
}

function groupingSet(set: GroupingSet, keys: ReadonlyMap<number, string>): string {
  const tuple = (refs: readonly { readonly column: { readonly id: number } }[]): string => `(${refs.map(({ column }) => keys.get(column.id) ?? '').join(', ')})`;
  switch (set.kind) {
    case 'GroupingSet':
      return tuple(set.groupByColumnList ?? []);
    case 'Rollup':
      return `ROLLUP (${(set.rollupColumnList ?? []).map(({ columnList }) => tuple(columnList)).join(', ')})`;
    case 'Cube':
      return `CUBE (${(set.cubeColumnList ?? []).map(({ columnList }) => tuple(columnList)).join(', ')})`;
  }
}

/**
 * Values that differ can be in the order of themselves only: the analyzer sees to that, and DuckDB demands the very same text.
 * (The analyzer's PIVOT makes NULL of the values of other rows, but leaves the key as it was.)
 */
function byArgument({ orderByItemList }: AggregateFunctionCall, [value = '']: readonly string[], scope: Scope): Scope {
  return { columns: new Map(orderByItemList.map(({ columnRef }) => [columnRef.column.id, value])), outer: scope };
}

function aggregate(node: AggregateFunctionCall, scope: Scope, generation: Generation, mark: string | undefined, named: Named): string {
  if (node.withGroupRowsSubquery !== null) throw unsupported('WITH GROUP ROWS');
  if (node.errorMode === 'SAFE_ERROR_MODE') throw unsupported('SAFE. before an aggregate');
  const args = node.argumentList.map((argument) => named.get(argument) ?? expression(argument, scope, generation));
  const order = orderBy(node.orderByItemList, node.distinct ? byArgument(node, args, scope) : scope);
  return findAggregate(node)({
    args,
    node,
    order,
    ...(node.limit?.kind === 'Parameter' ? { limit: checkedNumber(node.limit, 'BIGINT', LIMIT_MESSAGES, scope, generation) } : {}),
    isSmall: generation.readsNoTable,
    apply: (name, values, filter) => {
      const distinct = node.distinct ? 'DISTINCT ' : '';
      const ordering = order.length > 0 ? ` ORDER BY ${order.join(', ')}` : '';
      const conditions = [filter, mark].filter((condition) => condition !== undefined);
      return `${name}(${distinct}${values.join(', ')}${ordering})${conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`}`;
    },
  });
}

