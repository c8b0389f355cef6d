import type { BuiltinFunction } from '../../../googlesql/builtin-functions.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { Aggregates, direction, isOrderable, type Rows } from './aggregates.ts';
import type { Choose } from './choose.ts';
import { Expressions } from './expressions.ts';
import type { Scope } from './makers.ts';
import { pivoted, recursive, unionByName, unpivoted, withGroupingSets } from './query-forms.ts';
import { joined, setOperation, statement, type Cte, type Query, type Select, type Source } from './query-parts.ts';
import type { MadeTable } from './tables.ts';
import { scopeOf } from './tables.ts';
import { compound, fixedForm, leaf, type Term } from './term.ts';

const BOOL: SqlType = { kind: 'BOOL' };
const INT64: SqlType = { kind: 'INT64' };

/**
 * Functions that cannot fail on common values: where an error could fall depends on the order in which a database
 * computes, which GoogleSQL leaves open.
 */
const CALM = new Set([
  'FN_EQUAL', 'FN_NOT_EQUAL', 'FN_LESS', 'FN_LESS_OR_EQUAL', 'FN_GREATER', 'FN_GREATER_OR_EQUAL', 'FN_BETWEEN', 'FN_IN', 'FN_IN_ARRAY', 'FN_IS_NULL', 'FN_IS_TRUE', 'FN_IS_FALSE', 'FN_AND', 'FN_OR', 'FN_NOT', 'FN_DISTINCT', 'FN_NOT_DISTINCT',
  'FN_IF', 'FN_COALESCE', 'FN_IFNULL', 'FN_NULLIF', 'FN_CASE_NO_VALUE', 'FN_CASE_WITH_VALUE', 'FN_GREATEST', 'FN_LEAST', 'FN_ADD_INT64', 'FN_SUBTRACT_INT64', 'FN_ADD_NUMERIC', 'FN_SAFE_DIVIDE_DOUBLE', 'FN_ABS_NUMERIC', 'FN_SIGN_INT64', 'FN_ROUND_DOUBLE',
  'FN_UPPER_STRING', 'FN_LOWER_STRING', 'FN_CONCAT_STRING', 'FN_CONCAT_OP_STRING', 'FN_LENGTH_STRING', 'FN_STARTS_WITH_STRING', 'FN_TRIM_STRING', 'FN_REPLACE_STRING', 'FN_REVERSE_STRING', 'FN_STRING_LIKE', 'FN_STRPOS_STRING', 'FN_CHAR_LENGTH_STRING',
  'FN_EXTRACT_FROM_DATE', 'FN_DATE_TRUNC_DATE', 'FN_LAST_DAY_DATE', 'FN_DATE_DIFF_DATE', 'FN_UNIX_DATE', 'FN_ARRAY_LENGTH', 'FN_SAFE_ARRAY_AT_OFFSET', 'FN_ARRAY_CONCAT', 'FN_ARRAY_REVERSE', 'FN_MAKE_ARRAY',
]);

interface Made {
  readonly source: Source;
  readonly rows: Rows;
}

/** Whole queries over the made tables. */
export class Queries {
  private readonly expressions: Expressions;
  private readonly aggregates: Aggregates;
  private aliases = 0;

  constructor(
    functions: readonly BuiltinFunction[],
    keys: ReadonlySet<string>,
    private readonly tables: readonly MadeTable[],
  ) {
    this.expressions = new Expressions(functions, new Set([...keys].filter((key) => CALM.has(key))), { calm: true });
    this.aggregates = new Aggregates(functions, keys, this.expressions);
  }

  /** A statement, ordered in full or not at all. */
  make(choose: Choose): { readonly query: Query; readonly ordered: boolean } {
    this.aliases = 0;
    const ctes: { cte: Cte; scope: Scope }[] = [];
    if (choose.percent(8)) {
      const query = this.recursive('cte0', choose);
      ctes.push({ cte: { name: 'cte0', query, recursive: true }, scope: outputScope(query, 'cte0') });
    } else if (choose.percent(25)) {
      const name = 'cte0';
      const query = this.query(choose, 1, []);
      if (query.outputs.some(isKey)) ctes.push({ cte: { name, query }, scope: outputScope(query, name) });
    }
    const query = choose.percent(20) ? this.setOperation(choose) : choose.percent(6) ? this.turned(choose) : this.query(choose, 2, ctes);
    const columns = query.outputs;
    const orderable = columns.every(isOrderable);
    const order = orderable && choose.percent(60) ? columns.map((_, index) => `${index + 1}${direction(choose)}`) : [];
    const limit = order.length > 0 && choose.percent(40) ? `LIMIT ${choose.index(6)}${choose.percent(30) ? ` OFFSET ${choose.index(4)}` : ''}` : '';
    return { query: statement(ctes.map(({ cte }) => cte), query, order, limit), ordered: order.length > 0 };
  }

