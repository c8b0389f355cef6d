import type { AggregateFunctionCall, ResolvedColumn } from '../../../googlesql/resolved-nodes.ts';
import { expression } from '../expressions/expressions.ts';
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
  const over = `OVER (${groups.length > 0 ? `PARTITION BY ${groups.join(', ')}` : ''})`;
  const marks = new Map<AggregateFunctionCall, string>();
  const extra = having.map((call) => {
    const alias = generation.alias('extreme');
    marks.set(call, alias);
    return `${isExtreme(call, scopeOf(select, outer), over, generation)} AS ${alias}`;
  });
  return { select: seal(select, visible, generation, [...beside, ...extra]), marks };
}

function isExtreme({ havingModifier }: AggregateFunctionCall, scope: Scope, over: string, generation: Generation): string {
  if (havingModifier === null) return 'TRUE';
  const value = groupingKey(expression(havingModifier.havingExpr, scope, generation), havingModifier.havingExpr.type);
  const found = `(${value} = ${havingModifier.kind === 'MAX' ? 'max' : 'min'}(${value}) ${over})`;
  return mayBeNaN(havingModifier.havingExpr) ? `(${found} AND bool_or(isnan(${value})) ${over} IS NOT TRUE)` : found;
}
