import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BigQuery } from '../../api/warehouse.ts';
import { compileProject } from '../dataform/compile.ts';
import { applyMutant, inTest, mutantsOf, type Mutant } from './mutate.ts';

export interface Model {
  readonly name: string;
  readonly query: string;
  readonly tests: readonly UnitTest[];
}

interface UnitTest {
  readonly name: string;
  readonly testQuery: string;
  readonly expectedOutputQuery: string;
}

/** `invalid`: BigQuery refuses it, so that nobody could have written it. */
export type Fate = 'caught' | 'missed' | 'invalid';

export interface Trial {
  readonly model: Model;
  readonly mutant: Mutant;
  readonly fate: Fate;
}

/** The intermediate models with their unit tests, as Dataform compiles them. */
export async function readModels(projectDir: string, localDir: string): Promise<Model[]> {
  const graph = await compileProject(projectDir, localDir);
  const tests = graph['tests'] as readonly (UnitTest & { readonly fileName: string })[];
  const tested = await Promise.all(tests.map(async (test) => ({ ...test, model: /dataset: \{ schema: "\w+", name: "(\w+)" \}/.exec(await readFile(join(projectDir, test.fileName), 'utf8'))?.[1] })));
  return (graph.tables ?? [])
    .filter(({ target }) => target.schema === 'home_credit_intermediate')
    .map(({ target, query }) => ({ name: target.name, query: query as string, tests: tested.filter(({ model }) => model === target.name) }));
}

/** At most `most` mutants of each kind of mistake, evenly from the first to the last. */
export function chooseMutants(query: string, most: number): Mutant[] {
  const all = mutantsOf(query);
  return [...new Set(all.map(({ mistake }) => mistake))].flatMap((mistake) => {
    const kind = all.filter((mutant) => mutant.mistake === mistake);
    const step = Math.max(1, kind.length / most);
    return Array.from({ length: Math.min(most, kind.length) }, (_, at) => kind[Math.floor(at * step)] as Mutant);
  });
}

/** Runs the unit tests of one model on each of its mutants. @throws Error when a test fails on the model as it is */
export async function tryMutants(warehouse: BigQuery, model: Model, mutants: readonly Mutant[]): Promise<Trial[]> {
  const expected = await Promise.all(model.tests.map(async (test) => rowsOf(warehouse, test.expectedOutputQuery)));
  for (const [at, test] of model.tests.entries()) {
    if ((await rowsOf(warehouse, test.testQuery)) !== expected[at]) throw new Error(`${test.name} fails on the model as it is: mend it first.`);
  }
  const trials: Trial[] = [];
  for (const mutant of mutants) trials.push({ model, mutant, fate: await fateOf(warehouse, model, mutant, expected) });
  return trials;
}

async function fateOf(warehouse: BigQuery, model: Model, mutant: Mutant, expected: readonly string[]): Promise<Fate> {
  for (const [at, test] of model.tests.entries()) {
    try {
      if ((await rowsOf(warehouse, applyMutant(test.testQuery, inTest(model.query, test.testQuery, mutant)))) !== expected[at]) return 'caught';
    } catch (error) {
      if (isRefusal(error)) return /Division by zero|out of range|more than one element|overflow/i.test(String(error)) ? 'caught' : 'invalid';
      throw error;
    }
  }
  return 'missed';
}

/** Rows by position, as `dataform test` compares them. */
async function rowsOf(warehouse: BigQuery, query: string): Promise<string> {
  const [rows] = (await warehouse.query(query)) as [Record<string, unknown>[]];
  return JSON.stringify(rows.map((row) => Object.entries(row).sort(([one], [other]) => one.localeCompare(other))));
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 400;
}