  /** One SELECT, plain, grouped or with windows. */
  private query(choose: Choose, depth: number, ctes: readonly { cte: Cte; scope: Scope }[]): Query {
    const { source, rows } = this.source(choose, depth, ctes);
    const where = choose.percent(45) ? this.condition(rows.scope, choose, depth) : null;
    const base: Select = { source, where, items: [], distinct: false, groupBy: null, having: null, qualify: null, windows: [] };
    const roll = choose.index(100);
    if (roll < 40) return this.grouped(base, rows, choose);
    if (roll < 65) return this.windowed(base, rows, choose);
    const items = choose.list(1, 4, () => this.item(rows.scope, choose, depth));
    return joined({ ...base, items, distinct: choose.percent(20) && items.every(({ type }) => isKey(type)) });
  }

  private grouped(base: Select, rows: Rows, choose: Choose): Query {
    const columns = rows.scope.filter(({ type }) => isOrderable(type));
    const keys = choose.list(0, 2, () => (choose.percent(75) ? columnTerm(choose.of(columns)) : this.expressions.of(choose.of(columns).type, 2, rows.scope, choose)));
    const aggregates = choose.list(1, 3, () => this.aggregates.aggregate(rows, choose));
    const having = keys.length > 0 && choose.percent(25) ? this.having(rows, choose) : null;
    const names = keys.map((_, index) => String(index + 1));
    const isPlain = keys.length > 0 && new Set(keys.map(({ sql }) => sql)).size === keys.length && keys.every(({ sql }) => /^[a-z]\w*\.\w+$/.test(sql));
    // The analyzer takes two names of one column for one key, which their union would not.
    const mayShare = keys.length > 1 && /SELECT|cte/.test(base.source.sql);
    if (isPlain && !mayShare && choose.percent(20)) return withGroupingSets({ ...base, items: [...keys, ...aggregates], having }, keys, choose);
    if (isPlain && choose.percent(10)) aggregates.push(leafTerm(INT64, choose.of([`RANK() OVER (ORDER BY COUNT(*) DESC, ${keys[0]?.sql ?? ''})`, 'SUM(COUNT(*)) OVER ()', `COUNT(*) OVER (PARTITION BY COUNT(*))`])));
    return joined({ ...base, items: [...keys, ...aggregates], groupBy: names.length === 0 ? null : names.join(', '), having });
  }

  private having(rows: Rows, choose: Choose): Term {
    const value = this.aggregates.aggregate(rows, choose, INT64);
    return fixedForm(BOOL, ['(', ` ${choose.of(['>', '>=', '<', '=', '!='])} ${choose.index(4)})`], [value]);
  }

  private windowed(base: Select, rows: Rows, choose: Choose): Query {
    const { windows, named } = this.namedWindows(rows, choose);
    const columns = choose.list(1, 2, () => columnTerm(choose.of(rows.scope)));
    const calls = choose.list(1, 2, () => this.aggregates.window(rows, choose, named));
    const condition = choose.percent(25) ? this.qualify(rows, choose) : null;
    const repeats = rows.mayRepeat === true;
    const items = [...columns, ...(repeats ? calls.slice(0, 1) : calls)];
    const qualify = repeats ? null : condition;
    return joined({ ...base, where: qualify !== null && base.where === null ? leaf(BOOL, 'TRUE') : base.where, items, qualify, windows: named.length > 0 ? windows : [] });
  }

