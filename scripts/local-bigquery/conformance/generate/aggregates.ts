import type { BuiltinFunction, BuiltinSignature } from '../../../googlesql/builtin-functions.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import type { Choose } from './choose.ts';
import { alternatives, forUs } from './alternatives.ts';
import { EXCLUDED } from './constraints.ts';
import type { Expressions } from './expressions.ts';
import { callOf, unify, type Scope } from './makers.ts';
import { isWritable } from './syntax.ts';
import { fixedForm, leaf, type Term } from './term.ts';

/** Rows over which aggregates and windows are computed: `keys` together differ in every row. */
export interface Rows {
  readonly scope: Scope;
  readonly keys: readonly string[];
  /** Whether rows may be alike in all columns: which of them two windows give which numbers is nobody's promise. */
  readonly mayRepeat?: boolean;
}

interface Entry {
  readonly fn: BuiltinFunction;
  readonly signature: BuiltinSignature;
}

const DIRECTIONS = ['', ' ASC', ' DESC', ' ASC NULLS LAST', ' DESC NULLS FIRST', ' NULLS FIRST', ' DESC NULLS LAST'];
const UNORDERABLE = new Set(['JSON', 'ARRAY', 'STRUCT']);
/** Functions whose value depends on the order of the rows, even among equals. */
const NEEDS_ALL_KEYS = /^(row_number|ntile|lag|lead|first_value|last_value|nth_value|array_agg|string_agg|array_concat_agg)$/;
const FRAMES = [
  'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING', 'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'ROWS 3 PRECEDING', 'ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING',
  'ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING', 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING', 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW', 'RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING', 'RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
];
const ROW_FRAMES = FRAMES.filter((frame) => frame.startsWith('ROWS'));
const NUMBER_FRAMES = ['RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING', 'RANGE BETWEEN 5 PRECEDING AND CURRENT ROW', 'RANGE BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING'];

export function isOrderable(type: SqlType): boolean {
  return !UNORDERABLE.has(type.kind);
}

export function direction(choose: Choose): string {
  return choose.of(DIRECTIONS);
}

/** Calls of aggregate and window functions whose value no order of rows can change but the one that they state. */
export class Aggregates {
  private readonly grouped: Entry[] = [];
  private readonly windowed: Entry[] = [];

  constructor(
    functions: readonly BuiltinFunction[],
    keys: ReadonlySet<string>,
    private readonly expressions: Expressions,
  ) {
    for (const fn of functions) {
      if (fn.mode === 'SCALAR' || fn.name in EXCLUDED || !isWritable(fn.name)) continue;
      for (const signature of fn.signatures) {
        if (!keys.has(signature.key)) continue;
        if (fn.mode === 'AGGREGATE' && !fn.name.startsWith('percentile')) this.grouped.push({ fn, signature });
        if (fn.takesOver) this.windowed.push({ fn, signature });
      }
    }
  }

