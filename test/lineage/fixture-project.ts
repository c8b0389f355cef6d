import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileProject, type CompiledGraph } from '../../scripts/dataform/compile.ts';
import type { ActionResult, RunRecord } from '../../scripts/dataform/run-record.ts';

const PROJECT = fileURLToPath(new URL('fixtures/project', import.meta.url));
const NAME_OF_FAILURE = 'home_credit_marts_customer_features_assertions_uniqueKey_0';
export const FAILURE_MESSAGE = 'Assertion failed: query returned 2 row(s).';

export interface FixtureProject {
  readonly projectDir: string;
  readonly localDir: string;
  readonly compiled: CompiledGraph;
  readonly remove: () => Promise<void>;
}

/** A copy of the fixture where the Dataform CLI accepts it, beside its own @dataform/core, compiled by the real CLI. */
export async function makeFixtureProject(): Promise<FixtureProject> {
  const projectDir = await mkdtemp(join(tmpdir(), 'lineage-'));
  const localDir = join(projectDir, '.local');
  const core = createRequire(import.meta.url).resolve('@dataform/core/package.json');
  await cp(PROJECT, projectDir, { recursive: true });
  await cp(dirname(core), join(projectDir, 'node_modules/@dataform/core'), { recursive: true });
  await writeFile(join(projectDir, 'package.json'), '{ "dependencies": { "@dataform/core": "*" } }');
  await writeFile(join(projectDir, 'package-lock.json'), '{}');
  await mkdir(localDir);
  return {
    projectDir,
    localDir,
    compiled: await compileProject(projectDir, localDir),
    remove: () => rm(projectDir, { recursive: true, force: true }),
  };
}

/** Everything but the operation and what hangs on it was run and passed, save the unique key of customer_features. */
export function runRecord({ tables = [], assertions = [] }: CompiledGraph): RunRecord {
  const finishedAt = '2026-01-02T03:04:05.000Z';
  const results = [...tables, ...assertions].filter(({ target }) => !/scoring|monitoring/.test(target.schema + target.name));
  return {
    startedAt: '2026-01-02T03:00:00.000Z',
    finishedAt,
    command: 'dataform run',
    actions: results.map(({ target }): ActionResult => ({
      target,
      type: tables.some((table) => table.target === target) ? 'table' : 'assertion',
      status: target.name === NAME_OF_FAILURE ? 'failed' : 'passed',
      message: target.name === NAME_OF_FAILURE ? FAILURE_MESSAGE : null,
      finishedAt,
    })),
  };
}

export async function writeRunRecord({ localDir, compiled }: FixtureProject): Promise<void> {
  await writeFile(join(localDir, 'dataform-run.json'), JSON.stringify(runRecord(compiled)));
}

/** Dependencies straight from the CLI's output, models only: name → names. The tests' own reading of the graph. */
export function dependenciesByName({ tables = [], operations = [], declarations = [] }: CompiledGraph): Map<string, string[]> {
  const models = [...tables, ...operations, ...declarations];
  const names = new Set(models.map(({ target }) => target.name));
  return new Map(
    models.map(({ target, dependencyTargets = [] }) => [
      target.name,
      dependencyTargets.map(({ name }) => name).filter((name) => names.has(name)),
    ]),
  );
}

/** All that can be reached, by going round until nothing is added. */
export function reach(start: string, next: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = new Set(next.get(start) ?? []);
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const name of [...reached]) for (const other of next.get(name) ?? []) reached.add(other);
  }
  return [...reached].sort();
}

export function reversed(next: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const back = new Map([...next.keys()].map((name): [string, string[]] => [name, []]));
  for (const [from, others] of next) for (const other of others) back.get(other)?.push(from);
  return back;
}
