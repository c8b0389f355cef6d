import type { Expr, FunctionCall, ProjectScan, ResolvedColumn, Scan, SubqueryExpr } from '../../../googlesql/resolved-nodes.ts';
import { holds, isVolatile } from '../../../googlesql/resolved-tree.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import { duckType, structKey } from '../../storage/types.ts';
import { expression, mayRepeat, once } from '../expressions/expressions.ts';
import { isSingle } from '../expressions/guarded-branches.ts';
import type { Generation, Scope } from '../generation.ts';
import { groupingKey, holdsInterval } from './grouping-keys.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { lateValue } from './late-value.ts';
import { bringOuterColumns } from './outer-columns.ts';
import { unsupported } from '../refusal.ts';
import { raise } from '../text/raise.ts';
import { scan } from './scans.ts';
import { isProjectable, scopeOf, seal, sealUnless, writeColumns, type Select } from './select.ts';
import { isSimple, stringConstant, VOLATILE } from '../text/text.ts';

/** Texts up to this length may be written more than once. */
const SHORT = 400;

/** A query as an expression: one value, an array, EXISTS or IN. */
export function subquery(node: SubqueryExpr, scope: Scope, generation: Generation): string {
  const row = node.subqueryType === 'SCALAR' && !generation.notPlain.has(node) ? plainRow(node.subquery, scope, generation) : null;
  const plain = row?.get(node.subquery.columnList[0]?.id ?? -1);
  if (plain !== undefined && isRepeatable(plain)) return plain;
  generation.notPlain.add(node);
  const drawn = node.subqueryType === 'SCALAR' ? drawnPerRow(node, scope, generation) : null;
  if (drawn !== null) return drawn;
  // DuckDB computes a subquery once for outer values that it finds equal: of intervals equally long it would take any.
  if (node.parameterList.some(({ type }) => holdsInterval(type))) throw unsupported('A subquery that reads an INTERVAL of the query around it');
  const [value] = node.subquery.columnList;
  const late = node.subqueryType === 'SCALAR' && generation.isInBranch && node.parameterList.length === 0 && value !== undefined ? lateValue(node.subquery, value, scope, generation) : null;
  if (late !== null) return late;
  const select = scan(node.subquery, generation, scope);
  if (node.subqueryType === 'EXISTS') return `EXISTS (${writeColumns(select, []).sql})`;
  const [only] = node.subquery.columnList;
  if (only === undefined) throw new Error('A subquery expression has no column.');
  switch (node.subqueryType) {
    case 'SCALAR':
      return generation.isInBranch && node.parameterList.length === 0 && !isSingle(node.subquery) ? onlyRow(select, only, generation) : `(${writeColumns(select, [only]).sql})`;
    case 'ARRAY':
      return `ARRAY(${writeColumns(select, [only]).sql})`;
    case 'IN': {
      if (node.inExpr === null) throw new Error('IN has no left-hand side.');
      const nested = node.inExpr.type.kind === 'STRUCT' || node.inExpr.type.kind === 'ARRAY';
      if (nested) return anyEqual(node.inExpr, select, only, scope, generation);
      if (holdsInterval(node.inExpr.type)) return intervalIn(expression(node.inExpr, scope, generation), select, only, generation);
      return `(${expression(node.inExpr, scope, generation)} IN (${withoutNaN(select, only, generation)}))`;
    }
    default:
      throw unsupported(`${node.subqueryType.replace('_', ' ')} with a subquery`);
  }
}

/** The one row of a query that is computed whether its value is asked for or not: a second row fails only where it is. */
function onlyRow(select: Select, column: ResolvedColumn, generation: Generation): string {
  const { sql, names } = writeColumns(select, [column]);
  const failure = raise(stringConstant('Scalar subquery produced more than one element'), duckType(column.type));
  return once([`(SELECT list(${names[0] ?? ''}) FROM (SELECT * FROM (${sql}) LIMIT 2))`], (rows) => `CASE WHEN len(${rows}) > 1 THEN ${failure} ELSE list_extract(${rows}, 1) END`, generation);
}

/**
 * The columns of a query without FROM, as plain expressions: so they are computed only where they are needed, which DuckDB
 * does for no subquery. Null for other queries.
 */
export function plainRow(node: Scan, outer: Scope, generation: Generation): Map<number, string> | null {
  if (node.kind === 'SingleRowScan') return new Map();
  if (node.kind !== 'ProjectScan') return null;
  const columns = plainRow(node.inputScan, outer, generation);
  if (columns === null || [...columns.values()].some((text) => !isRepeatable(text) || text.length > SHORT)) return null;
  const computed = node.exprList.map(({ column, expr }) => [column.id, expression(expr, { columns, outer }, generation)] as const);
  return new Map([...columns, ...computed]);
}

/**
 * A query without FROM that draws random numbers, as a call of a function comes: a number for each row, where DuckDB would
 * compute the subquery once, or once for equal rows. What a function is given stays the same wherever the function reads it.
 * Null for other queries, and for `(SELECT RAND())`, which is computed once.
 */
