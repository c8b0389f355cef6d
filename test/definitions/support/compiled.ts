import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetName, type Target } from '../../../scripts/dataform/compile.ts';
import { compileOnce } from '../../support/compile-once.ts';

/** A model of the compiled project: what the tests read of it. */
export interface Model {
  readonly target: Target;
  readonly fileName: string;
  readonly query: string;
  /** Of models that only a run over new rows makes. */
  readonly disabled?: boolean;
  readonly dependencyTargets?: readonly Target[];
  readonly actionDescriptor?: {
    readonly description?: string;
    readonly columns?: readonly { readonly path: readonly string[]; readonly description?: string }[];
  };
}

export interface UnitTest {
  readonly name: string;
  readonly fileName: string;
  /** The model that it tests, as its config block says. */
  readonly tested: string;
}

export interface Compiled {
  readonly models: readonly Model[];
  readonly assertions: readonly Model[];
  readonly declarations: readonly Model[];
  readonly tests: readonly UnitTest[];
}

export async function compiled(): Promise<Compiled> {
  const localDir = await mkdtemp(join(tmpdir(), 'home-credit-compile-'));
  try {
    const graph = (await compileOnce(localDir)) as unknown as {
      readonly tables: Model[];
      readonly assertions: Model[];
      readonly declarations: Model[];
      readonly tests: { readonly name: string; readonly fileName: string }[];
    };
    const tests = await Promise.all(graph.tests.map(async (test) => ({ ...test, tested: await testedBy(test.fileName) })));
    return { models: graph.tables, assertions: graph.assertions, declarations: graph.declarations, tests };
  } finally {
    await rm(localDir, { recursive: true, force: true });
  }
}

async function testedBy(fileName: string): Promise<string> {
  const [, name] = /dataset: \{ schema: "\w+", name: "(\w+)" \}/.exec(await readFile(fileName, 'utf8')) ?? [];
  if (name === undefined) throw new Error(`${fileName} does not say which dataset it tests.`);
  return name;
}

export function layerOf({ schema }: Target): string {
  return schema.replace(/^home_credit_/, '');
}

export function columnsOf(model: Model): { name: string; description: string }[] {
  return (model.actionDescriptor?.columns ?? []).map(({ path, description }) => ({ name: path.join('.'), description: description ?? '' }));
}

export function nameOf(model: Model): string {
  return targetName(model.target);
}