  /** Windows with names, one of which may build upon another, and what may stand after OVER. */
  private namedWindows(rows: Rows, choose: Choose): { readonly windows: readonly string[]; readonly named: readonly string[] } {
    if (!choose.percent(25)) return { windows: [], named: [] };
    const partitions = rows.scope.filter(({ type }) => isOrderable(type) && type.kind !== 'FLOAT64');
    if (partitions.length > 0 && choose.percent(50)) {
      const order = `ORDER BY ${rows.keys.map((key) => `${key}${choose.of(['', ' DESC'])}`).join(', ')}`;
      return { windows: [`w0 AS (PARTITION BY ${choose.of(partitions).sql})`, `w1 AS (w0 ${order})`], named: ['w1', `(w0 ${order})`] };
    }
    const window = `w0 AS (${this.aggregates.over(null, rows, choose)})`;
    return { windows: [window], named: /(ROWS|RANGE) /.test(window) ? [] : ['w0'] };
  }

  private qualify(rows: Rows, choose: Choose): Term {
    const order = rows.keys.map((key) => `${key}${choose.of(['', ' DESC'])}`).join(', ');
    const partitions = rows.scope.filter(({ type }) => isOrderable(type) && type.kind !== 'FLOAT64');
    const partition = partitions.length > 0 && choose.percent(60) ? `PARTITION BY ${choose.of(partitions).sql} ` : '';
    return leafTerm(BOOL, `${choose.of(['ROW_NUMBER()', 'RANK()', 'DENSE_RANK()', 'COUNT(*)', 'SUM(1)', `COUNTIF(${this.expressions.of(BOOL, 1, rows.scope, choose).sql})`])} OVER (${partition}ORDER BY ${order}) ${choose.of(['= 1', '<= 2', '> 1'])}`);
  }

  private setOperation(choose: Choose): Query {
    const types: SqlType[] = choose.list(1, 3, () => ({ kind: choose.of(['INT64', 'STRING', 'FLOAT64', 'DATE', 'BOOL', 'NUMERIC', 'INTERVAL', 'TIMESTAMP', 'BYTES'] as const) }));
    const side = (): Query => {
      const { source, rows } = this.source(choose, 1, []);
      const items = types.map((type) => this.expressions.of(type, choose.percent(70) ? 0 : 2, rows.scope, choose));
      const where = choose.percent(30) ? this.condition(rows.scope, choose, 0) : null;
      return joined({ source, where, items, distinct: choose.percent(15), groupBy: null, having: null, qualify: null, windows: [] });
    };
    if (choose.percent(8)) return unionByName(side(), side(), choose);
    const operator = (): string => choose.of(['UNION ALL', 'UNION ALL', 'UNION DISTINCT', 'INTERSECT DISTINCT', 'EXCEPT DISTINCT']);
    return setOperation(operator(), choose.list(2, 3, () => (choose.percent(15) ? setOperation(operator(), [side(), side()]) : side())));
  }

  /** PIVOT or UNPIVOT. */
  private turned(choose: Choose): Query {
    const { source, rows } = this.source(choose, 1, []);
    const of = (kinds: readonly string[]): Term[] => rows.scope.filter(({ type }) => kinds.includes(type.kind)).map(columnTerm);
    const select = (items: readonly Term[]): Query => joined({ source, where: null, items, distinct: false, groupBy: null, having: null, qualify: null, windows: [] });
    const groups = of(['INT64', 'STRING', 'DATE', 'BOOL']);
    const numbers = of(['INT64']);
    if (groups.length === 0 || numbers.length === 0) return this.query(choose, 1, []);
    const turned = choose.some(numbers, 1 + choose.index(2));
    const kept = groups.filter(({ sql }) => turned.every((term) => term.sql !== sql));
    // The analyzer knows columns of columns by where they come from: each must come from another.
    const mayShare = /SELECT|cte/.test(source.sql);
    if (kept.length > 0 && !mayShare && choose.percent(40)) return unpivoted(select([choose.of(kept), ...turned]), choose.percent(50), this.alias('p'));
    const by = choose.of(groups);
    const values = [...new Set(choose.list(1, 3, () => this.expressions.plainLiteral(by.type, choose)))];
    const aggregates = choose.some([['COUNT(*)', INT64], ['SUM', INT64], ['MAX', INT64], ['AVG', { kind: 'FLOAT64' }], ['COUNT', INT64]] as const, 1 + choose.index(2));
    return pivoted(select([...choose.list(0, 2, () => choose.of(groups)), choose.of(numbers), by]), aggregates, values, this.alias('p'));
  }

