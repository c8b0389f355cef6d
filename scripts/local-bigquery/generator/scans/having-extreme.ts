import type { AggregateFunctionCall, ResolvedColumn } from '../../../googlesql/resolved-nodes.ts';
import { expression } from '../expressions/expressions.ts';
import { mentions } from '../expressions/named-arguments.ts';
import type { Generation, Scope } from '../generation.ts';
import { groupingKey } from './grouping-keys.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { scopeOf, seal, type Select } from './select.ts';

/** Which rows of its group an aggregate with HAVING MAX or HAVING MIN takes: a column of the select, by call. */
export type Marks = ReadonlyMap<AggregateFunctionCall, string>;

/**
 * Computes beside the rows whether each holds the greatest or least value of its group: an aggregate cannot ask for another.
 * Where a value is NaN, it is both extremes, and equals no row.
 *
 * @param keys how the keys of the groups are written in `select`
 * @param beside what else is to be computed beside the rows, `expression AS alias`
 */
export function markExtremes(
  calls: readonly AggregateFunctionCall[],
  select: Select,
  keys: Iterable<string>,
  visible: readonly ResolvedColumn[],
  outer: Scope | null,
  generation: Generation,
  beside: readonly string[],
): { readonly select: Select; readonly marks: Marks } {
  const having = calls.filter(({ havingModifier }) => havingModifier !== null);
  if (having.length + beside.length === 0) return { select, marks: new Map() };
  const groups = [...new Set(keys)];
  const values = having.map((call) => valueOf(call, scopeOf(select, outer), generation));
  const marks = new Map(having.map((call) => [call, generation.alias('extreme')]));
  const extremes = (of: readonly string[], by: readonly string[]): string[] => {
    const over = `OVER (${by.length > 0 ? `PARTITION BY ${by.join(', ')}` : ''})`;
    return having.map((call, index) => `${isExtreme(call, of[index] ?? '', over)} AS ${marks.get(call) ?? ''}`);
  };
  if (!values.some((value) => mentions(value, outer))) return { select: seal(select, visible, generation, [...beside, ...extremes(values, groups)]), marks };
  // DuckDB finds no column of the query around in a window: the values become columns first.
  const named = [...values, ...groups].map((sql) => ({ sql, alias: generation.alias('key') }));
  const first = seal(select, visible, generation, [...beside, ...named.map(({ sql, alias }) => `${sql} AS ${alias}`)]);
  const aliases = named.map(({ alias }) => alias);
  const passed = beside.map((item) => item.slice(item.lastIndexOf(' AS ') + 4));
  return { select: seal(first, visible, generation, [...passed, ...extremes(aliases.slice(0, values.length), aliases.slice(values.length))]), marks };
}

function valueOf({ havingModifier }: AggregateFunctionCall, scope: Scope, generation: Generation): string {
  return havingModifier === null ? '' : groupingKey(expression(havingModifier.havingExpr, scope, generation), havingModifier.havingExpr.type);
}

function isExtreme({ havingModifier }: AggregateFunctionCall, value: string, over: string): string {
  if (havingModifier === null) return 'TRUE';
  const found = `(${value} = ${havingModifier.kind === 'MAX' ? 'max' : 'min'}(${value}) ${over})`;
  return mayBeNaN(havingModifier.havingExpr) ? `(${found} AND bool_or(isnan(${value})) ${over} IS NOT TRUE)` : found;
}
