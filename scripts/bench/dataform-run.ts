import { loadRawTables } from '../data/load.ts';
import { compileProject, targetName, type CompiledAction, type Target } from '../dataform/compile.ts';
import { DEFAULT_MEMORY, Engine } from '../local-bigquery/engine/engine.ts';
import { prepareFolders } from '../local-bigquery/engine/folders.ts';
import { generatedData } from './generated-data.ts';
import { seconds } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';
import { PROJECT_DIR, runDataform } from './run-dataform.ts';

const MICROSECONDS = 1e6;

/**
 * `dataform run` of the project against its translated statements run directly on DuckDB, in the same order, by turns as
 * the warehouse's big statements, with the same threads and memory. The CLI's start and its compilation of the project,
 * which take as long whatever the data, are told apart.
 */
export async function dataformRun({ applicants }: BenchOptions): Promise<string[]> {
  return withWarehouse(async (own) => {
    const { folder, took } = await generatedData(applicants);
    const loading = await seconds(() => loadRawTables({ warehouse: own.bigquery, from: folder }));
    const before = await own.processorTime();
    const { total, start } = await runDataform(own);
    const after = await own.processorTime();
    await own.stop();
    const own0 = process.cpuUsage();
    const { direct, statements } = await runDirectly(own.localDir);
    const { user, system } = process.cpuUsage(own0);
    const processor = before === null || after === null ? '' : `; processor time ${(after - before).toFixed(1)} s against ${((user + system) / MICROSECONDS).toFixed(1)} s`;
    return [
      `${applicants} applicants${took === null ? '' : ` (generated in ${took.toFixed(1)} s)`}: loaded in ${loading.toFixed(1)} s`,
      `dataform run ${total.toFixed(1)} s, of which the CLI's own start ${start.toFixed(1)} s; its ${statements} statements directly on DuckDB ${direct.toFixed(1)} s${processor}`,
      `ratio ${(total / direct).toFixed(2)}, without the start ${((total - start) / direct).toFixed(2)} (goal: up to 1.2 at 100000 applicants)`,
    ];
  });
}

interface Step {
  readonly name: string;
  readonly after: readonly string[];
  readonly sql: string;
}

/** The tables that the run left are read, new ones written: what DuckDB does for the run, and nothing else. */
async function runDirectly(localDir: string): Promise<{ readonly direct: number; readonly statements: number }> {
  const engine = await Engine.open({ folders: await prepareFolders(localDir), memory: DEFAULT_MEMORY });
  try {
    const steps = await translate(engine, localDir);
    const work = async (sql: string): Promise<void> => {
      await engine.session({ projectId: 'home-credit', datasetId: null, location: 'US', parameters: [], signal: new AbortController().signal }, async ({ connection }) => {
        await connection.run(sql);
      });
    };
    const direct = await seconds(async () => {
      const done = new Map<string, Promise<void>>();
      for (const { name, after, sql } of steps) {
        done.set(name, Promise.all(after.flatMap((other) => done.get(other) ?? [])).then(() => engine.big.take(new AbortController().signal, () => work(sql))));
      }
      await Promise.all(done.values());
    });
    return { direct, statements: steps.length };
  } finally {
    await engine.close();
  }
}

/** In an order in which each step follows those that it needs. Views need no work of DuckDB. */
async function translate(engine: Engine, localDir: string): Promise<Step[]> {
  const graph = await compileProject(PROJECT_DIR, localDir);
  const runs = (action: CompiledAction): boolean => action['disabled'] !== true;
  const tables = (graph.tables ?? []).filter((action) => action['type'] !== 'view' && runs(action));
  const actions = [...tables, ...(graph.assertions ?? []).filter(runs)];
  const views = new Map((graph.tables ?? []).filter((action) => action['type'] === 'view').map((action) => [targetName(action.target), action]));
  const own = new Set(actions.map(({ target }) => targetName(target)));
  /** Views are looked through. */
  const needs = ({ dependencyTargets = [] }: CompiledAction): string[] =>
    dependencyTargets.flatMap((target: Target) => {
      const view = views.get(targetName(target));
      return view !== undefined ? needs(view) : own.has(targetName(target)) ? [targetName(target)] : [];
    });
  const steps: Step[] = [];
  let number = 0;
  for (const action of actions) {
    const isTable = tables.includes(action);
    const duck = await translated(engine, isTable ? String(action['query']) : `select count(*) from (${String(action['query'])}\n)`);
    number += 1;
    steps.push({ name: targetName(action.target), after: needs(action), sql: isTable ? `CREATE TABLE data."direct#${number}" AS ${duck}` : duck });
  }
  return inOrder(steps);
}

function translated(engine: Engine, sql: string): Promise<string> {
  return engine.session({ projectId: 'home-credit', datasetId: null, location: 'US', parameters: [], signal: new AbortController().signal }, async (session) => {
    const { statement } = await engine.compiler.prepare(sql, session);
    if (statement.kind !== 'query') throw new Error(`${sql.slice(0, 100)} is no query.`);
    return statement.query.sql;
  });
}

function inOrder(steps: readonly Step[]): Step[] {
  const ordered: Step[] = [];
  const placed = new Set<string>();
  while (ordered.length < steps.length) {
    const ready = steps.filter(({ name, after }) => !placed.has(name) && after.every((other) => placed.has(other)));
    if (ready.length === 0) throw new Error('The actions of the project need one another in a circle.');
    for (const step of ready) {
      ordered.push(step);
      placed.add(step.name);
    }
  }
  return ordered;
}