  /** A CTE whose rows follow from its rows. */
  private recursive(name: string, choose: Choose): Query {
    const { source, rows } = this.simpleSource(choose, 0, []);
    const distinct = choose.percent(40);
    const columns = rows.scope.filter(({ type }) => isKey(type) && type.kind !== 'INTERVAL');
    const start = [leafTerm(INT64, '0'), ...choose.list(1, 2, () => columnTerm(choose.of(columns)))];
    const scope = outputScope({ sql: '', outputs: start.map(({ type }) => type), simpler: () => [] }, name);
    const table = choose.percent(30) ? choose.of(this.tables.slice(2)) : null;
    const alias = this.alias('t');
    const other = table === null ? [] : scopeOf(table, alias);
    const nextSource = plainSource(table === null ? name : `${name} JOIN ${table.name} AS ${alias} ON ${alias}.k = ${name}.c0`);
    const next = start.map(({ type }, index) => (index === 0 ? leafTerm(INT64, `${name}.c0 + 1`) : this.expressions.of(type, 1, [...scope, ...other], choose)));
    return recursive(name, start, source, next, nextSource, distinct);
  }

  private item(scope: Scope, choose: Choose, depth: number): Term {
    const roll = choose.index(100);
    if (roll < 45) return columnTerm(choose.of(scope));
    if (depth > 0 && roll < 62) return this.subquery(scope, choose);
    return this.expressions.of(choose.of(scope).type, 2, scope, choose);
  }

  private condition(scope: Scope, choose: Choose, depth: number): Term {
    if (depth > 0 && choose.percent(25)) return this.subqueryCondition(scope, choose);
    return this.expressions.of(BOOL, 2, scope, choose);
  }

  /** A scalar or array sub-query, mostly correlated. */
  private subquery(scope: Scope, choose: Choose): Term {
    const { rows, from, where } = this.inner(scope, choose);
    const roll = choose.index(100);
    if (roll < 50) {
      const value = this.aggregates.aggregate(rows, choose);
      if (value.type.kind !== 'ARRAY') return wrapped(value.type, ['(SELECT ', ` FROM ${from} WHERE `, ')'], [value, where]);
    }
    const columns = rows.scope.filter(({ type }) => type.kind !== 'ARRAY');
    const value = columnTerm(choose.of(columns));
    const order = rows.keys.map((key) => `${key}${choose.of(['', ' DESC'])}`).join(', ');
    if (roll < 75) return wrapped({ kind: 'ARRAY', element: value.type }, ['ARRAY(SELECT ', ` FROM ${from} WHERE `, ` ORDER BY ${order}${choose.percent(30) ? ' LIMIT 2' : ''})`], [value, where]);
    return wrapped(value.type, ['(SELECT ', ` FROM ${from} WHERE `, ` ORDER BY ${order} LIMIT 1)`], [value, where]);
  }

  private subqueryCondition(scope: Scope, choose: Choose): Term {
    const { rows, from, where } = this.inner(scope, choose);
    if (choose.percent(50)) return wrapped(BOOL, [`${choose.of(['', 'NOT '])}EXISTS(SELECT 1 FROM ${from} WHERE `, ')'], [where]);
    const column = choose.of(rows.scope.filter(({ type }) => isOrderable(type)));
    const left = this.expressions.of(column.type, 1, scope, choose);
    return wrapped(BOOL, ['(', ` ${choose.of(['IN', 'NOT IN'])} (SELECT ${column.sql} FROM ${from} WHERE `, '))'], [left, where]);
  }

  /** A table inside a sub-query with a condition that ties it to the query around it. */
  private inner(outer: Scope, choose: Choose): { rows: Rows; from: string; where: Term } {
    const arrays = outer.filter(({ type }) => type.kind === 'ARRAY' && type.element.kind !== 'STRUCT');
    const alias = this.alias('s');
    if (arrays.length > 0 && choose.percent(50)) {
      const array = choose.of(arrays);
      const scope: Scope = [{ type: (array.type as SqlType & { kind: 'ARRAY' }).element, sql: alias }, { type: INT64, sql: `${alias}o` }];
      return { rows: { scope, keys: [`${alias}o`] }, from: `UNNEST(${array.sql}) AS ${alias} WITH OFFSET AS ${alias}o`, where: choose.percent(50) ? leaf(BOOL, 'TRUE') : this.expressions.of(BOOL, 1, [...scope, ...outer], choose) };
    }
    const table = choose.of(this.tables.slice(1));
    const scope = scopeOf(table, alias);
    const same = outer.filter((column) => column.type.kind === 'INT64');
    const deeper = choose.percent(8) ? this.subqueryCondition([...scope, ...outer], choose) : null;
    const tie = same.length > 0 && choose.percent(75) ? leafTerm(BOOL, `${alias}.k ${choose.of(['=', '=', '=', '<', 'IS NOT DISTINCT FROM'])} ${choose.of(same).sql}`) : this.expressions.of(BOOL, 1, scope, choose);
    return { rows: { scope, keys: [`${alias}.${table.key}`] }, from: `${table.name} AS ${alias}`, where: deeper === null ? tie : compound(BOOL, ['(', ' AND ', ')'], [tie, deeper]) };
  }

