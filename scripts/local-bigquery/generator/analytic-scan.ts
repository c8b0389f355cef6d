import type { AnalyticFunctionCall, AnalyticFunctionGroup, AnalyticScan, WindowFrame, WindowFrameExpr } from '../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../errors.ts';
import { expression } from './expressions.ts';
import { findAggregate } from './functions/aggregates.ts';
import { lookUp, type Generation, type Scope } from './generation.ts';
import { mayBeNaN } from './nan.ts';
import { unsupported } from './refusal.ts';
import { orderBy, scan } from './scans.ts';
import { isProjectable, scopeOf, sealUnless, type Select } from './select.ts';

/** Window functions: computed columns of a SELECT. QUALIFY is a filter above it. */
export function analyticScan(node: AnalyticScan, generation: Generation, outer: Scope | null): Select {
  const input = scan(node.inputScan, generation, outer);
  const select = sealUnless(isProjectable(input), input, node.inputScan.columnList, generation);
  const scope = scopeOf(select, outer);
  const columns = new Map(select.columns);
  const computed = new Set(select.computed);
  for (const group of node.functionGroupList) {
    for (const { column, expr } of group.analyticFunctionList) {
      if (expr.kind !== 'AnalyticFunctionCall') throw new Error(`${expr.kind} is not a window function.`);
      columns.set(column.id, windowFunction(expr, group, scope, generation));
      computed.add(column.id);
    }
  }
  return { ...select, columns, computed };
}

function windowFunction(node: AnalyticFunctionCall, group: AnalyticFunctionGroup, scope: Scope, generation: Generation): string {
  const over = ` OVER (${windowClauses(node, group, scope, generation).join(' ')})`;
  const args = node.argumentList.map((argument) => expression(argument, scope, generation));
  return findAggregate(node)({
    args,
    node,
    order: [],
    apply: (name, values, filter) =>
      `${name}(${node.distinct ? 'DISTINCT ' : ''}${values.join(', ')})${filter === undefined ? '' : ` FILTER (WHERE ${filter})`}${over}`,
  });
}

function windowClauses(node: AnalyticFunctionCall, group: AnalyticFunctionGroup, scope: Scope, generation: Generation): string[] {
  const clauses: string[] = [];
  const partitions = group.partitionBy?.partitionByList ?? [];
  if (partitions.some(({ type }) => type.kind === 'FLOAT64')) {
    throw new BigQueryError('invalidQuery', 'Partitioning by expressions of type FLOAT64 is not allowed', 'query');
  }
  if (partitions.length > 0) clauses.push(`PARTITION BY ${partitions.map(({ column }) => lookUp(scope, column)).join(', ')}`);
  const items = group.orderBy?.orderByItemList ?? [];
  if (items.length > 0) clauses.push(`ORDER BY ${orderBy(items, scope).join(', ')}`);
  if (node.windowFrame !== null) {
    const byValue = node.windowFrame.frameUnit === 'RANGE' && [node.windowFrame.startExpr, node.windowFrame.endExpr].some(({ expression: offset }) => offset !== null);
    if (byValue && items.some(({ columnRef }) => mayBeNaN(columnRef))) throw unsupported('RANGE with an offset over FLOAT64');
    clauses.push(frame(node.windowFrame, scope, generation));
  }
  return clauses;
}

function frame({ frameUnit, startExpr, endExpr }: WindowFrame, scope: Scope, generation: Generation): string {
  return `${frameUnit} BETWEEN ${bound(startExpr, scope, generation)} AND ${bound(endExpr, scope, generation)}`;
}

function bound({ boundaryType, expression: offset }: WindowFrameExpr, scope: Scope, generation: Generation): string {
  if (offset === null) return boundaryType.replace('_', ' ');
  return `${expression(offset, scope, generation)} ${boundaryType === 'OFFSET_PRECEDING' ? 'PRECEDING' : 'FOLLOWING'}`;
}
