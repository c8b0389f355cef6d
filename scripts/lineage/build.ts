import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileProject, type CompiledGraph } from '../dataform/compile.ts';
import { readRunRecord } from '../dataform/run-record.ts';
import { readAssertions, readModels, readTests } from './compiled-actions.ts';
import { buildGraph, type GraphInput } from './graph.ts';
import type { LineageGraph } from './graph-types.ts';
import { layOut } from './layout.ts';
import { readContracts, readSources } from './project-files.ts';

const PAGE_DIR = fileURLToPath(new URL('site/', import.meta.url));

export interface LineageSiteOptions {
  readonly projectDir: string;
  readonly localDir: string;
  /** The project's compiled graph, when the caller has it already. */
  readonly graph?: CompiledGraph;
  readonly report?: (line: string) => void;
}

export interface LineageSite {
  readonly dir: string;
  readonly models: number;
  /** False when it was there already, made from the same inputs. */
  readonly rebuilt: boolean;
}

/**
 * Builds the static lineage site in `<localDir>/lineage/`. It is drafted beside and then renamed, so that a reader
 * never meets half a site.
 * @throws CompileError when the project does not compile
 */
export async function buildLineageSite({ projectDir, localDir, graph: compiled, report }: LineageSiteOptions): Promise<LineageSite> {
  const input = await readInput(projectDir, localDir, compiled ?? (await compileProject(projectDir, localDir)));
  const dir = join(localDir, 'lineage');
  const fingerprint = await fingerprintOf(input);
  const content = buildGraph(input);
  const models = content.nodes.length;
  if ((await builtFingerprint(dir)) === fingerprint) {
    report?.(`Lineage page: ${models} models, unchanged.`);
    return { dir, models, rebuilt: false };
  }
  const page: LineageGraph = {
    version: 1,
    fingerprint,
    builtAt: new Date().toISOString(),
    ...content,
    layout: await layOut(content),
    columnLineage: null,
  };
  await writeSite(dir, page);
  report?.(`Lineage page: ${models} models, ${content.assertions.length} assertions.`);
  return { dir, models, rebuilt: true };
}

async function readInput(projectDir: string, localDir: string, compiled: CompiledGraph): Promise<GraphInput> {
  const actions = [...readModels(compiled), ...readAssertions(compiled), ...readTests(compiled)];
  return {
    compiled,
    sources: await readSources(projectDir, actions.map(({ fileName }) => fileName)),
    contracts: readContracts(projectDir),
    run: await readRunRecord(localDir),
  };
}

async function fingerprintOf({ compiled, sources, contracts, run }: GraphInput): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([compiled, [...sources], [...contracts.tables], [...contracts.features], run]));
  for (const name of (await readdir(PAGE_DIR)).sort()) hash.update(name).update(await readFile(join(PAGE_DIR, name)));
  for (const name of ['graph.ts', 'layout.ts', 'columns.ts', 'assertions.ts', 'layers.ts', 'compiled-actions.ts']) {
    hash.update(await readFile(new URL(name, import.meta.url)));
  }
  return hash.digest('hex');
}

async function builtFingerprint(dir: string): Promise<string | null> {
  try {
    const graph = JSON.parse(await readFile(join(dir, 'graph.json'), 'utf8')) as Partial<LineageGraph>;
    return graph.fingerprint ?? null;
  } catch {
    return null;
  }
}

async function writeSite(dir: string, graph: LineageGraph): Promise<void> {
  const draft = `${dir}.${String(process.pid)}.draft`;
  const old = `${dir}.${String(process.pid)}.old`;
  await removeLeftovers(dir);
  try {
    await mkdir(dirname(dir), { recursive: true });
    await cp(PAGE_DIR, draft, { recursive: true });
    await writeFile(join(draft, 'graph.json'), JSON.stringify(graph));
    await rename(dir, old).catch(ignoreMissing);
    await rename(draft, dir);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

/** Drafts of builds that were killed. */
async function removeLeftovers(dir: string): Promise<void> {
  const names = await readdir(dirname(dir)).catch(() => []);
  const leftover = new RegExp(`^${basename(dir)}\\.\\d+\\.(draft|old)$`);
  await Promise.all(
    names.filter((name) => leftover.test(name)).map((name) => rm(join(dirname(dir), name), { recursive: true, force: true })),
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
