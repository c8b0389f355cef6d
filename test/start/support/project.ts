import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Dataform's sandbox reads no link that leaves the project: what it reads is copied, the rest linked. */
const COPIED = ['definitions', 'includes', 'dataform.json', 'package.json', 'package-lock.json', 'node_modules/@dataform/core'];
const LINKED = ['api', 'scripts'];

/** A copy of the project whose definitions may be edited, with a LOCAL_DIR and ports of its own. */
export interface ProjectCopy {
  readonly dir: string;
  readonly localDir: string;
  start(...args: string[]): Run;
  /** Another command of the project, by its file. */
  run(file: string, ...args: string[]): Run;
  remove(): Promise<void>;
}

/** A started command: its output so far, and what it waits for. */
export interface Run {
  readonly output: () => string;
  /** Resolves when the output holds `text`; rejects with all of the output if the process ends before. */
  until(text: string | RegExp): Promise<void>;
  readonly exit: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

export async function copyProject(): Promise<ProjectCopy> {
  const dir = await mkdtemp(join(tmpdir(), 'home-credit-start-'));
  for (const name of COPIED) await cp(join(ROOT, name), join(dir, name), { recursive: true });
  for (const name of LINKED) await symlink(join(ROOT, name), join(dir, name));
  const localDir = join(dir, '.local');
  const env = {
    ...process.env,
    LOCAL_DIR: localDir,
    PORT: String(await freePort()),
    WAREHOUSE_PORT: String(await freePort()),
    HOME_CREDIT_DATA: '',
    WAREHOUSE: 'local',
  };
  const running = new Set<ChildProcess>();
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const run = (file: string, ...args: string[]): Run => {
    const child = spawn(process.execPath, ['--import', tsx, join(ROOT, file), ...args], { cwd: dir, env });
    running.add(child);
    return watch(child);
  };
  return {
    dir,
    localDir,
    run,
    start: (...args) => run('scripts/start/main.ts', ...args),
    async remove() {
      for (const child of running) child.kill('SIGKILL');
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function watch(child: ChildProcess): Run {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const holds = (text: string | RegExp): boolean => (typeof text === 'string' ? output.includes(text) : text.test(output));
  return {
    output: () => output,
    exit,
    signal: (name) => child.kill(name),
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!holds(text)) return;
          child.stdout?.off('data', look);
          resolve();
        };
        child.stdout?.on('data', look);
        void exit.then(() => {
          reject(new Error(`It ended before it printed ${String(text)}:\n${output}`));
        });
        look();
      }),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No loopback port could be had.');
  return address.port;
}
