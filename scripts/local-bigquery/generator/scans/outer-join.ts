import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { VOLATILE } from '../text/text.ts';
import { selectFrom, type Select } from './select.ts';

/** An outer join of which DuckDB takes one part or another in no other form than here. */
export interface OuterJoin {
  readonly type: 'LEFT' | 'RIGHT' | 'FULL';
  readonly left: Select;
  readonly right: Select;
  readonly conditions: readonly string[];
  /** Of both sides. */
  readonly columns: ReadonlyMap<number, string>;
  /** Columns that the sides carry for the conditions alone. */
  readonly hidden: readonly number[];
}

/** An outer join with a subquery in its condition that reads both sides: what DuckDB takes is one in WHERE. */
export function joinBySubquery(join: OuterJoin, generation: Generation): Select {
  if (join.type === 'FULL') return fullJoin(join, generation, lateral);
  const [kept, filtered] = join.type === 'LEFT' ? [join.left, join.right] : [join.right, join.left];
  const alias = generation.alias('q');
  const columns = offered(join, generation);
  const from = lateral(kept, filtered, join.conditions, columns.filter(([id]) => filtered.columns.has(id)), alias);
  return selectFrom(from, new Map(columns.map(([id, sql]) => [id, filtered.columns.has(id) ? `${alias}.c${id}` : sql])), true);
}

/**
 * A FULL JOIN that reads columns of the queries around, which DuckDB does not take: the LEFT JOIN, and after it those rows of
 * the right-hand side that have no partner.
 */
export function fullJoin(join: OuterJoin, generation: Generation, leftJoin: typeof lateral = plain): Select {
  const { left, right, conditions } = join;
  if (VOLATILE.test(`${left.from ?? ''} ${right.from ?? ''} ${conditions.join(' ')}`)) throw unsupported('A FULL JOIN that draws random numbers and reads columns of the query around it, or holds a subquery that reads both sides,');
  const [alias, inner] = [generation.alias('q'), generation.alias('q')];
  const columns = offered(join, generation);
  const ofRight = columns.filter(([id]) => right.columns.has(id));
  const first = columns.map(([id, sql]) => `${leftJoin === lateral && right.columns.has(id) ? `${inner}.c${id}` : sql} AS c${id}`);
  const second = columns.map(([id, sql]) => `${right.columns.has(id) ? sql : 'NULL'} AS c${id}`);
  const alone = `${right.from ?? ''} WHERE NOT EXISTS (SELECT 1 FROM ${left.from ?? ''} WHERE ${all(conditions)})`;
  const halves = [`SELECT ${list(first)} FROM ${leftJoin(left, right, conditions, ofRight, inner)}`, `SELECT ${list(second)} FROM ${alone}`];
  return selectFrom(`(${halves.join(' UNION ALL ')}) AS ${alias}`, new Map(columns.map(([id]) => [id, `${alias}.c${id}`])));
}

function plain(left: Select, right: Select, conditions: readonly string[]): string {
  return `${left.from ?? ''} LEFT JOIN ${right.isJoin ? `(${right.from ?? ''})` : (right.from ?? '')} ON ${all(conditions)}`;
}

function lateral(kept: Select, filtered: Select, conditions: readonly string[], columns: readonly (readonly [number, string])[], alias: string): string {
  const rows = `SELECT ${list(columns.map(([id, sql]) => `${sql} AS c${id}`))} FROM ${filtered.from ?? ''} WHERE ${all(conditions)}`;
  return `${kept.from ?? ''} LEFT JOIN LATERAL (${rows}) AS ${alias} ON TRUE`;
}

function offered({ columns, hidden }: OuterJoin, generation: Generation): readonly (readonly [number, string])[] {
  return [...columns].filter(([id]) => generation.used.has(id) && !hidden.includes(id));
}

function list(items: readonly string[]): string {
  return items.join(', ') || '1 AS one';
}

function all(conditions: readonly string[]): string {
  return conditions.join(' AND ') || 'TRUE';
}
