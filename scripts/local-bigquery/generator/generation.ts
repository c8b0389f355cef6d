import { BigQueryError } from '../errors.ts';
import type { CompileContext, DuckSql, KnownModel, Relation } from '../statement.ts';

/** The columns that an expression may see, and how each is written there. */
export interface Scope {
  readonly columns: ReadonlyMap<number, string>;
  /** The query around this one, for correlated references. */
  readonly outer: Scope | null;
}

export const NO_COLUMNS: Scope = { columns: new Map(), outer: null };

/** A CTE in scope: the names of its columns, in the order in which references list theirs; null for one that nobody reads. */
export interface CteColumns {
  readonly name: string;
  readonly columns: readonly (string | null)[];
}

/** Texts and quoted names, which are left alone, or a placeholder. */
const PLACEHOLDER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/** What one statement's generation keeps: aliases, parameters, CTEs. */
export class Generation {
  private aliases = 0;
  private branches = 0;
  private readonly bound: number[] = [];
  private readonly mark: string;
  readonly ctes = new Map<string, CteColumns>();
  /** Subqueries found to be no plain expressions, which those around them would try out again and again. */
  readonly notPlain = new WeakSet<object>();
  /** The recursive CTE whose recursive term is being written. */
  recursive: CteColumns | null = null;

  constructor(
    readonly context: CompileContext,
    private readonly relations: ReadonlyMap<string, Relation>,
    /** Columns that the statement reads at all. */
    readonly used: ReadonlySet<number>,
    /** Models by the name of the function that stands for each. */
    private readonly models: ReadonlyMap<string, KnownModel> = new Map(),
  ) {
    this.mark = markApart([...relations.values()].flatMap(({ columns }) => columns.map(({ name }) => name.toLowerCase())));
  }

  /** A name that no table's column has: DuckDB would take `alias.name` for a field of that column. */
  alias(prefix: string): string {
    this.aliases += 1;
    return `${this.mark}${prefix}${this.aliases}`;
  }

  /** Writes what is computed only for some rows, or for none. */
  branch(write: () => string): string {
    this.branches += 1;
    const text = write();
    this.branches -= 1;
    return text;
  }

  get isInBranch(): boolean {
    return this.branches > 0;
  }

  /** Whether all that the statement computes with is written in it. */
  get readsNoTable(): boolean {
    return this.relations.size === 0;
  }

  /** @param key the name under which the analyzer knows the table */
  relation(key: string): Relation {
    const relation = this.relations.get(key);
    if (relation === undefined) throw new BigQueryError('internalError', `The analyzer names a table that it was not given: ${key}.`);
    return relation;
  }

  model(name: string): KnownModel {
    const model = this.models.get(name);
    if (model === undefined) throw new BigQueryError('internalError', `The analyzer names a model that it was not given: ${name}.`);
    return model;
  }

  /** A placeholder for the context's parameter (variables count on from there). */
  placeholder(index: number): string {
    const known = this.bound.indexOf(index);
    if (known >= 0) return `$${known + 1}`;
    this.bound.push(index);
    return `$${this.bound.length}`;
  }

  /** The statement with the placeholders that it still holds: what is written for a column that nobody reads is left out. */
  finish(sql: string): DuckSql {
    if (this.bound.length === 0) return { sql, binds: [] };
    const binds: number[] = [];
    const text = sql.replace(PLACEHOLDER, (token, digits: string | undefined) => {
      const index = digits === undefined ? undefined : this.bound[Number(digits) - 1];
      if (index === undefined) return token;
      if (!binds.includes(index)) binds.push(index);
      return `$${binds.indexOf(index) + 1}`;
    });
    return { sql: text, binds };
  }

  /** A piece of the statement that is run for itself, with binds of its own. */
  apart(write: (own: Generation) => string): DuckSql {
    const own = new Generation(this.context, this.relations, this.used, this.models);
    return own.finish(write(own));
  }
}

/** What to put before aliases, which are letters and a number, so that none is one of these names. */
function markApart(names: readonly string[]): string {
  const alike = names.filter((name) => /^[a-z]+\d+$/.test(name));
  let mark = '';
  for (let tries = 0; alike.some((name) => name.startsWith(mark)); tries += 1) mark = `gsql${'x'.repeat(tries)}`;
  return mark;
}

export function lookUp(scope: Scope, { id, table, name }: { readonly id: number; readonly table?: string; readonly name?: string }): string {
  for (let current: Scope | null = scope; current !== null; current = current.outer) {
    const sql = current.columns.get(id);
    if (sql !== undefined) return sql;
  }
  throw new BigQueryError('internalError', `The column ${table ?? ''}.${name ?? ''}#${id} is out of scope in the resolved tree.`);
}
