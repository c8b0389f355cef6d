import { GoogleSqlError } from '../../../googlesql/errors.ts';
import { fromTypeProto } from '../../../googlesql/sql-type.ts';
import type { CatalogTable } from '../../../googlesql/catalog.ts';
import type { Message } from '../../../googlesql/client.ts';
import type { Statement } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { bindValue } from '../../storage/binds.ts';
import type { Bind, DuckDBValue } from '../../storage/duckdb.ts';
import { fromDuck, fromProto, type Plain } from '../canonical.ts';
import { forReference, forUs, type MadeParameter } from '../generate/alternatives.ts';
import { MADE_TABLES, tableText, type MadeTable } from '../generate/tables.ts';
import { openWarehouse, type Warehouse } from '../warehouse.ts';

/** Rows of a query, or why there are none. */
export type Answer =
  | { readonly kind: 'rows'; readonly types: readonly SqlType[]; readonly rows: readonly Plain[][] }
  /** `refused`: named as unsupported; `broken`: the engine could not run what was generated; `failed`: an error of the query. */
  | { readonly kind: 'refused' | 'broken' | 'failed' | 'invalid'; readonly message: string };

/** Both evaluators over the same made-up tables. */
export interface Rig {
  readonly warehouse: Warehouse;
  readonly tables: readonly MadeTable[];
  /** @param text with its alternatives, as of all that follow */
  ours(text: string): Promise<Answer>;
  reference(text: string): Promise<Answer>;
  /** The resolved tree of a statement that was compiled since it was last asked for; null for none. */
  take(text: string): Statement | null;
  close(): Promise<void>;
}

/** Literals of parameters whose values are kept. */
const MAX_KNOWN = 1000;
/** What Google's analyzer says of a literal, and cannot say of a parameter. */
const OF_A_LITERAL = /^Could not cast literal|^The argument to (?:FIRST|LAST)_VALUE must be non-NULL/;
const REFUSED = /not supported by the local BigQuery/;
/** Statements over a dozen rows that take longer have something wrong with them. */
const DEADLINE_MS = 5000;
/** A second try has longer: the machine may have been busy. */
const BUSY_DEADLINE_MS = 30_000;
const CANCELLED = /Job execution was cancelled/;
/** What the reference evaluator lacks, beside what it names as unimplemented. */
const LACKING = /\[Unsupported argument type for \w+\.\]$/;
const BROKEN = /its engine refuses what was generated|out of scope in the resolved tree|Job execution was cancelled|Transaction is aborted/;

export async function openRig(): Promise<Rig> {
  const statements = new Map<string, Statement>();
  const warehouse = await openWarehouse((sql, statement) => {
    // Only the statements under way are of interest.
    if (statements.size > 50) statements.clear();
    statements.set(sql, statement);
  });
  try {
    return await fill(warehouse, statements);
  } catch (error) {
    await warehouse.close();
    throw error;
  }
}

async function fill(warehouse: Warehouse, statements: Map<string, Statement>): Promise<Rig> {
  const tables = await Promise.all(MADE_TABLES.map((table) => storable(warehouse, table)));
  const catalog: CatalogTable[] = tables.map(({ name, columns }) => ({ path: [name], key: name, columns }));
  const rows: Record<string, readonly (readonly Message[])[]> = {};
  for (const table of tables) {
    const text = tableText(table);
    const compiled = await warehouse.compiled(text);
    if (compiled.kind !== 'query') throw new Error(`The table ${table.name} is no query.`);
    await warehouse.addTable(table.name, table.columns, []);
    await warehouse.duck(`INSERT INTO "${table.name}" ${compiled.query.sql}`);
    rows[table.name] = (await warehouse.analyzer.evaluateQuery({ sql: text, tables: [] })).rows;
  }
  const bound = new Map<string, Promise<Bind>>();
  const bindOf = (parameter: MadeParameter | undefined): Promise<Bind> => {
    if (parameter === undefined) throw new Error('The statement binds a parameter that it was not given.');
    const { literal, type } = parameter;
    const known = bound.get(literal) ?? valueOf(warehouse, literal).then((value) => bindValue(type, value));
    if (bound.size >= MAX_KNOWN) bound.clear();
    bound.set(literal, known);
    return known;
  };
  return {
    warehouse,
    tables,
    async ours(text) {
      try {
        const { sql, parameters } = forUs(text);
        const compiled = await warehouse.compiled(sql, { parameters });
        if (compiled.kind !== 'query') throw new Error(`${compiled.kind} is no query.`);
        const types = compiled.columns.map(({ type }) => type);
        const binds = await Promise.all(compiled.query.binds.map((index) => bindOf(parameters[index])));
        const run = (deadline: number): Promise<DuckDBValue[][]> => warehouse.duck(compiled.query.sql, AbortSignal.timeout(deadline), binds);
        const values = await run(DEADLINE_MS).catch((error: unknown) => {
          if (!CANCELLED.test((error as Error).message)) throw error;
          return run(BUSY_DEADLINE_MS);
        });
        return { kind: 'rows', types, rows: values.map((row) => row.map((value, index) => fromDuck(value, types[index] as SqlType))) };
      } catch (error) {
        const message = (error as Error).message.split('\n')[0] ?? '';
        return { kind: REFUSED.test(message) ? 'refused' : BROKEN.test(message) || !(error as Error).name.startsWith('BigQuery') ? 'broken' : 'failed', message: `${message}${detail(error)}` };
      }
    },
    async reference(text) {
      try {
        const answer = await warehouse.analyzer.evaluateQuery({ sql: forReference(text), tables: catalog, rows });
        const types = answer.columns.map((column) => fromTypeProto(column['type']) as SqlType);
        return { kind: 'rows', types, rows: answer.rows.map((row) => row.map((cell, index) => fromProto(cell, types[index] as SqlType))) };
      } catch (error) {
        if (!(error instanceof GoogleSqlError)) throw error;
        // A literal is looked at before anything runs, a parameter in its place is not.
        if (forUs(text).parameters.length > 0 && OF_A_LITERAL.test(error.message)) return { kind: 'refused', message: error.message };
        return { kind: error.kind === 'outOfRange' ? 'failed' : error.kind === 'invalid' && !LACKING.test(error.message) ? 'invalid' : 'refused', message: error.message };
      }
    },
    take(text) {
      const { sql } = forUs(text);
      const statement = statements.get(sql) ?? null;
      statements.delete(sql);
      return statement;
    },
    close: () => warehouse.close(),
  };
}

/** What a literal stands for in our engine. */
async function valueOf(warehouse: Warehouse, literal: string): Promise<DuckDBValue> {
  const compiled = await warehouse.compiled(`SELECT ${literal}`);
  if (compiled.kind !== 'query') throw new Error(`${literal} is no value.`);
  return (await warehouse.duck(compiled.query.sql))[0]?.[0] ?? null;
}

/** The engine's own words, where it refused what was generated. */
function detail(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error && BROKEN.test((error as Error).message) ? ` ${cause.message.split('\n')[0] ?? ''}` : '';
}

/** The table without the columns whose type we cannot store. */
async function storable(warehouse: Warehouse, table: MadeTable): Promise<MadeTable> {
  const columns = [];
  for (const column of table.columns) {
    try {
      await warehouse.compiled(tableText({ ...table, columns: [column] }));
      columns.push(column);
    } catch (error) {
      if (!REFUSED.test((error as Error).message)) throw error;
    }
  }
  return { ...table, columns };
}
