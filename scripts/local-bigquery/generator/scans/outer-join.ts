import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { VOLATILE } from '../text/text.ts';
import { selectFrom, type Select } from './select.ts';

type Columns = readonly (readonly [number, string])[];

/** A side of a join whose rows are told apart by a number. */
export interface Numbered {
  readonly query: string;
  readonly alias: string;
  /** The number's name. */
  readonly row: string;
  readonly columns: ReadonlyMap<number, string>;
}

export function numbered(side: Select, generation: Generation): Numbered {
  const [alias, row] = [generation.alias('q'), generation.alias('row')];
  const used = [...side.columns].filter(([id]) => generation.used.has(id));
  const items = [...used.map(([id, sql]) => `${sql} AS c${id}`), `row_number() OVER () AS ${row}`];
  return { query: `SELECT ${items.join(', ')} FROM ${side.from ?? ''}`, alias, row, columns: new Map(used.map(([id]) => [id, `${alias}.c${id}`])) };
}

export function derived({ query, alias }: Numbered): string {
  return `(${query}) AS ${alias}`;
}

/**
 * DuckDB computes what is lateral once for the values around that it finds equal, as it does -0.0 and 0.0, or intervals equally
 * long. What names the row's number, too, is computed for each row.
 */
export function perRow({ alias, row }: Numbered): string {
  return `${alias}.${row} IS NOT NULL`;
}

type OuterJoin = 'LEFT' | 'RIGHT' | 'FULL';

/**
 * An outer join with a subquery in its condition that reads both sides, which DuckDB takes in WHERE only.
 * @param write the conditions for the columns of both sides
 * @param isAlone whether a text reads nothing of the queries around
 */
export function joinBySubquery(type: OuterJoin, left: Select, right: Select, write: (columns: ReadonlyMap<number, string>) => readonly string[], isAlone: (text: string) => boolean, generation: Generation): Select {
  const [first, second] = [numbered(left, generation), numbered(right, generation)];
  const conditions = write(new Map([...first.columns, ...second.columns]));
  if (generation.recursive === null && [first.query, second.query, ...conditions].every(isAlone)) return joinByPairs(type, first, second, conditions, generation);
  return joinLaterally(type, first, second, conditions, generation);
}

/** First the numbers of the rows that belong together, found by an inner join, then the outer join by these. */
function joinByPairs(type: OuterJoin, left: Numbered, right: Numbered, conditions: readonly string[], generation: Generation): Select {
  const [alias, pairs] = [generation.alias('q'), generation.alias('pairs')];
  const found = `SELECT ${left.alias}.${left.row}, ${right.alias}.${right.row} FROM ${left.alias} CROSS JOIN ${right.alias} WHERE ${conditions.join(' AND ')}`;
  const by = (side: Numbered): string => `ON ${pairs}.${side.row} = ${side.alias}.${side.row}`;
  const [kept, filtered] = type === 'RIGHT' ? [right, left] : [left, right];
  const joined = `${kept.alias} LEFT JOIN ${pairs} ${by(kept)} ${type === 'FULL' ? 'FULL' : 'LEFT'} JOIN ${filtered.alias} ${by(filtered)}`;
  const ctes = [[left.alias, left.query], [right.alias, right.query], [pairs, found]].map(([name, query]) => `${name ?? ''} AS MATERIALIZED (${query ?? ''})`);
  const columns = [...left.columns, ...right.columns];
  return selectFrom(`(WITH ${ctes.join(', ')} SELECT ${list(columns)} FROM ${joined}) AS ${alias}`, new Map(columns.map(([id]) => [id, `${alias}.c${id}`])));
}

/** In a correlated subquery, where DuckDB takes no CTE that reads columns of the query around. */
function joinLaterally(type: OuterJoin, left: Numbered, right: Numbered, conditions: readonly string[], generation: Generation): Select {
  const columns = [...left.columns, ...right.columns];
  const alias = generation.alias('q');
  const [kept, filtered] = type === 'RIGHT' ? [right, left] : [left, right];
  const own = (id: number): boolean => filtered.columns.has(id);
  const rows = `SELECT ${list([...filtered.columns])} FROM ${derived(filtered)} WHERE ${[perRow(kept), ...conditions].join(' AND ')}`;
  const joined = `${derived(kept)} LEFT JOIN LATERAL (${rows}) AS ${alias} ON TRUE`;
  const found = columns.map(([id, sql]) => [id, own(id) ? `${alias}.c${id}` : sql] as const);
  if (type !== 'FULL') return selectFrom(joined, new Map(found), true);
  refuseDrawing([left.query, right.query, ...conditions]);
  const alone = `${derived(right)} WHERE NOT EXISTS (SELECT 1 FROM ${derived(left)} WHERE ${[perRow(right), ...conditions].join(' AND ')})`;
  return both(`SELECT ${list(found)} FROM ${joined}`, `SELECT ${list(withNulls(columns, own))} FROM ${alone}`, columns, generation);
}

/**
 * A FULL JOIN that reads columns of the queries around, which DuckDB does not take: the LEFT JOIN, and after it those rows of
 * the right-hand side that have no partner.
 * @param columns of both sides, without those that are there for the conditions alone
 */
export function fullJoin(left: Select, right: Select, conditions: readonly string[], columns: ReadonlyMap<number, string>, generation: Generation): Select {
  refuseDrawing([left.from ?? '', right.from ?? '', ...conditions]);
  const present = generation.alias('e');
  const side = right.isJoin ? `(${right.from ?? ''})` : (right.from ?? '');
  const on = conditions.join(' AND ') || 'TRUE';
  const kept = [...columns].filter(([id]) => generation.used.has(id));
  const marked = `(${left.from ?? ''} CROSS JOIN (SELECT TRUE AS ${present}) AS ${present})`;
  const alone = `${marked} RIGHT JOIN ${side} ON ${on} WHERE ${present}.${present} IS NULL`;
  return both(`SELECT ${list(kept)} FROM ${left.from ?? ''} LEFT JOIN ${side} ON ${on}`, `SELECT ${list(withNulls(kept, (id) => right.columns.has(id)))} FROM ${alone}`, kept, generation);
}

/** Both sides are written twice. */
function refuseDrawing(texts: readonly string[]): void {
  if (VOLATILE.test(texts.join(' '))) throw unsupported('A FULL JOIN that draws random numbers and reads columns of the query around it');
}

function both(first: string, second: string, columns: Columns, generation: Generation): Select {
  const alias = generation.alias('q');
  return selectFrom(`(${first} UNION ALL ${second}) AS ${alias}`, new Map(columns.map(([id]) => [id, `${alias}.c${id}`])));
}

function withNulls(columns: Columns, isThere: (id: number) => boolean): Columns {
  return columns.map(([id, sql]) => [id, isThere(id) ? sql : 'NULL'] as const);
}

function list(columns: Columns): string {
  return columns.map(([id, sql]) => `${sql} AS c${id}`).join(', ') || '1 AS one';
}
