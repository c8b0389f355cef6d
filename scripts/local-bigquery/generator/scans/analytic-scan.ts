import type { AnalyticFunctionCall, AnalyticFunctionGroup, AnalyticScan, WindowFrame, WindowFrameExpr } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { duckType } from '../../storage/types.ts';
import { checkedNumber } from './counts.ts';
import { expression } from '../expressions/expressions.ts';
import { literalNumber } from '../expressions/float-arithmetic.ts';
import { findAggregate } from '../functions/aggregates/aggregates.ts';
import { lookUp, type Generation, type Scope } from '../generation.ts';
import { groupingKey } from './grouping-keys.ts';
import { mentions, nameArguments, type Named } from '../expressions/named-arguments.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { unsupported } from '../refusal.ts';
import { raise } from '../text/raise.ts';
import { stringConstant } from '../text/text.ts';
import { orderBy, scan } from './scans.ts';
import { isProjectable, scopeOf, seal, sealUnless, type Select } from './select.ts';

/** Window functions: computed columns of a SELECT. QUALIFY is a filter above it. */
export function analyticScan(node: AnalyticScan, generation: Generation, outer: Scope | null): Select {
  const input = scan(node.inputScan, generation, outer);
  const projectable = sealUnless(isProjectable(input), input, node.inputScan.columnList, generation);
  const beside: string[] = [];
  const calls = node.functionGroupList.flatMap((group) => group.analyticFunctionList.map(({ expr }) => expr)).filter((expr) => expr.kind === 'AnalyticFunctionCall');
  const named = nameArguments(calls, scopeOf(projectable, outer), generation, beside);
  const keys = nameOuterKeys(node.functionGroupList, scopeOf(projectable, outer), generation, beside);
  const select = beside.length === 0 ? projectable : seal(projectable, node.inputScan.columnList, generation, beside);
  const scope: Scope = { columns: new Map([...select.columns, ...keys]), outer };
  const columns = new Map(select.columns);
  const computed = new Set(select.computed);
  for (const group of node.functionGroupList) {
    for (const { column, expr } of group.analyticFunctionList) {
      if (expr.kind !== 'AnalyticFunctionCall') throw new Error(`${expr.kind} is not a window function.`);
      columns.set(column.id, windowFunction(expr, group, scope, generation, named));
      computed.add(column.id);
    }
  }
  return { ...select, columns, computed };
}

/** Keys that are columns of the query around: DuckDB finds none of those in a window. */
function nameOuterKeys(groups: readonly AnalyticFunctionGroup[], scope: Scope, generation: Generation, beside: string[]): ReadonlyMap<number, string> {
  const named = new Map<number, string>();
  const keys = groups.flatMap(({ partitionBy, orderBy: order }) => [...(partitionBy?.partitionByList ?? []), ...(order?.orderByItemList.map(({ columnRef }) => columnRef) ?? [])]);
  for (const { column } of keys) {
    const sql = lookUp(scope, column);
    if (named.has(column.id) || !mentions(sql, scope.outer)) continue;
    const alias = generation.alias('key');
    named.set(column.id, alias);
    beside.push(`${sql} AS ${alias}`);
  }
  return named;
}

function windowFunction(node: AnalyticFunctionCall, group: AnalyticFunctionGroup, scope: Scope, generation: Generation, named: Named): string {
  if (node.errorMode === 'SAFE_ERROR_MODE') throw unsupported('SAFE. before a window function');
  const over = ` OVER (${windowClauses(node, group, scope, generation).join(' ')})`;
  const args = node.argumentList.map((argument) => named.get(argument) ?? expression(argument, scope, generation));
  return findAggregate(node)({
    args,
    node,
    order: [],
    isSmall: generation.readsNoTable,
    apply: (name, values, filter) =>
      `${name}(${node.distinct ? 'DISTINCT ' : ''}${values.join(', ')})${filter === undefined ? '' : ` FILTER (WHERE ${filter})`}${over}`,
  });
}

const NOT_FINITE = raise(stringConstant('RANGE between UNBOUNDED and an offset over NaN, infinities or numbers beyond 1e308 is not supported by the local BigQuery'), 'DOUBLE');

