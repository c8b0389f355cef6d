import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { expression } from './expressions.ts';
import type { Generation, Scope } from '../generation.ts';
import { holdsInterval } from '../scans/grouping-keys.ts';
import { isSimple } from '../text/text.ts';

/** Arguments of aggregate calls that are columns of their own, by their alias. */
export type Named = ReadonlyMap<Expr, string>;

/**
 * Has arguments computed beside the rows: those that hold intervals, because aggregates write them many times, and those that
 * name columns of the query around, because DuckDB takes an aggregate of nothing else for one of that query.
 * @param beside takes them, `expression AS alias`
 */
export function nameArguments(calls: readonly { readonly argumentList: readonly Expr[] }[], scope: Scope, generation: Generation, beside: string[]): Named {
  const named = new Map<Expr, string>();
  for (const argument of calls.flatMap(({ argumentList }) => argumentList)) {
    if (!holdsInterval(argument.type) && scope.outer === null) continue;
    const sql = expression(argument, scope, generation);
    if (!mentions(sql, scope.outer) && (!holdsInterval(argument.type) || isSimple(sql))) continue;
    const alias = generation.alias('argument');
    named.set(argument, alias);
    beside.push(`${sql} AS ${alias}`);
  }
  return named;
}

/** Whether a text names a column of the queries around. */
export function mentions(sql: string, outer: Scope | null): boolean {
  return outer !== null && ([...outer.columns.values()].some((column) => sql.includes(column)) || mentions(sql, outer.outer));
}
