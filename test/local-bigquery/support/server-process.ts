import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAIN = fileURLToPath(new URL('../../../scripts/local-bigquery/main.ts', import.meta.url));
const UP_MS = 30_000;

/** The server as a process of its own, so that it can be killed, measured and starved. */
export interface ServerProcess {
  readonly bigquery: BigQuery;
  readonly endpoint: string;
  readonly output: () => string;
  /** Peak of the resident memory so far, in bytes; Linux only. */
  peakMemory(): Promise<number>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
}

/** @param prefix a command that runs the server as its arguments */
export async function startServer(localDir: string, prefix: readonly string[] = []): Promise<ServerProcess> {
  const port = await freePort();
  const [command, ...args] = [...prefix, process.execPath, '--import', TSX, MAIN];
  const child = spawn(command, args, {
    env: { ...process.env, NODE_OPTIONS: '', WAREHOUSE: 'local', LOCAL_DIR: localDir, WAREHOUSE_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (text: Buffer): void => {
    output += text.toString();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const endpoint = `http://127.0.0.1:${port}`;
  await untilUp(endpoint, child, () => output);
  return {
    bigquery: connectWarehouse({ projectId: 'home-credit', location: 'US', endpoint }),
    endpoint,
    output: () => output,
    async peakMemory() {
      const status = await readFile(`/proc/${String(child.pid)}/status`, 'utf8');
      return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024;
    },
    kill(signal) {
      child.kill(signal);
      return closed;
    },
  };
}

async function untilUp(endpoint: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + UP_MS;
  while (!(await fetch(`${endpoint}/local-bigquery`).then(() => true, () => false))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The server did not come up:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
