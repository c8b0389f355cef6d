import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { VOLATILE } from '../text/text.ts';
import { selectFrom, type Select } from './select.ts';

type Columns = readonly (readonly [number, string])[];

/** A side of a join whose rows are told apart by a number, which `is` says to be there. */
export interface Numbered {
  readonly select: Select;
  readonly is: string;
}

/**
 * DuckDB computes what is lateral once for the values around that it finds equal, as it does -0.0 and 0.0, or intervals equally
 * long. What names the row's number, too, is computed for each row.
 */
export function numbered(side: Select, generation: Generation): Numbered {
  const [alias, row] = [generation.alias('q'), generation.alias('row')];
  const used = [...side.columns].filter(([id]) => generation.used.has(id));
  const items = [...used.map(([id, sql]) => `${sql} AS c${id}`), `row_number() OVER () AS ${row}`];
  return {
    select: selectFrom(`(SELECT ${items.join(', ')} FROM ${side.from ?? ''}) AS ${alias}`, new Map(used.map(([id]) => [id, `${alias}.c${id}`]))),
    is: `${alias}.${row} IS NOT NULL`,
  };
}

/**
 * An outer join with a subquery in its condition that reads both sides: what DuckDB takes is one in WHERE.
 * @param write the conditions for the columns of both sides
 */
export function joinBySubquery(type: 'LEFT' | 'RIGHT' | 'FULL', left: Select, right: Select, write: (columns: ReadonlyMap<number, string>) => readonly string[], generation: Generation): Select {
  const [first, second] = [numbered(left, generation), numbered(right, generation)];
  const columns = [...first.select.columns, ...second.select.columns];
  const conditions = write(new Map(columns));
  const alias = generation.alias('q');
  const [kept, filtered] = type === 'RIGHT' ? [second, first] : [first, second];
  const own = (id: number): boolean => filtered.select.columns.has(id);
  const rows = `SELECT ${list([...filtered.select.columns])} FROM ${filtered.select.from ?? ''} WHERE ${[kept.is, ...conditions].join(' AND ')}`;
  const joined = `${kept.select.from ?? ''} LEFT JOIN LATERAL (${rows}) AS ${alias} ON TRUE`;
  const found = columns.map(([id, sql]) => [id, own(id) ? `${alias}.c${id}` : sql] as const);
  if (type !== 'FULL') return selectFrom(joined, new Map(found), true);
  refuseDrawing([left, right], conditions);
  const alone = `${second.select.from ?? ''} WHERE NOT EXISTS (SELECT 1 FROM ${first.select.from ?? ''} WHERE ${[second.is, ...conditions].join(' AND ')})`;
  return both(`SELECT ${list(found)} FROM ${joined}`, `SELECT ${list(withNulls(columns, own))} FROM ${alone}`, columns, generation);
}

/**
 * A FULL JOIN that reads columns of the queries around, which DuckDB does not take: the LEFT JOIN, and after it those rows of
 * the right-hand side that have no partner.
 * @param columns of both sides, without those that are there for the conditions alone
 */
export function fullJoin(left: Select, right: Select, conditions: readonly string[], columns: ReadonlyMap<number, string>, generation: Generation): Select {
  refuseDrawing([left, right], conditions);
  const present = generation.alias('e');
  const side = right.isJoin ? `(${right.from ?? ''})` : (right.from ?? '');
  const on = conditions.join(' AND ') || 'TRUE';
  const kept = [...columns].filter(([id]) => generation.used.has(id));
  const marked = `(${left.from ?? ''} CROSS JOIN (SELECT TRUE AS ${present}) AS ${present})`;
  const alone = `${marked} RIGHT JOIN ${side} ON ${on} WHERE ${present}.${present} IS NULL`;
  return both(`SELECT ${list(kept)} FROM ${left.from ?? ''} LEFT JOIN ${side} ON ${on}`, `SELECT ${list(withNulls(kept, (id) => right.columns.has(id)))} FROM ${alone}`, kept, generation);
}

/** Both sides are written twice. */
function refuseDrawing(sides: readonly Select[], conditions: readonly string[]): void {
  if (VOLATILE.test([...sides.map(({ from }) => from ?? ''), ...conditions].join(' '))) throw unsupported('A FULL JOIN that draws random numbers and reads columns of the query around it, or holds a subquery that reads both sides,');
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
