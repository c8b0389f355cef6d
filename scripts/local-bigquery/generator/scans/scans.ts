import type {
  ComputedColumn, Expr, FilterScan, LimitOffsetScan, OrderByItem, OrderByScan, ProjectScan, ResolvedColumn, SampleScan, Scan, SetOperationItem, SetOperationScan, TableScan,
} from '../../../googlesql/resolved-nodes.ts';
import { aggregateScan } from './aggregate-scan.ts';
import { analyticScan } from './analytic-scan.ts';
import { arrayScan } from './array-scan.ts';
import { literalNumber } from '../expressions/constants.ts';
import { collated } from './collation.ts';
import { constantRows } from './constant-rows.ts';
import { checkedNumber, LIMIT_MESSAGES } from './counts.ts';
import { recursiveRefScan, withRefScan, withScan } from './cte.ts';
import { expression } from '../expressions/expressions.ts';
import { lookUp, type Generation, type Scope } from '../generation.ts';
import { groupingKey, holdsInterval } from './grouping-keys.ts';
import { joinScan } from './join-scan.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { unsupported } from '../refusal.ts';
import { isBare, isFilterable, isProjectable, scopeOf, sealOrdered, sealUnless, selectFrom, writeColumns, type Select } from './select.ts';
import { VOLATILE } from '../text/text.ts';
import { quoteName } from '../../storage/types.ts';

/** Turns a scan of the resolved tree into a SELECT. `outer` is the scope of the query around it. */
export function scan(node: Scan, generation: Generation, outer: Scope | null): Select {
  switch (node.kind) {
    case 'SingleRowScan':
      return selectFrom(null, new Map());
    case 'TableScan':
      return tableScan(node, generation);
    case 'ProjectScan':
      return projectScan(node, generation, outer);
    case 'FilterScan':
      return filterScan(node, generation, outer);
    case 'JoinScan':
      return joinScan(node, generation, outer);
    case 'ArrayScan':
      return arrayScan(node, generation, outer);
    case 'AggregateScan':
      return aggregateScan(node, generation, outer);
    case 'AnalyticScan':
      return analyticScan(node, generation, outer);
    case 'OrderByScan':
      return orderByScan(node, generation, outer);
    case 'LimitOffsetScan':
      return limitOffsetScan(node, generation, outer);
    case 'SampleScan':
      return sampleScan(node, generation, outer);
    case 'SetOperationScan':
      return setOperationScan(node, generation, outer);
    case 'WithScan':
      return withScan(node, generation, outer);
    case 'WithRefScan':
      return withRefScan(node, generation);
    case 'RecursiveRefScan':
      return recursiveRefScan(node, generation);
    default:
      throw unsupported(SCAN_NAMES[(node as { kind: string }).kind] ?? `The operator ${(node as { kind: string }).kind}`);
  }
}

const SCAN_NAMES: Readonly<Record<string, string>> = {
  TVFScan: 'A table function',
  GroupRowsScan: 'GROUP_ROWS',
};

function tableScan(node: TableScan, generation: Generation): Select {
  if (node.forSystemTimeExpr !== null && !isNow(node.forSystemTimeExpr)) throw unsupported('FOR SYSTEM_TIME AS OF a time other than CURRENT_TIMESTAMP()');
  const relation = generation.relation(node.table);
  const alias = generation.alias('t');
  const columns = new Map<number, string>();
  node.columnList.forEach((column, index) => {
    const source = relation.columns[node.columnIndexList[index] ?? -1];
    if (source === undefined) throw new Error(`Table ${node.table} has no column at position ${String(node.columnIndexList[index])}.`);
    columns.set(column.id, `${alias}.${quoteName(source.name)}`);
  });
  if (relation.kind === 'table') {
    const read = node.columnList.filter(({ id }) => generation.used.has(id)).map(({ name }) => name);
    generation.context.onScan?.(relation.ref, read);
  }
  return selectFrom(`${relation.from} AS ${alias}`, columns);
}

/** The one time whose state is kept. */
function isNow(time: Expr): boolean {
  return time.kind === 'FunctionCall' && time.signature === 'FN_CURRENT_TIMESTAMP';
}

