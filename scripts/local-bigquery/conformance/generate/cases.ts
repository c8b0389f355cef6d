import fc from 'fast-check';
import type { BuiltinFunction } from '../../../googlesql/builtin-functions.ts';
import { Choose } from './choose.ts';
import { Expressions } from './expressions.ts';
import { Queries } from './queries.ts';
import type { Query } from './query-parts.ts';
import { scopeOf, type MadeTable } from './tables.ts';
import type { Term } from './term.ts';

/** A made-up statement. */
export interface MadeCase {
  readonly sql: string;
  /** Whether the order of the rows is fixed. */
  readonly ordered: boolean;
  /** Of a case that is one expression: the rows over which it is computed, and how to ask for a part of it over one of them. */
  readonly focus: { readonly term: Term; readonly rows: readonly (string | null)[]; readonly alone: (part: Term, row: string | null) => string } | null;
  simpler(): Iterable<MadeCase>;
}

const DEPTH = 3;
const QUERY_PERCENT = 45;

/** An arbitrary of fast-check that shrinks along `simpler`. */
class CaseArbitrary extends fc.Arbitrary<MadeCase> {
  constructor(private readonly make: (choose: Choose) => MadeCase) {
    super();
  }

  override generate(random: fc.Random): fc.Value<MadeCase> {
    return new fc.Value(this.make(new Choose(random)), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is MadeCase {
    return typeof value === 'object' && value !== null && 'simpler' in value;
  }

  override shrink(value: MadeCase): fc.Stream<fc.Value<MadeCase>> {
    return fc.stream(shrunk(value));
  }
}

function* shrunk(value: MadeCase): IterableIterator<fc.Value<MadeCase>> {
  for (const simpler of value.simpler()) yield new fc.Value(simpler, undefined);
}

/** One expression over some rows of the table of edges, or over no table at all. */
function expressionCase(term: Term, table: MadeTable | null, rows: readonly string[]): MadeCase {
  const write = (sql: string, ids: readonly string[]): string => {
    if (table === null) return `SELECT ${sql} AS x`;
    const where = ids.length === 0 ? '' : ` WHERE ${table.key} IN (${ids.join(', ')})`;
    return `SELECT ${table.key}, ${sql} AS x FROM ${table.name}${where} ORDER BY ${table.key}`;
  };
  const all = table?.columns[0]?.values ?? [];
  return {
    sql: write(term.sql, rows),
    ordered: true,
    focus: { term, rows: table === null ? [null] : rows.length === 0 ? all : rows, alone: (part, row) => write(part.sql, row === null ? [] : [row]) },
    *simpler() {
      if (table !== null && !term.sql.includes(`${table.name}.`)) yield expressionCase(term, null, []);
      if (table !== null && rows.length !== 1) for (const id of all) yield expressionCase(term, table, [id]);
      for (const other of term.simpler()) yield expressionCase(other, table, rows);
    },
  };
}

function queryCase(query: Query, ordered: boolean): MadeCase {
  return {
    sql: query.sql,
    ordered,
    focus: null,
    *simpler() {
      for (const other of query.simpler()) yield queryCase(other, ordered);
    },
  };
}

/** Statements that exercise what the catalogue has. */
export function madeCases(functions: readonly BuiltinFunction[], keys: ReadonlySet<string>, tables: readonly MadeTable[]): fc.Arbitrary<MadeCase> {
  const expressions = new Expressions(functions, keys);
  const [edges] = tables;
  if (edges === undefined) throw new Error('There is no table of edges.');
  const ids = edges.columns[0]?.values ?? [];
  const queries = new Queries(functions, keys, tables);
  return new CaseArbitrary((choose) => {
    if (choose.percent(QUERY_PERCENT)) {
      const { query, ordered } = queries.make(choose);
      return queryCase(query, ordered);
    }
    const depth = 1 + choose.index(DEPTH);
    if (choose.percent(25)) return expressionCase(expressions.any(depth, [], choose), null, []);
    const rows = choose.percent(35) ? [] : choose.some(ids, 1 + choose.index(2));
    return expressionCase(expressions.any(depth, scopeOf(edges), choose), edges, rows);
  });
}