  private source(choose: Choose, depth: number, ctes: readonly { cte: Cte; scope: Scope }[]): Made {
    const left = this.simpleSource(choose, depth, ctes);
    if (!choose.percent(45)) return left;
    const arrays = left.rows.scope.filter(({ type }) => type.kind === 'ARRAY');
    if (arrays.length > 1 && choose.percent(15)) return this.zipped(left, choose.some(arrays, 2), choose);
    if (arrays.length > 0 && choose.percent(60)) return this.unnested(left, choose.of(arrays), choose);
    const right = this.simpleSource(choose, depth, ctes);
    const kind = choose.of(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'LEFT JOIN', 'JOIN', ...(depth === 2 ? ['CROSS JOIN'] : [])]);
    const rows: Rows = { scope: [...left.rows.scope, ...right.rows.scope], keys: [...left.rows.keys, ...right.rows.keys], mayRepeat: left.rows.mayRepeat === true || right.rows.mayRepeat === true };
    if (kind === 'CROSS JOIN') return { source: { sql: `${left.source.sql} CROSS JOIN ${right.source.sql}`, simpler: () => [left.source, right.source] }, rows };
    const pairs = left.rows.scope.flatMap((a) => right.rows.scope.filter((b) => a.type.kind === b.type.kind && isOrderable(a.type)).map((b) => [a, b] as const));
    if (pairs.length === 0) return left;
    const using = [left, right].every(({ source }) => /^(facts|labels|nest) AS \w+$/.test(source.sql)) && choose.percent(15);
    if (using) return { source: joinSource(left.source, kind, right.source, leafTerm(BOOL, 'USING (k)')), rows };
    const pair = choose.of(pairs);
    const on = leafTerm(BOOL, `${pair[0].sql} = ${pair[1].sql}`);
    const more = choose.percent(25) ? compound(BOOL, ['(', ' AND ', ')'], [on, this.expressions.of(BOOL, 1, rows.scope, choose)]) : on;
    return { source: joinSource(left.source, kind, right.source, more), rows };
  }

  private unnested(left: Made, array: Scope[number], choose: Choose): Made {
    const alias = this.alias('u');
    const element = (array.type as SqlType & { kind: 'ARRAY' }).element;
    const fields: Scope = element.kind === 'STRUCT' ? element.fields.map(({ name, type }) => ({ type, sql: `${alias}.${name}` })) : [{ type: element, sql: alias }];
    const join = choose.of([',', ' CROSS JOIN', ' LEFT JOIN']);
    const scope: Scope = [...left.rows.scope.filter(({ type }) => type.kind !== 'ARRAY'), ...fields, { type: INT64, sql: `${alias}o` }];
    const sql = `${left.source.sql}${join} UNNEST(${array.sql}) AS ${alias} WITH OFFSET AS ${alias}o`;
    return { source: { sql, simpler: () => [left.source] }, rows: { ...left.rows, scope, keys: [...left.rows.keys, `${alias}o`] } };
  }

  /** Two arrays side by side, joined by the offsets of their elements. */
  private zipped(left: Made, arrays: Scope, choose: Choose): Made {
    const [a, b] = [this.alias('u'), this.alias('u')];
    const scopes = [a, b].map((alias, index): Scope => {
      const element = (arrays[index]?.type as SqlType & { kind: 'ARRAY' }).element;
      return [...(element.kind === 'STRUCT' ? element.fields.map(({ name, type }) => ({ type, sql: `${alias}.${name}` })) : [{ type: element, sql: alias }]), { type: INT64, sql: `${alias}o` }];
    });
    const join = choose.of(['JOIN', 'LEFT JOIN']);
    const sql = `${left.source.sql}, UNNEST(${arrays[0]?.sql ?? ''}) AS ${a} WITH OFFSET AS ${a}o ${join} UNNEST(${arrays[1]?.sql ?? ''}) AS ${b} WITH OFFSET AS ${b}o ON ${a}o = ${b}o`;
    const scope: Scope = [...left.rows.scope.filter(({ type }) => type.kind !== 'ARRAY'), ...scopes.flat()];
    return { source: { sql, simpler: () => [left.source] }, rows: { ...left.rows, scope, keys: [...left.rows.keys, `${a}o`] } };
  }

  private simpleSource(choose: Choose, depth: number, ctes: readonly { cte: Cte; scope: Scope }[]): Made {
    const alias = this.alias('t');
    if (ctes.length > 0 && choose.percent(70)) {
      const { cte } = choose.of(ctes);
      const scope = outputScope(cte.query, alias);
      return { source: plainSource(`${cte.name} AS ${alias}`), rows: { scope, keys: keysOf(scope), mayRepeat: true } };
    }
    if (depth > 0 && choose.percent(18)) {
      const query = this.query(choose, depth - 1, []);
      const scope = outputScope(query, alias);
      if (query.outputs.some(isKey)) return { source: subquerySource(query, alias), rows: { scope, keys: keysOf(scope), mayRepeat: true } };
    }
    const table = choose.of(this.tables.slice(1));
    const rows: Rows = { scope: scopeOf(table, alias), keys: [`${alias}.${table.key}`] };
    const replaced = choose.percent(6) ? choose.of(table.columns.filter(({ name, type }) => name !== table.key && isKey(type))) : null;
    if (replaced === null) return { source: plainSource(`${table.name} AS ${alias}`), rows };
    const value = this.expressions.of(replaced.type, 2, scopeOf(table), choose);
    return { source: plainSource(`(SELECT * REPLACE (${value.sql} AS ${replaced.name}) FROM ${table.name}) AS ${alias}`), rows };
  }

  private alias(prefix: string): string {
    this.aliases += 1;
    return `${prefix}${this.aliases}`;
  }

  get keys(): readonly string[] {
    return this.aggregates.keys;
  }
}