function windowClauses(node: AnalyticFunctionCall, group: AnalyticFunctionGroup, scope: Scope, generation: Generation): string[] {
  const clauses: string[] = [];
  const partitions = group.partitionBy?.partitionByList ?? [];
  if (partitions.some(({ type }) => type.kind === 'FLOAT64')) {
    throw new BigQueryError('invalidQuery', 'Partitioning by expressions of type FLOAT64 is not allowed', 'query');
  }
  const parts = partitions.map(({ column }) => groupingKey(lookUp(scope, column), column.type));
  const items = group.orderBy?.orderByItemList ?? [];
  const [first] = items;
  let ordered: FrameKey | null = null;
  if (node.windowFrame !== null && isByDistance(node.windowFrame) && first !== undefined) {
    if (first.columnRef.type.kind === 'BIGNUMERIC') throw unsupported('RANGE with an offset over BIGNUMERIC');
    let key = lookUp(scope, first.columnRef.column);
    // DuckDB measures a distance along one key only. NaN is as far from every number as NULL is: apart, each is its own frame.
    if (mayBeNaN(first.columnRef)) {
      if (isUnbounded(node.windowFrame)) {
        if (!hasOffsetsUpTo(1e300, node.windowFrame)) throw unsupported('RANGE between UNBOUNDED and an offset over FLOAT64 that is not a literal up to 1e300');
        // Whose sum with an offset is finite as well.
        key = `CASE WHEN abs(${key}) <= 1e308 OR ${key} IS NULL THEN ${key} ELSE ${NOT_FINITE} END`;
      } else {
        // No finite offset leads to an infinity, as a sum beyond the range of FLOAT64 would.
        parts.push(hasOffsetsUpTo(Number.MAX_VALUE, node.windowFrame) ? `CASE WHEN NOT isfinite(${key}) THEN ${key} END` : `isnan(${key})`);
      }
    }
    ordered = { sql: wider(key, first.columnRef.type), isDescending: first.isDescending };
    const [item] = orderBy([first], { columns: new Map([[first.columnRef.column.id, ordered.sql]]), outer: null }).slice(-1);
    clauses.push(`ORDER BY ${item ?? ''}`);
  } else if (items.length > 0) {
    clauses.push(`ORDER BY ${orderBy(items, scope).join(', ')}`);
  }
  if (parts.length > 0) clauses.unshift(`PARTITION BY ${parts.join(', ')}`);
  if (node.windowFrame !== null) clauses.push(frame(node.windowFrame, ordered, scope, generation));
  return clauses;
}

function isByDistance({ frameUnit, startExpr, endExpr }: WindowFrame): boolean {
  return frameUnit === 'RANGE' && [startExpr, endExpr].some(({ expression: offset }) => offset !== null);
}

/** Whether the offsets are literals no greater than this. */
function hasOffsetsUpTo(limit: number, { startExpr, endExpr }: WindowFrame): boolean {
  return [startExpr, endExpr].every(({ expression: offset }) => offset === null || (literalNumber(offset) ?? Infinity) <= limit);
}

function isUnbounded({ startExpr, endExpr }: WindowFrame): boolean {
  return [startExpr, endExpr].some(({ boundaryType }) => boundaryType.startsWith('UNBOUNDED'));
}

/** The end of a frame may lie beyond the limits of INT64, and of NUMERIC, which is counted in its smallest units. */
function wider(sql: string, { kind }: { readonly kind: string }): string {
  if (kind === 'NUMERIC') return `replace(${sql}::DECIMAL(38,9)::VARCHAR, '.', '')::HUGEINT`;
  return kind === 'INT64' ? `${sql}::HUGEINT` : sql;
}

/** Farther from 0 than every NUMERIC in its smallest units, and as far as HUGEINT reaches from there. */
const FAR = '160000000000000000000000000000000000000::HUGEINT';

/** An offset no greater than what leads beyond all NUMERIC values, for HUGEINT holds no sum of the greatest two. */
function within(offset: string, key: string, isLower: boolean): string {
  return isLower ? `least(${offset}, ${FAR} + least(${key}, 0))` : `least(${offset}, ${FAR} - greatest(${key}, 0))`;
}

interface FrameKey {
  readonly sql: string;
  readonly isDescending: boolean;
}

function frame({ frameUnit, startExpr, endExpr }: WindowFrame, key: FrameKey | null, scope: Scope, generation: Generation): string {
  return `${frameUnit} BETWEEN ${bound(startExpr, frameUnit, key, scope, generation)} AND ${bound(endExpr, frameUnit, key, scope, generation)}`;
}

function bound({ boundaryType, expression: offset }: WindowFrameExpr, frameUnit: WindowFrame['frameUnit'], key: FrameKey | null, scope: Scope, generation: Generation): string {
  if (offset === null) return boundaryType.replace('_', ' ');
  const number = checkedNumber(offset, duckType(offset.type as SqlType), OFFSET_MESSAGES, scope, generation);
  const direction = boundaryType === 'OFFSET_PRECEDING' ? 'PRECEDING' : 'FOLLOWING';
  if (frameUnit !== 'RANGE') return `${number} ${direction}`;
  const distance = wider(number, offset.type);
  return `${key !== null && offset.type.kind === 'NUMERIC' ? within(distance, key.sql, (direction === 'PRECEDING') !== key.isDescending) : distance} ${direction}`;
}

const OFFSET_MESSAGES = {
  isNull: 'The boundary offset value cannot be null',
  isNegative: 'Window frame offset for PRECEDING or FOLLOWING must be non-negative, but was ',
};
