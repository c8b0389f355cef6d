import type { ArrayScan, Expr } from '../../../googlesql/resolved-nodes.ts';
import { expression } from '../expressions/expressions.ts';
import type { Generation, Scope } from '../generation.ts';
import { mentions } from '../expressions/named-arguments.ts';
import { derived, numbered, perRow } from './outer-join.ts';
import { fromItem, scan } from './scans.ts';
import { columnAlias, item, seal, selectFrom, writeSelect, type Select } from './select.ts';
import { isSimple } from '../text/text.ts';

/** UNNEST, alone or joined to its left neighbour, with the element's offset from 0 where it is asked for. */
export function arrayScan(node: ArrayScan, generation: Generation, outer: Scope | null): Select {
  const input = node.inputScan === null ? null : fromItem(scan(node.inputScan, generation, outer), node.inputScan, generation);
  const array = expression(node.arrayExpr, { columns: input?.columns ?? new Map<number, string>(), outer }, generation);
  if (input !== null && (!node.isOuter || node.joinExpr === null) && [...input.columns.values()].some((column) => array.includes(column))) {
    return inPlace(node, input, array, generation, outer);
  }
  const alias = generation.alias('u');
  const element = columnAlias(node.elementColumn);
  const columns = new Map(input?.columns);
  columns.set(node.elementColumn.id, `${alias}.${element}`);
  const offset = node.arrayOffsetColumn?.column ?? null;
  if (offset !== null) columns.set(offset.id, `${alias}.${columnAlias(offset)}`);
  const unnest = `(${unnested(array, element, offset === null ? null : columnAlias(offset), generation)}) AS ${alias}`;
  if (input === null) return selectFrom(unnest, columns);
  const condition = node.joinExpr === null ? 'TRUE' : expression(node.joinExpr, { columns, outer }, generation);
  // DuckDB takes no subquery and no column of the query around in the condition of an outer join, and where the elements are
  // computed of the neighbour's columns no condition that is more than a comparison of both sides.
  const isLateral = /\bSELECT\b/.test(condition) || [...input.columns.values()].some((column) => array.includes(column));
  if (node.isOuter && node.joinExpr !== null && (isLateral || mentions(condition, outer))) return joinLateral(node, node.joinExpr, input, generation, outer);
  return selectFrom(`${input.from ?? ''}\n${node.isOuter ? 'LEFT JOIN' : 'JOIN'} LATERAL ${unnest} ON ${condition}`, columns, true);
}

/** The outer join to those elements that the condition leaves. */
function joinLateral(node: ArrayScan, joinExpr: Expr, input: Select, generation: Generation, outer: Scope | null): Select {
  const rows = numbered(input, generation);
  const alias = generation.alias('u');
  const offset = node.arrayOffsetColumn?.column ?? null;
  const columns = new Map(rows.columns);
  for (const column of [node.elementColumn, ...(offset === null ? [] : [offset])]) columns.set(column.id, `${alias}.${columnAlias(column)}`);
  const array = expression(node.arrayExpr, { columns: rows.columns, outer }, generation);
  const unnest = unnested(array, columnAlias(node.elementColumn), offset === null ? null : columnAlias(offset), generation);
  const condition = expression(joinExpr, { columns, outer }, generation);
  return selectFrom(`${derived(rows)}\nLEFT JOIN LATERAL (SELECT * FROM (${unnest}) AS ${alias} WHERE ${perRow(rows)} AND ${condition}) AS ${alias} ON TRUE`, columns, true);
}

/**
 * Unnests what is computed of the neighbour's columns as one more of them. A join would find the elements by the values that
 * they are computed of: slower, in another order, and taking -0.0 for 0.0. For an outer join an empty array gives one NULL.
 */
function inPlace(node: ArrayScan, input: Select, array: string, generation: Generation, outer: Scope | null): Select {
  const name = generation.alias('a');
  const rows = isSimple(array) ? input : seal(input, node.inputScan?.columnList ?? [], generation, [`${array} AS ${name}`]);
  const list = isSimple(array) ? array : name;
  const unnest = (elements: string): string => `unnest(${node.isOuter ? `CASE WHEN len(${list}) > 0 THEN ${elements} ELSE [NULL] END` : elements})`;
  const offset = node.arrayOffsetColumn?.column ?? null;
  const alias = generation.alias('u');
  const kept = [...new Map(node.inputScan?.columnList.map((column) => [column.id, column])).values()].filter(({ id }) => generation.used.has(id));
  const items = [
    ...kept.map((column) => item(rows, column, columnAlias(column))),
    `${unnest(list)} AS ${columnAlias(node.elementColumn)}`,
    ...(offset === null ? [] : [`${unnest(`range(len(${list}))`)} AS ${columnAlias(offset)}`]),
  ];
  const offered = [...kept, node.elementColumn, ...(offset === null ? [] : [offset])];
  const columns = new Map(offered.map((column) => [column.id, `${alias}.${columnAlias(column)}`]));
  const select = selectFrom(`(${writeSelect(rows, items)}) AS ${alias}`, columns);
  return node.joinExpr === null ? select : { ...select, where: [expression(node.joinExpr, { columns, outer }, generation)] };
}

function unnested(array: string, element: string, offset: string | null, generation: Generation): string {
  if (offset === null) return `SELECT unnest(${array}) AS ${element}`;
  if (isSimple(array)) return `SELECT unnest(${array}) AS ${element}, unnest(range(len(${array}))) AS ${offset}`;
  const alias = generation.alias('a');
  return `SELECT unnest(${alias}.elements) AS ${element}, unnest(range(len(${alias}.elements))) AS ${offset} FROM (SELECT ${array} AS elements) AS ${alias}`;
}
