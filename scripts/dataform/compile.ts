import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { fingerprintFiles, listFiles } from '../start/fingerprint.ts';
import { writeWhole } from '../whole-file.ts';
import { runDataformCli } from './cli.ts';

export interface Target {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** `database.schema.name`: how `--actions` wants an action named. */
export function targetName({ database, schema, name }: Target): string {
  return `${database}.${schema}.${name}`;
}

/** An action of the compiled graph: the fields that the project reads; the rest is kept as the CLI printed it. */
export interface CompiledAction {
  readonly target: Target;
  readonly dependencyTargets?: readonly Target[];
  readonly disabled?: boolean;
  readonly [field: string]: unknown;
}

/** What `dataform compile --json` prints. */
export interface CompiledGraph {
  readonly tables?: readonly CompiledAction[];
  readonly assertions?: readonly CompiledAction[];
  readonly operations?: readonly CompiledAction[];
  readonly declarations?: readonly CompiledAction[];
  readonly [field: string]: unknown;
}

/** The project does not compile; the message is the CLI's own, which names file and line. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
}

/**
 * Compiles the Dataform project with its unmodified CLI. The result is kept in `<localDir>/compiled.json` and used
 * again as long as no file that Dataform reads has changed.
 * @throws CompileError
 */
export async function compileProject(projectDir: string, localDir: string): Promise<CompiledGraph> {
  const sources = await fingerprintFiles(projectDir, await dataformFiles(projectDir));
  const cacheFile = join(localDir, 'compiled.json');
  const cached = await readCache(cacheFile);
  if (cached?.sources === sources) return cached.graph;
  const graph = await compile(projectDir, localDir);
  await writeWhole(cacheFile, JSON.stringify({ sources, graph }));
  return graph;
}

/** Every file that the compiled graph depends on, the versions of Dataform included. */
async function dataformFiles(projectDir: string): Promise<string[]> {
  return [
    'dataform.json',
    'package-lock.json',
    ...(await listFiles(projectDir, 'definitions')),
    ...(await listFiles(projectDir, 'includes')),
  ];
}

async function readCache(file: string): Promise<{ sources: string; graph: CompiledGraph } | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { sources: string; graph: CompiledGraph };
  } catch {
    return null;
  }
}

async function compile(projectDir: string, localDir: string): Promise<CompiledGraph> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runDataformCli({
    args: ['compile', '--json'],
    projectDir,
    localDir,
    warehouse: { projectId: '', location: '', endpoint: null },
    onLine: (line, stream) => (stream === 'stdout' ? out : err).push(line),
  });
  if (code !== 0) throw new CompileError(`The Dataform project does not compile:\n${complaints(err, out)}`);
  return JSON.parse(out.join('\n')) as CompiledGraph;
}

/** The CLI's words without colours and stack traces, which only tell of its own inside. */
function complaints(err: readonly string[], out: readonly string[]): string {
  const lines = (err.some((line) => line.trim() !== '') ? err : out).map(stripVTControlCharacters);
  return lines.filter((line) => line.trim() !== '' && !/^\s+at \S/.test(line)).join('\n');
}
