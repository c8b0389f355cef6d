import type { SqlType } from '../../../googlesql/types.ts';
import type { Term } from './term.ts';

/** A FROM clause. A simpler one may lack columns that the query reads: then the analyzer refuses it, and it is not taken. */
export interface Source {
  readonly sql: string;
  simpler(): Iterable<Source>;
}

export interface Query {
  readonly sql: string;
  /** Types of the columns, which are named c0, c1 … */
  readonly outputs: readonly SqlType[];
  simpler(): Iterable<Query>;
}

export interface Cte {
  readonly name: string;
  readonly query: Query;
  /** Whether it refers to itself. */
  readonly recursive?: boolean;
}

export interface Select {
  readonly source: Source;
  readonly where: Term | null;
  readonly items: readonly Term[];
  readonly distinct: boolean;
  /** `1, 2`: the first items are the keys. */
  readonly groupBy: string | null;
  readonly having: Term | null;
  readonly qualify: Term | null;
  /** `name AS (…)` */
  readonly windows: readonly string[];
}

export function joined(select: Select): Query {
  const { source, where, items, distinct, groupBy, having, qualify, windows } = select;
  return {
    sql: [
      `SELECT ${distinct ? 'DISTINCT ' : ''}${items.map((item, index) => `${item.sql} AS c${index}`).join(', ')} FROM ${source.sql}`,
      where === null ? '' : ` WHERE ${where.sql}`,
      groupBy === null ? '' : ` GROUP BY ${groupBy}`,
      having === null ? '' : ` HAVING ${having.sql}`,
      qualify === null ? '' : ` QUALIFY ${qualify.sql}`,
      windows.length === 0 ? '' : ` WINDOW ${windows.join(', ')}`,
    ].join(''),
    outputs: items.map(({ type }) => type),
    *simpler() {
      if (having !== null) yield joined({ ...select, having: null });
      if (qualify !== null) yield joined({ ...select, qualify: null });
      if (where !== null) yield joined({ ...select, where: null });
      if (distinct) yield joined({ ...select, distinct: false });
      for (const [index] of items.entries()) if (items.length > 1) yield joined({ ...select, items: items.toSpliced(index, 1), groupBy: groupBy === null ? null : withoutKey(groupBy, index) });
      for (const other of source.simpler()) yield joined({ ...select, source: other });
      for (const [index, item] of items.entries()) for (const other of item.simpler()) yield joined({ ...select, items: items.with(index, other) });
      if (where !== null) for (const other of where.simpler()) yield joined({ ...select, where: other });
      if (having !== null) for (const other of having.simpler()) yield joined({ ...select, having: other });
    },
  };
}

/** GROUP BY 1, 2 without a key that has gone. */
function withoutKey(groupBy: string, index: number): string | null {
  const keys = groupBy.split(', ').length;
  if (index >= keys) return groupBy;
  return keys === 1 ? null : Array.from({ length: keys - 1 }, (_, key) => String(key + 1)).join(', ');
}

export function setOperation(operator: string, sides: readonly Query[]): Query {
  return {
    sql: sides.map(({ sql }) => `(${sql})`).join(` ${operator} `),
    outputs: sides[0]?.outputs ?? [],
    *simpler() {
      for (const [index] of sides.entries()) {
        const rest = sides.toSpliced(index, 1);
        yield rest.length === 1 && rest[0] !== undefined ? rest[0] : setOperation(operator, rest);
      }
      for (const [index, side] of sides.entries()) {
        for (const other of side.simpler()) if (other.outputs.length === side.outputs.length) yield setOperation(operator, sides.with(index, other));
      }
    },
  };
}

/** @param order items of ORDER BY by position, one for every column, or none */
export function statement(ctes: readonly Cte[], query: Query, order: readonly string[], limit: string): Query {
  const used = ctes.filter(({ name }) => query.sql.includes(name));
  return {
    sql: [used.length === 0 ? '' : `WITH ${used.some(({ recursive }) => recursive === true) ? 'RECURSIVE ' : ''}${used.map((cte) => `${cte.name} AS (${cte.query.sql})`).join(', ')} `, query.sql, order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`, limit === '' ? '' : ` ${limit}`].join(''),
    outputs: query.outputs,
    *simpler() {
      if (limit !== '') yield statement(ctes, query, order, '');
      for (const other of query.simpler()) {
        yield statement(ctes, other, other.outputs.length === query.outputs.length ? order : other.outputs.map((_, index) => String(index + 1)).filter(() => order.length > 0), limit);
      }
      for (const [index, cte] of used.entries()) for (const other of cte.query.simpler()) yield statement(used.with(index, { ...cte, query: other }), query, order, limit);
      if (order.some((item) => item.includes(' '))) yield statement(ctes, query, order.map((item) => item.split(' ')[0] ?? ''), limit);
    },
  };
}
