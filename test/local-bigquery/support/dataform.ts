import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeLocalCredentials } from '../../../scripts/dataform/credentials.ts';

const require = createRequire(import.meta.url);
const packageDir = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** A Dataform project in a temporary folder, and the unmodified CLI in it. */
export interface DataformProject {
  /** Writes a file below definitions/, or below another folder of the project. */
  define(name: string, text: string): Promise<void>;
  dataform(...args: string[]): Promise<{ readonly code: number | null; readonly output: string }>;
  remove(): Promise<void>;
}

/** @param endpoint what `BIGQUERY_EMULATOR_HOST` is set to */
export async function openDataformProject(endpoint: () => string, files: Readonly<Record<string, string>>): Promise<DataformProject> {
  const folder = await mkdtemp(join(tmpdir(), 'local-bigquery-dataform-'));
  const define = async (name: string, text: string): Promise<void> => {
    const file = join(folder, name.includes('/') ? name : `definitions/${name}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await cp(packageDir('@dataform/core'), join(folder, 'node_modules/@dataform/core'), { recursive: true });
  await define('./package.json', '{"dependencies":{"@dataform/core":"3.0.62"}}');
  await define('./dataform.json', '{"warehouse":"bigquery","defaultDatabase":"home-credit","defaultLocation":"US","defaultSchema":"marts","assertionSchema":"checks","vars":{"cutoff":"2020-01-03"}}');
  await writeLocalCredentials(join(folder, 'credentials.json'));
  for (const [name, text] of Object.entries(files)) await define(name, text);
  return {
    define,
    async dataform(...args) {
      const child = spawn(process.execPath, [join(packageDir('@dataform/cli'), 'bundle.js'), ...args, '--credentials', 'credentials.json'], {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: '', BIGQUERY_EMULATOR_HOST: endpoint() },
      });
      let output = '';
      child.stdout.on('data', (text: Buffer) => (output += text.toString()));
      child.stderr.on('data', (text: Buffer) => (output += text.toString()));
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      return { code, output };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