/** A sample is drawn by blocks of storage, which are BigQuery's own: only all rows and none are the same everywhere. */
function sampleScan(node: SampleScan, generation: Generation, outer: Scope | null): Select {
  const percent = node.method.toUpperCase() === 'SYSTEM' && node.unit === 'PERCENT' ? literalNumber(node.size) : null;
  if (percent !== 0 && percent !== 100) throw unsupported('TABLESAMPLE other than SYSTEM (0 PERCENT) and SYSTEM (100 PERCENT)');
  if (node.repeatableArgument !== null || node.weightColumn !== null || node.partitionByList.length > 0) throw unsupported('TABLESAMPLE with REPEATABLE, WEIGHT or PARTITION BY');
  const input = scan(node.inputScan, generation, outer);
  if (percent === 100) return input;
  const select = sealUnless(isFilterable(input), input, node.inputScan.columnList, generation);
  return { ...select, where: [...select.where, 'FALSE'] };
}

function projectScan(node: ProjectScan, generation: Generation, outer: Scope | null): Select {
  return compute(scan(node.inputScan, generation, outer), node.exprList, node.inputScan.columnList, generation, outer);
}

/**
 * Whether columns can be added to a select that is ordered: a subquery, unlike a table of its own, keeps no order of what it
 * selects from. Where it has a limit, only what cannot fail for the rows beyond.
 */
function staysOrdered(select: Select, exprList: readonly ComputedColumn[]): boolean {
  return select.computed.size === 0 && select.groupBy === null && (select.limit === null || exprList.every(({ expr }) => cannotFail(expr)));
}

function cannotFail(expr: Expr): boolean {
  if (expr.kind === 'MakeStruct') return expr.fieldList.every(cannotFail);
  return expr.kind === 'ColumnRef' || expr.kind === 'Literal' || expr.kind === 'Parameter';
}

/** Adds computed columns to a select whose visible columns are `visible`. */
export function compute(
  input: Select,
  exprList: readonly ComputedColumn[],
  visible: readonly ResolvedColumn[],
  generation: Generation,
  outer: Scope | null,
): Select {
  if (exprList.length === 0) return input;
  const select = isProjectable(input) || staysOrdered(input, exprList) ? input : sealOrdered(input, visible, generation);
  const scope = scopeOf(select, outer);
  const columns = new Map(select.columns);
  const computed = new Set(select.computed);
  let isVolatile = false;
  for (const { column, expr } of exprList) {
    const sql = expression(expr, scope, generation);
    columns.set(column.id, sql);
    if (expr.kind !== 'ColumnRef') computed.add(column.id);
    isVolatile ||= VOLATILE.test(sql);
  }
  const result = { ...select, columns, computed };
  // A column may be read twice: its text must not be written twice.
  return isVolatile ? sealOrdered(result, [...visible, ...exprList.map(({ column }) => column)], generation) : result;
}

function filterScan(node: FilterScan, generation: Generation, outer: Scope | null): Select {
  const input = scan(node.inputScan, generation, outer);
  const select = sealUnless(isFilterable(input), input, node.inputScan.columnList, generation);
  const conditions = conjuncts(node.filterExpr).map((condition) => expression(condition, scopeOf(select, outer), generation));
  return { ...select, where: [...select.where, ...conditions] };
}

/** The parts of a condition that all must hold. */
export function conjuncts(condition: Expr): readonly Expr[] {
  return condition.kind === 'FunctionCall' && condition.signature === 'FN_AND' ? condition.argumentList.flatMap(conjuncts) : [condition];
}

export function fromItem(select: Select, node: Scan, generation: Generation): Select {
  return sealUnless(isBare(select), select, node.columnList, generation);
}

function orderByScan(node: OrderByScan, generation: Generation, outer: Scope | null): Select {
  const input = scan(node.inputScan, generation, outer);
  const simple = input.limit === null && input.orderBy.length === 0 && input.groupBy === null && node.orderByItemList.every(({ columnRef }) => !input.computed.has(columnRef.column.id));
  const select = sealUnless(simple, input, node.inputScan.columnList, generation);
  return { ...select, orderBy: orderBy(node.orderByItemList, scopeOf(select, outer)) };
}

