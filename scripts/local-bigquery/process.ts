import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config } from '../../api/config.ts';
import type { ReadyMessage } from './main.ts';
import { isRunning, type Patience } from './probe.ts';
import { StartError, unusable } from './start-error.ts';

/** Statements run on libuv's threads: with its four, four long ones would keep all others waiting. */
const THREADS = '64';
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const START_MS = 30_000;
const STOP_MS = 15_000;

export interface EnsuredWarehouse {
  readonly endpoint: string;
  /** Whether it was started here. */
  readonly started: boolean;
  /** Process id of what was started here; null otherwise. */
  readonly pid: number | null;
  /** Ends it if it was started here. */
  stop(): Promise<void>;
}

/**
 * Uses the local BigQuery at the configured endpoint, or starts one there as a child process, which ends with this one.
 * @param patience with a port that is taken and does not answer at once
 * @throws StartError when something else has the port, or a warehouse of another folder
 */
export async function ensureWarehouse({ warehouse, localDir }: Pick<Config, 'warehouse' | 'localDir'>, patience?: Patience): Promise<EnsuredWarehouse> {
  const { endpoint } = warehouse;
  if (endpoint === null) throw new StartError('WAREHOUSE=bigquery needs no local warehouse.');
  const folder = folderOf(localDir);
  if (await isRunning(endpoint, folder, patience)) return { endpoint, started: false, pid: null, stop: () => Promise.resolve() };
  const child = launch(endpoint, folder);
  try {
    await ready(child, folder);
  } catch (error) {
    child.kill('SIGKILL');
    // Somebody else may have started one in the meantime.
    if (await isRunning(endpoint, folder, patience)) return { endpoint, started: false, pid: null, stop: () => Promise.resolve() };
    throw error;
  }
  // Whoever forgets to stop it can end nevertheless; the child notices and ends, too.
  child.unref();
  child.channel?.unref();
  return { endpoint, started: true, pid: child.pid ?? null, stop: () => stop(child) };
}

/** @throws StartError when it cannot be had */
function folderOf(localDir: string): string {
  try {
    mkdirSync(localDir, { recursive: true });
    return realpathSync(localDir);
  } catch (error) {
    throw unusable(localDir, error);
  }
}

function launch(endpoint: string, folder: string): ChildProcess {
  const path = join(folder, 'warehouse.log');
  let log: number;
  try {
    log = openSync(path, 'a');
  } catch (error) {
    throw unusable(path, error);
  }
  try {
    return spawn(process.execPath, ['--import', TSX, fileURLToPath(new URL('main.ts', import.meta.url))], {
      // A process group of its own: Ctrl-C reaches the parent alone, which stops the child when its work is done.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, NODE_OPTIONS: '', WAREHOUSE: 'local', WAREHOUSE_PORT: new URL(endpoint).port, LOCAL_DIR: folder, UV_THREADPOOL_SIZE: THREADS },
    });
  } finally {
    closeSync(log);
  }
}

async function ready(child: ChildProcess, folder: string): Promise<void> {
  const signal = AbortSignal.timeout(START_MS);
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string): void => {
      reject(new StartError(`The local BigQuery did not start: ${why} Its log is ${join(folder, 'warehouse.log')}.`));
    };
    child.once('error', (error) => {
      failed(error.message);
    });
    child.once('exit', (code) => {
      failed(`it ended with code ${String(code)}.`);
    });
    signal.addEventListener('abort', () => {
      failed(`nothing heard for ${START_MS / 1000} s.`);
    });
    child.once('message', (message) => {
      const { kind, text } = message as ReadyMessage;
      if (kind === 'ready') resolve();
      else reject(new StartError(text));
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => {
    resolve();
  }));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