/** Rows of a query that are alike in all columns are alike. */
function keysOf(scope: Scope): readonly string[] {
  return scope.map(({ sql }) => sql);
}

/** The columns by which rows may be told apart, so that all of them are a key. */
function outputScope(query: Query, alias: string): Scope {
  return query.outputs.map((type, index) => ({ type, sql: `${alias}.c${index}` })).filter(({ type }) => isKey(type));
}

/** What rows may be told apart by: a computed FLOAT64 may differ in its last digit. */
function isKey(type: SqlType): boolean {
  return isOrderable(type) && type.kind !== 'FLOAT64';
}

function columnTerm(column: Scope[number]): Term {
  return leafTerm(column.type, column.sql);
}

/** A leaf that stays as it is. */
function leafTerm(type: SqlType, sql: string): Term {
  return { type, sql, parts: [], operator: '', simpler: () => [] };
}

/** A sub-query: its pieces shrink, or a plain value takes its place. */
function wrapped(type: SqlType, texts: readonly string[], children: readonly Term[]): Term {
  const form = fixedForm(type, texts, children);
  return {
    ...form,
    parts: [],
    *simpler() {
      yield leaf(type, `CAST(NULL AS ${type.kind === 'ARRAY' || type.kind === 'STRUCT' ? 'INT64' : type.kind})`);
      for (const [index, child] of children.entries()) for (const other of child.simpler()) yield wrapped(type, texts, children.with(index, other));
    },
  };
}

function plainSource(sql: string): Source {
  return { sql, simpler: () => [] };
}

function subquerySource(query: Query, alias: string): Source {
  return {
    sql: `(${query.sql}) AS ${alias}`,
    *simpler() {
      for (const other of query.simpler()) yield subquerySource(other, alias);
    },
  };
}

function joinSource(left: Source, kind: string, right: Source, on: Term): Source {
  return {
    sql: `${left.sql} ${kind} ${right.sql} ${on.sql.startsWith('USING') ? '' : 'ON '}${on.sql}`,
    *simpler() {
      yield left;
      yield right;
      for (const other of left.simpler()) yield joinSource(other, kind, right, on);
      for (const other of right.simpler()) yield joinSource(left, kind, other, on);
      for (const other of on.simpler()) yield joinSource(left, kind, right, other);
    },
  };
}
