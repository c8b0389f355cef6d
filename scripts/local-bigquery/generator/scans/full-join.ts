import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { VOLATILE } from '../text/text.ts';
import { selectFrom, type Select } from './select.ts';

/**
 * A FULL JOIN that reads columns of the queries around, which DuckDB does not take: the LEFT JOIN, and after it those rows of
 * the right-hand side that have no partner.
 * @param hidden columns that the sides carry for the conditions alone
 */
export function fullJoin(left: Select, right: Select, conditions: readonly string[], columns: ReadonlyMap<number, string>, hidden: readonly number[], generation: Generation): Select {
  if (VOLATILE.test(`${left.from ?? ''} ${right.from ?? ''} ${conditions.join(' ')}`)) throw unsupported('A FULL JOIN that reads columns of the query around it and draws random numbers');
  const [alias, present] = [generation.alias('q'), generation.alias('e')];
  const kept = [...columns].filter(([id]) => generation.used.has(id) && !hidden.includes(id));
  const isOfLeft = (id: number): boolean => left.columns.has(id);
  const side = right.isJoin ? `(${right.from ?? ''})` : (right.from ?? '');
  const on = conditions.join(' AND ') || 'TRUE';
  const rows = (isLeft: boolean): string => kept.map(([id, sql]) => `${isLeft || !isOfLeft(id) ? sql : 'NULL'} AS c${id}`).join(', ') || '1 AS one';
  const marked = `${left.from ?? ''} CROSS JOIN (SELECT TRUE AS ${present}) AS ${present}`;
  const halves = [`SELECT ${rows(true)} FROM ${left.from ?? ''} LEFT JOIN ${side} ON ${on}`, `SELECT ${rows(false)} FROM (${marked}) RIGHT JOIN ${side} ON ${on} WHERE ${present}.${present} IS NULL`];
  return selectFrom(`(${halves.join(' UNION ALL ')}) AS ${alias}`, new Map(kept.map(([id]) => [id, `${alias}.c${id}`])));
}
