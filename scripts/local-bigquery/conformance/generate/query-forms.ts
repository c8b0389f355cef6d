import type { SqlType } from '../../../googlesql/types.ts';
import { alternatives } from './alternatives.ts';
import type { Choose } from './choose.ts';
import { joined, type Query, type Select, type Source } from './query-parts.ts';
import type { Term } from './term.ts';
import { nullOf } from './term.ts';

/** Sets of the numbers of keys, and how GROUP BY asks for them. */
interface GroupingSets {
  readonly text: string;
  readonly sets: readonly (readonly number[])[];
}

/** Ways to group by more than one set of the first `count` columns. */
function groupingSets(count: number, choose: Choose): GroupingSets {
  const all = Array.from({ length: count }, (_, index) => index);
  const position = (key: number): string => String(key + 1);
  switch (choose.index(3)) {
    case 0:
      return { text: `ROLLUP(${all.map(position).join(', ')})`, sets: [all.length, ...all].map((_, index) => all.slice(0, count - index)) };
    case 1:
      return { text: `CUBE(${all.map(position).join(', ')})`, sets: Array.from({ length: 2 ** count }, (_, bits) => all.filter((key) => (bits & (1 << key)) === 0)) };
    default: {
      // Every key that is selected must be in some set.
      const sets = [...choose.list(0, 2, () => choose.some(all, choose.index(count + 1))), all];
      const known = [...new Map(sets.map((set) => [set.join(), set])).values()];
      return { text: `GROUPING SETS(${known.map((set) => (set.length === 1 && choose.percent(50) ? set.map(position).join() : `(${set.map(position).join(', ')})`)).join(', ')})`, sets: known };
    }
  }
}

/**
 * GROUP BY with grouping sets. The reference evaluator leaves out the totals: it is asked for the union of the groupings.
 * @param keys the first columns of the select, which must be columns @param select its other columns are aggregates
 */
export function withGroupingSets(select: Select, keys: readonly Term[], choose: Choose): Query {
  const { text, sets } = groupingSets(keys.length, choose);
  const asked = choose.percent(50) ? choose.index(keys.length) : null;
  // Of the fields of an unnested struct the analyzer does not see that they are keys.
  const grouping = asked !== null && /^t\d/.test(keys[asked]?.sql ?? '') ? asked : null;
  const extra = (sql: string): Term[] => (grouping === null ? [] : [plainTerm({ kind: 'INT64' }, sql)]);
  const whole = joined({ ...select, items: [...select.items, ...extra(`GROUPING(${keys[grouping ?? 0]?.sql ?? ''})`)], groupBy: text });
  const arms = sets.map((set) => {
    const items = select.items.map((item, index) => (index < keys.length && !set.includes(index) ? plainTerm(item.type, nullOf(item.type)) : item));
    // A constant that stands for a key must not become one.
    const groupBy = set.length === 0 ? null : set.map((key) => String(key + 1)).join(', ');
    return joined({ ...select, items: [...items, ...extra(grouping !== null && set.includes(grouping) ? '0' : '1')], groupBy }).sql;
  });
  return {
    sql: alternatives(whole.sql, arms.map((arm) => `(${arm})`).join(' UNION ALL ')),
    outputs: whole.outputs,
    simpler: () => [],
  };
}

/** Rows of a query as columns, one for each of some values. @param values literals that the last column is compared with */
export function pivoted(inner: Query, aggregates: readonly (readonly [name: string, type: SqlType])[], values: readonly string[], alias: string): Query {
  const last = inner.outputs.length - 1;
  const used = aggregates.some(([name]) => name !== 'COUNT(*)') ? last - 1 : last;
  const calls = aggregates.map(([name], index) => `${name === 'COUNT(*)' ? name : `${name}(c${last - 1})`} AS a${index}`);
  const groups = inner.outputs.slice(0, used).map((type, index) => ({ type, sql: `${alias}.c${index}` }));
  const made = values.flatMap((_, value) => aggregates.map(([, type], index) => ({ type, sql: `${alias}.a${index}_v${value}` })));
  const columns = [...groups, ...made];
  return {
    sql: `SELECT ${columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ')} FROM (${inner.sql}) PIVOT(${calls.join(', ')} FOR c${last} IN (${values.map((value, index) => `${value} AS v${index}`).join(', ')})) AS ${alias}`,
    outputs: columns.map(({ type }) => type),
    *simpler() {
      if (values.length > 1) yield pivoted(inner, aggregates, values.slice(1), alias);
      if (aggregates.length > 1) yield pivoted(inner, aggregates.slice(1), values, alias);
    },
  };
}

/** Columns of a query as rows. The columns after the first are all of one type. */
export function unpivoted(inner: Query, includeNulls: boolean, alias: string): Query {
  const [first, value] = inner.outputs;
  if (first === undefined || value === undefined) throw new Error('There is nothing to unpivot.');
  const columns = inner.outputs.slice(1).map((_, index) => `c${index + 1}${index === 0 ? " AS 'one'" : ''}`);
  return {
    sql: `SELECT ${alias}.c0 AS c0, ${alias}.v AS c1, ${alias}.name AS c2 FROM (${inner.sql}) UNPIVOT ${includeNulls ? 'INCLUDE NULLS ' : ''}(v FOR name IN (${columns.join(', ')})) AS ${alias}`,
    outputs: [first, value, { kind: 'STRING' }],
    simpler: () => [],
  };
}

/**
 * A CTE that refers to itself until its first column, a count, has reached three.
 * @param start the first column and others @param next the columns that follow from a row of `name`
 */
export function recursive(name: string, start: readonly Term[], source: Source, next: readonly Term[], nextSource: Source, distinct: boolean): Query {
  const list = (items: readonly Term[]): string => items.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
  return {
    sql: `SELECT ${list(start)} FROM ${source.sql} UNION ${distinct ? 'DISTINCT' : 'ALL'} SELECT ${list(next)} FROM ${nextSource.sql} WHERE ${name}.c0 < 3`,
    outputs: start.map(({ type }) => type),
    *simpler() {
      for (const [index] of start.entries()) if (index > 0) yield recursive(name, start.toSpliced(index, 1), source, next.toSpliced(index, 1), nextSource, distinct);
      for (const [index, item] of next.entries()) if (index > 0) for (const other of item.simpler()) yield recursive(name, start, source, next.with(index, other), nextSource, distinct);
      for (const [index, item] of start.entries()) if (index > 0) for (const other of item.simpler()) yield recursive(name, start.with(index, other), source, next, nextSource, distinct);
    },
  };
}

/** A set operation that matches columns by name; the reference evaluator is given them in order. */
export function unionByName(first: Query, second: Query, choose: Choose): Query {
  const order = choose.some([...second.outputs.keys()], second.outputs.length).reverse();
  const columns = (places: readonly number[]): string => places.map((place) => `c${place}`).join(', ');
  const arm = (places: readonly number[]): string => `(${first.sql}) UNION ALL%(SELECT ${columns(places)} FROM (${second.sql}))`;
  return {
    sql: alternatives(arm(order).replace('%', ' BY NAME '), arm([...order].sort((a, b) => a - b)).replace('%', ' ')),
    outputs: first.outputs,
    simpler: () => [first, second],
  };
}

function plainTerm(type: SqlType, sql: string): Term {
  return { type, sql, parts: [], operator: '', simpler: () => [] };
}