function drawnPerRow(node: SubqueryExpr, scope: Scope, generation: Generation): string | null {
  if (!holds(node.subquery, isVolatile)) return null;
  const levels: ProjectScan[] = [];
  let input: Scan = node.subquery;
  for (; input.kind === 'ProjectScan'; input = input.inputScan) levels.unshift(input);
  const [only] = node.subquery.columnList;
  if (input.kind !== 'SingleRowScan' || only === undefined || (levels.length < 2 && node.parameterList.length === 0)) return null;
  const write = (index: number, columns: ReadonlyMap<number, string>): string => {
    const level = levels[index];
    if (level === undefined) return columns.get(only.id) ?? '';
    const texts = level.exprList.map(({ expr }) => expression(expr, { columns, outer: scope }, generation));
    return once(texts, (...names) => write(index + 1, new Map([...columns, ...level.exprList.map(({ column }, at) => [column.id, names[at] ?? ''] as const)])), generation);
  };
  const text = write(0, new Map());
  if (/\bSELECT\b/.test(text)) throw unsupported('A random number in a query without FROM, or in the call of a function, that holds a subquery');
  return bringOuterColumns(text, scope, generation);
}

/** A subquery is computed once, and a random number must stay the same one. */
function isRepeatable(text: string): boolean {
  return !/\b(?:SELECT|random|uuid)\b/.test(text);
}

/** NaN equals nothing, itself included: DuckDB's IN would find it. */
function withoutNaN(select: Select, column: ResolvedColumn, generation: Generation): string {
  if (!mayBeNaN(reference(column))) return writeColumns(select, [column]).sql;
  const sealed = sealUnless(isProjectable(select) && select.from !== null, select, [column], generation);
  const sql = sealed.columns.get(column.id) ?? '';
  return writeColumns({ ...sealed, where: [...sealed.where, `(${sql} IS NULL OR NOT isnan(${sql}))`] }, [column]).sql;
}

/** DuckDB's IN finds no interval of other parts. */
function intervalIn(value: string, select: Select, column: ResolvedColumn, generation: Generation): string {
  const sealed = seal(select, [column], generation);
  const key = groupingKey(sealed.columns.get(column.id) ?? '', column.type);
  return `(${once([value], (text) => groupingKey(text, column.type), generation, isSimple)} IN (SELECT ${key} FROM ${sealed.from ?? ''}))`;
}

/** IN by GoogleSQL's own equality, which for a value with NULL inside is open; DuckDB's IN finds NULL equal to NULL there. */
function anyEqual(value: Expr, select: Select, column: ResolvedColumn, scope: Scope, generation: Generation): string {
  const rows = seal(select, [column], generation);
  const equal: FunctionCall = {
    kind: 'FunctionCall',
    type: { kind: 'BOOL' },
    function: 'ZetaSQL:$equal',
    signature: 'FN_EQUAL',
    argumentList: [value, reference(column)],
    errorMode: 'DEFAULT_ERROR_MODE',
    genericArgumentList: [],
  };
  const condition = expression(equal, scopeOf(rows, scope), generation);
  const from = rows.from ?? '';
  const left = expression(value, scope, generation);
  const right = rows.columns.get(column.id) ?? '';
  if (isHashable(value.type) && isHashable(column.type) && !VOLATILE.test(from) && mayRepeat(left)) {
    // Only NULL inside leaves the answer open: all other rows are found by one hash join.
    const [openLeft, openRight] = [holdsNull(left, value.type), holdsNull(right, column.type)];
    const open = (where: string): string => `EXISTS (SELECT 1 FROM ${from} WHERE ${where} AND ${condition} IS NULL)`;
    return `CASE WHEN ${left} IN (SELECT ${right} FROM ${from} WHERE NOT ${openRight}) THEN TRUE WHEN ${open(openRight)} OR (${openLeft} AND ${open(openLeft)}) THEN NULL ELSE FALSE END`;
  }
  const found = generation.alias('e');
  return `(SELECT CASE WHEN bool_or(${found}) THEN TRUE WHEN count(*) > count(${found}) THEN NULL ELSE FALSE END FROM (SELECT ${condition} AS ${found} FROM ${from}))`;
}

/** Whether DuckDB finds two values without NULL equal where GoogleSQL does: not so for NaN. */
function isHashable(type: ResolvedType): boolean {
  return type.kind === 'STRUCT' ? type.fields.every((field) => isHashable(field.type)) : !['ARRAY', 'FLOAT64', 'JSON', 'INTERVAL', 'ENUM'].includes(type.kind);
}

function holdsNull(value: string, type: ResolvedType): string {
  if (type.kind !== 'STRUCT') return `(${value} IS NULL)`;
  const fields = type.fields.map((field, index) => holdsNull(`struct_extract(${value}, ${stringConstant(structKey(field.name, index, type.fields))})`, field.type));
  return `(${[`${value} IS NULL`, ...fields].join(' OR ')})`;
}

function reference(column: ResolvedColumn): Expr {
  return { kind: 'ColumnRef', type: column.type, column, isCorrelated: false };
}
