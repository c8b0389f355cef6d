import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { compileProject, type CompiledGraph } from '../../scripts/dataform/compile.ts';
import { runFolder } from './run-folder.ts';

const FILE = 'compiled.json';

/**
 * The compiled project in a LOCAL_DIR, by the CLI only if no test of this run has compiled it before, which costs five
 * seconds of processor time; whether it still is what the sources say, compileProject looks itself.
 */
export async function compileOnce(localDir: string): Promise<CompiledGraph> {
  const shared = join(runFolder(), FILE);
  await mkdir(localDir, { recursive: true });
  await copyFile(shared, join(localDir, FILE)).catch(() => null);
  const graph = await compileProject(process.cwd(), localDir);
  const draft = `${shared}.${process.pid}`;
  await copyFile(join(localDir, FILE), draft);
  await rename(draft, shared);
  return graph;
}