  /** An aggregate call, of the given type or of any. */
  aggregate(rows: Rows, choose: Choose, target: SqlType | null = null): Term {
    if (target === null && choose.percent(6)) return this.unknownToReference(rows, choose);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const entry = choose.of(this.grouped);
      const call = this.call(entry, rows, choose, target);
      if (call !== null) return this.modified(entry.fn, call, rows, choose);
    }
    return target === null ? leaf({ kind: 'INT64' }, 'COUNT(*)') : fixedForm(target, ['MAX(', ')'], [this.expressions.leafOf(target, rows.scope, choose)]);
  }

  /** What the reference evaluator has no function for, asked of it in other words. */
  private unknownToReference({ scope, keys }: Rows, choose: Choose): Term {
    const columns = scope.filter(({ type }) => isOrderable(type));
    const { type, sql } = choose.of(columns);
    const [key] = keys;
    if (key === undefined || keys.length > 1 || choose.percent(40)) return leafTerm({ kind: 'INT64' }, alternatives(`APPROX_COUNT_DISTINCT(${sql})`, `COUNT(DISTINCT ${sql})`));
    const name = choose.of(['MAX', 'MIN']);
    return leafTerm(type, alternatives(`${name}_BY(${sql}, ${key})`, `ANY_VALUE(${sql} HAVING ${name} ${key})`));
  }

  /** A call with OVER. */
  window(rows: Rows, choose: Choose, names: readonly string[] = []): Term {
    for (;;) {
      const { fn, signature } = choose.of(this.windowed);
      const call = this.call({ fn, signature }, rows, choose, null);
      if (call === null) continue;
      const nulls = fn.takesNullHandling && /_value$|^percentile/.test(fn.name) && choose.percent(40) ? choose.of([' IGNORE NULLS', ' RESPECT NULLS']) : '';
      const inner = nulls === '' ? call : withModifiers(call, nulls);
      if (names.length > 0 && fn.windowOrder !== 'ORDER_UNSUPPORTED' && choose.percent(40)) {
        const name = choose.of(names);
        return fixedForm(call.type, ['', ` OVER ${fn.takesFrame && !name.startsWith('(') && choose.percent(40) ? `(${name} ${choose.of(ROW_FRAMES)})` : name}`], [inner]);
      }
      return fixedForm(call.type, ['', ` OVER (${this.over(fn, rows, choose)})`], [inner]);
    }
  }

  /** PARTITION BY, ORDER BY and frame of a window. */
  over(fn: BuiltinFunction | null, { scope, keys }: Rows, choose: Choose): string {
    const columns = scope.filter(({ type }) => isOrderable(type));
    const parts: string[] = [];
    const partitions = columns.filter(({ type }) => type.kind !== 'FLOAT64');
    if (choose.percent(60) && partitions.length > 0) parts.push(`PARTITION BY ${choose.some(partitions, 1 + choose.index(2)).map(({ sql }) => sql).join(', ')}`);
    if (fn?.windowOrder === 'ORDER_UNSUPPORTED') return parts.join(' ');
    const mayFrame = fn === null || fn.takesFrame;
    const total = fn === null || NEEDS_ALL_KEYS.test(fn.name);
    if (!total && mayFrame && choose.percent(15)) {
      const numbers = columns.filter(({ type }) => type.kind === 'INT64' || type.kind === 'FLOAT64' || type.kind === 'NUMERIC');
      if (numbers.length > 0) return [...parts, `ORDER BY ${choose.of(numbers).sql}${choose.of(['', ' DESC', ' ASC NULLS LAST'])}`, choose.of(NUMBER_FRAMES)].join(' ');
    }
    const needed = total || fn.windowOrder === 'ORDER_REQUIRED';
    if (!needed && choose.percent(30)) return parts.join(' ');
    const frame = mayFrame && choose.percent(50) ? choose.of(FRAMES) : '';
    const byRows = frame.startsWith('ROWS');
    const first = columns.length > 0 && choose.percent(70) ? [`${choose.of(columns).sql}${direction(choose)}`] : [];
    const ties = total || byRows || first.length === 0 ? keys.map((key) => `${key}${choose.of(['', ' DESC'])}`) : [];
    parts.push(`ORDER BY ${[...first, ...ties].join(', ')}`);
    if (frame !== '') parts.push(frame);
    return parts.join(' ');
  }

  private call({ fn, signature }: Entry, { scope }: Rows, choose: Choose, target: SqlType | null): Term | null {
    const bindings = new Map<number, SqlType>();
    if (target !== null && !unify(signature.returns, target, bindings)) return null;
    if (target === null && signature.arguments.some(({ type }) => type.kind === 'any')) {
      const wanted = choose.of(scope.filter(({ type }) => type.kind !== 'STRUCT' && (type.kind !== 'ARRAY' || fn.name === 'array_concat_agg'))).type;
      for (const { type } of [{ type: signature.returns }, ...signature.arguments]) {
        if (type.kind !== 'any') continue;
        if (type.array && wanted.kind === 'ARRAY') bindings.set(type.variable, wanted.element);
        else if (!type.array && wanted.kind !== 'ARRAY') bindings.set(type.variable, wanted);
        else if (type.array && signature.arguments.some((argument) => argument.type.kind === 'any' && argument.type.array)) return null;
      }
    }
    return callOf(fn, signature, bindings, 2, scope, choose, (type, depth, inner) => this.exact(type, depth, inner, choose));
  }

  /** FLOAT64 that any order of summing keeps exact; else any calm expression. */
  private exact(type: SqlType, depth: number, scope: Scope, choose: Choose): Term {
    if (type.kind !== 'FLOAT64') return choose.percent(70) ? this.expressions.leafOf(type, scope, choose) : this.expressions.of(type, depth, scope, choose);
    const columns = scope.filter((column) => column.type.kind === 'FLOAT64');
    if (columns.length === 0 || choose.percent(15)) return leaf(type, choose.of(['0.25', '-1.5', `CAST('nan' AS FLOAT64)`, `CAST('inf' AS FLOAT64)`, 'CAST(NULL AS FLOAT64)', '0.0']));
    const column = leaf(type, choose.of(columns).sql);
    return choose.percent(75) ? column : fixedForm(type, choose.of([['(', ' * 2.0)'], ['(', ' + 0.25)'], ['(- ', ')'], ['COALESCE(', ', 0.5)']]), [column]);
  }

  /** DISTINCT, IGNORE NULLS, ORDER BY and LIMIT inside the call. */
  private modified(fn: BuiltinFunction, call: Term, rows: Rows, choose: Choose): Term {
    const [first] = call.parts;
    if (first === undefined) return call;
    // ORDER BY must repeat what DISTINCT is of, and no parameter is like another.
    const groupable = isOrderable(first.type) && forUs(first.sql).parameters.length === 0 && /\b[a-z]\w*\.\w/.test(first.sql);
    const distinct = groupable && fn.name !== 'countif' && (call.parts.length === 1 || fn.name === 'string_agg') && choose.percent(15);
    const having = fn.takesHaving && !distinct && choose.percent(6) ? ` HAVING ${choose.of(['MAX', 'MIN'])} ${choose.of(rows.scope.filter(({ type }) => isOrderable(type))).sql}` : '';
    if (!NEEDS_ALL_KEYS.test(fn.name)) return distinct || having !== '' ? withModifiers(call, having, distinct ? 'DISTINCT ' : '') : call;
    const nulls = fn.name === 'array_agg' && choose.percent(60) ? choose.of([' IGNORE NULLS', ' RESPECT NULLS']) : '';
    const order = distinct ? [`${first.sql}${direction(choose)}`] : groupable && choose.percent(50) ? [`${first.sql}${direction(choose)}`] : rows.keys;
    const lead = distinct || !choose.percent(30) ? [] : [`${choose.of(rows.scope.filter(({ type }) => isOrderable(type))).sql}${direction(choose)}`];
    const limit = choose.percent(25) ? ` LIMIT ${String(1 + choose.index(3))}` : '';
    return withModifiers(call, `${nulls} ORDER BY ${[...lead, ...order].join(', ')}${limit}`, distinct ? 'DISTINCT ' : '');
  }

  get keys(): readonly string[] {
    return [...this.grouped, ...this.windowed].map(({ signature }) => signature.key);
  }
}

function leafTerm(type: SqlType, sql: string): Term {
  return { type, sql, parts: [], operator: '', simpler: () => [] };
}

/** The call with something before its first argument and after its last; it can only be shrunk as a whole. */
function withModifiers(call: Term, after: string, before = ''): Term {
  const open = call.sql.indexOf('(') + 1;
  const sql = `${call.sql.slice(0, open)}${before}${call.sql.slice(open, -1)}${after})`;
  return {
    type: call.type,
    sql,
    parts: call.parts,
    operator: '',
    *simpler() {
      if (before !== '' || after.includes(' LIMIT')) yield withModifiers(call, after.replace(/ LIMIT \d+$/, ''), '');
      for (const other of call.simpler()) if (typeText(other.type) === typeText(call.type)) yield withModifiers(other, after, before);
    },
  };
}