/** ORDER BY items with GoogleSQL's order: NULL first, then NaN, when ascending. */
export function orderBy(items: readonly OrderByItem[], scope: Scope): string[] {
  return items.flatMap(({ columnRef, isDescending, nullOrder, collationName }) => {
    const sql = collated(lookUp(scope, columnRef.column), collationName);
    const nullsFirst = nullOrder === 'ORDER_UNSPECIFIED' ? !isDescending : nullOrder === 'NULLS_FIRST';
    const direction = `${isDescending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    if (mayBeNaN(columnRef)) return [`isnan(${sql}) ${isDescending ? 'ASC' : 'DESC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`, `${sql} ${direction}`];
    // DuckDB orders intervals part by part.
    return [`${groupingKey(sql, columnRef.type)} ${direction}`];
  });
}

function limitOffsetScan(node: LimitOffsetScan, generation: Generation, outer: Scope | null): Select {
  const input = scan(node.inputScan, generation, outer);
  const select = sealUnless(input.limit === null, input, node.inputScan.columnList, generation);
  const count = (number: Expr): string => checkedNumber(number, 'BIGINT', LIMIT_MESSAGES, { columns: new Map(), outer }, generation);
  const limit = `LIMIT ${count(node.limit)}`;
  const offset = node.offset === null ? '' : ` OFFSET ${count(node.offset)}`;
  return { ...select, limit: limit + offset };
}

const SET_OPERATORS: Readonly<Record<string, string>> = {
  UNION_ALL: 'UNION ALL',
  UNION_DISTINCT: 'UNION',
  INTERSECT_DISTINCT: 'INTERSECT',
  EXCEPT_DISTINCT: 'EXCEPT',
};

function setOperationScan(node: SetOperationScan, generation: Generation, outer: Scope | null): Select {
  const operator = SET_OPERATORS[node.opType];
  if (operator === undefined) throw unsupported(node.opType.replace('_', ' '));
  const arms = node.inputItemList.map((item) => setOperationItem(item, generation, outer));
  const alias = generation.alias('q');
  const columns = new Map(node.columnList.map((column, index) => [column.id, `${alias}.${arms[0]?.names[index] ?? ''}`]));
  if (operator !== 'UNION ALL' && node.columnList.some(({ type }) => holdsInterval(type))) return byKeys(operator, arms, node.columnList, columns, alias);
  const rows = operator === 'UNION ALL' ? constantRows(node.inputItemList, arms[0]?.names ?? [], alias, outer, generation) : null;
  if (rows !== null) return selectFrom(rows, columns);
  // Nested from the left: INTERSECT would else bind tighter than its neighbours.
  const text = arms.map(({ sql }) => `(${sql})`).reduce((left, right) => `(${left}\n${operator}\n${right})`);
  const flat = operator === 'UNION ALL' ? `(${arms.map(({ sql }) => `(${sql})`).join('\nUNION ALL\n')})` : text;
  return selectFrom(`${flat} AS ${alias}`, columns);
}

/** Rows told apart by the lengths of their intervals; of equal ones the first is taken. */
function byKeys(operator: string, arms: readonly Arm[], columnList: readonly ResolvedColumn[], columns: ReadonlyMap<number, string>, alias: string): Select {
  const names = arms[0]?.names ?? [];
  const keys = (row: string): string[] => names.map((name, index) => groupingKey(`${row}.${name}`, columnList[index]?.type ?? { kind: 'INT64' }));
  const renamed = arms.map(({ sql, names: own }) => `SELECT ${own.map((name, index) => `arm.${name} AS ${names[index] ?? ''}`).join(', ')} FROM (${sql}) AS arm`);
  const text = renamed.reduce((left, right) => {
    if (operator === 'UNION') return `SELECT DISTINCT ON (${keys('l').join(', ')}) l.* FROM (${left}\nUNION ALL\n${right}) AS l`;
    const [ofLeft, ofRight] = [keys('l'), keys('r')];
    const same = ofLeft.map((key, index) => `${key} IS NOT DISTINCT FROM ${ofRight[index] ?? ''}`).join(' AND ');
    return `SELECT DISTINCT ON (${ofLeft.join(', ')}) l.* FROM (${left}) AS l WHERE ${operator === 'EXCEPT' ? 'NOT ' : ''}EXISTS (SELECT 1 FROM (${right}) AS r WHERE ${same})`;
  });
  return selectFrom(`(${text}) AS ${alias}`, columns);
}

interface Arm {
  readonly sql: string;
  readonly names: readonly string[];
}

export function setOperationItem(item: SetOperationItem, generation: Generation, outer: Scope | null): Arm {
  return writeColumns(scan(item.scan, generation, outer), item.outputColumnList);
}

