import type { ArrayScan } from '../../googlesql/resolved-nodes.ts';
import { expression } from './expressions.ts';
import type { Generation, Scope } from './generation.ts';
import { fromItem, scan } from './scans.ts';
import { columnAlias, selectFrom, type Select } from './select.ts';
import { isSimple } from './text.ts';

/** UNNEST, alone or joined to its left neighbour, with the element's offset from 0 where it is asked for. */
export function arrayScan(node: ArrayScan, generation: Generation, outer: Scope | null): Select {
  const input = node.inputScan === null ? null : fromItem(scan(node.inputScan, generation, outer), node.inputScan, generation);
  const array = expression(node.arrayExpr, { columns: input?.columns ?? new Map<number, string>(), outer }, generation);
  const alias = generation.alias('u');
  const element = columnAlias(node.elementColumn);
  const columns = new Map(input?.columns);
  columns.set(node.elementColumn.id, `${alias}.${element}`);
  const offset = node.arrayOffsetColumn?.column ?? null;
  if (offset !== null) columns.set(offset.id, `${alias}.${columnAlias(offset)}`);
  const unnest = `(${unnested(array, element, offset === null ? null : columnAlias(offset), generation)}) AS ${alias}`;
  if (input === null) return selectFrom(unnest, columns);
  const condition = node.joinExpr === null ? 'TRUE' : expression(node.joinExpr, { columns, outer }, generation);
  return selectFrom(`${input.from ?? ''}\n${node.isOuter ? 'LEFT JOIN' : 'JOIN'} LATERAL ${unnest} ON ${condition}`, columns, true);
}

function unnested(array: string, element: string, offset: string | null, generation: Generation): string {
  if (offset === null) return `SELECT unnest(${array}) AS ${element}`;
  if (isSimple(array)) return `SELECT unnest(${array}) AS ${element}, unnest(range(len(${array}))) AS ${offset}`;
  const alias = generation.alias('a');
  return `SELECT unnest(${alias}.elements) AS ${element}, unnest(range(len(${alias}.elements))) AS ${offset} FROM (SELECT ${array} AS elements) AS ${alias}`;
}
