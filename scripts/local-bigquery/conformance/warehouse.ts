import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAnalyzer, type Analyzer } from '../../googlesql/analyzer.ts';
import type { Statement } from '../../googlesql/resolved-nodes.ts';
import type { Column } from '../../googlesql/types.ts';
import { createCompiler } from '../generator/compile.ts';
import { JAVASCRIPT_FUNCTIONS } from '../generator/javascript-functions.ts';
import { MACRO_DEFINITIONS } from '../generator/text/macros.ts';
import type { Compile, CompileContext, CompiledStatement, Relation } from '../statement.ts';
import { duckType, quoteName } from '../storage/types.ts';
import type { Bind, DuckDBValue } from '../storage/duckdb.ts';
import { Storage } from '../storage/storage.ts';

export const PROJECT = 'home-credit';

/** The real analyzer and a real DuckDB, without REST between: what the compiler's tests run against. */
export interface Warehouse {
  readonly analyzer: Analyzer;
  readonly compile: Compile;
  /** Makes a DuckDB table that lookups find as `d.<name>`. */
  addTable(name: string, columns: readonly Column[], rows: readonly (readonly string[])[]): Promise<void>;
  context(over?: Partial<CompileContext>): CompileContext;
  compiled(sql: string, over?: Partial<CompileContext>): Promise<CompiledStatement>;
  /** Runs what a query or DML statement was compiled to. */
  execute(statement: CompiledStatement, values?: readonly Bind[]): Promise<DuckDBValue[][]>;
  /** Compiles and runs a query or DML statement. */
  run(sql: string, over?: Partial<CompileContext>, values?: readonly Bind[]): Promise<DuckDBValue[][]>;
  duck(sql: string, signal?: AbortSignal, binds?: readonly Bind[]): Promise<DuckDBValue[][]>;
  close(): Promise<void>;
}

/** @param watch told of each statement that the compiler had analyzed */
export async function openWarehouse(watch?: (sql: string, statement: Statement) => void): Promise<Warehouse> {
  const dir = await mkdtemp(join(tmpdir(), 'generator-'));
  const analyzer = await startAnalyzer();
  const storage = await Storage.open({
    file: join(dir, 'warehouse.duckdb'),
    memory: '1GB',
    threads: 2,
    tempDir: join(dir, 'tmp'),
    openDirs: [dir],
    functions: JAVASCRIPT_FUNCTIONS,
    setup: MACRO_DEFINITIONS,
  });
  const compile = createCompiler(watch === undefined ? analyzer : watched(analyzer, watch));
  const relations = new Map<string, Relation>();
  const lookup = (path: readonly string[]): Promise<Relation | null> => {
    const parts = path.join('.').split('.');
    return Promise.resolve(relations.get(`d.${parts.at(-1) ?? ''}`) ?? null);
  };
  const context = (over: Partial<CompileContext> = {}): CompileContext => ({
    defaultProjectId: PROJECT,
    defaultDatasetId: 'd',
    parameters: [],
    variables: [],
    lookup,
    functions: () => [],
    model: () => Promise.resolve(null),
    ...over,
  });
  const duck = (sql: string, binds: readonly Bind[] = []): Promise<DuckDBValue[][]> => storage.use((connection) => connection.rows(sql, binds));
  const execute = async (statement: CompiledStatement, values: readonly Bind[] = []): Promise<DuckDBValue[][]> => {
    const texts = statement.kind === 'query' || statement.kind === 'exportData' ? [statement.query] : statement.kind === 'dml' ? statement.steps : [];
    let rows: DuckDBValue[][] = [];
    for (const { sql: text, binds } of texts) {
      rows = await duck(text, binds.map((index) => values[index] as Bind)).catch((error: unknown) => {
        throw new Error(`${(error as Error).message}\n${String((error as Error).cause)}\n${text}`, { cause: error });
      });
    }
    return rows;
  };
  return {
    analyzer,
    compile,
    context,
    execute,
    async addTable(name, columns, rows) {
      const from = quoteName(name);
      await duck(`CREATE OR REPLACE TABLE ${from} (${columns.map((column) => `${quoteName(column.name)} ${duckType(column.type)}`).join(', ')})`);
      if (rows.length > 0) await duck(`INSERT INTO ${from} VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`);
      relations.set(`d.${name}`, { ref: { projectId: PROJECT, datasetId: 'd', tableId: name }, kind: 'table', columns, from });
    },
    compiled: (sql, over) => compile(sql, context(over)),
    run: async (sql, over, values) => execute(await compile(sql, context(over)), values),
    duck: (sql, signal, binds = []) => storage.use((connection) => connection.rows(sql, binds), signal),
    async close() {
      await analyzer.close();
      await storage.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function watched(analyzer: Analyzer, watch: (sql: string, statement: Statement) => void): Analyzer {
  return {
    ...analyzer,
    async analyze(request) {
      const statement = await analyzer.analyze(request);
      watch(request.sql, statement);
      return statement;
    },
  };
}
