import { open } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GoogleSqlError } from '../googlesql/errors.ts';
import { DEFAULT_MEMORY, Engine } from './engine/engine.ts';
import { clearTemporary, prepareFolders } from './engine/folders.ts';
import { JobHistory } from './jobs/history.ts';
import { JobsView } from './jobs/jobs-view.ts';
import { JobRegistry } from './jobs/registry.ts';
import { JobStarter } from './jobs/start.ts';
import { createApp } from './rest/app.ts';
import { StartError, unusable } from './start-error.ts';

const HOST = '127.0.0.1';
/** Answers under way get this long at the end. */
const DRAIN_MS = 3_000;
/** An idle connection is closed after this long: Google's front end waits four minutes, Node only five seconds. */
const KEEP_ALIVE_MS = 240_000;
/** A Dataform run asks after all its tables at once: those beyond the queue would come again a second later, and later. */
const BACKLOG = 4096;

export interface WarehouseOptions {
  /** Holds the DuckDB file, `gcs/` and temporary files; made when missing. */
  readonly localDir: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Memory of DuckDB, as it writes sizes: `2GB`. */
  readonly memory?: string;
  /** Told of faults that are ours, with what no client sees. */
  readonly log?: (error: unknown) => void;
}

export interface Warehouse {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  /** Ends what runs, writes everything into the file and frees the port. */
  close(): Promise<void>;
  /** The same as `close`, as other services name it. */
  stop(): Promise<void>;
}

/** Starts the local BigQuery in this process. @throws StartError */
export async function startWarehouse({ localDir, port, memory = DEFAULT_MEMORY, log = () => undefined }: WarehouseOptions): Promise<Warehouse> {
  const folders = await prepareFolders(localDir).catch((error: unknown) => {
    throw unusable(localDir, error);
  });
  let app: RequestListener | null = null;
  const early: (() => void)[] = [];
  const server = createServer((request, response) => {
    // Who asks while the file is still being opened waits for the answer.
    if (app === null) early.push(() => app?.(request, response));
    else app(request, response);
  });
  // Clients that wait between two requests, as bq does before it tries again, keep their connection, as with BigQuery.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A big file may take longer to come than the five minutes that Node gives a request.
  server.requestTimeout = 0;
  // The port first: it is quick to learn that it is taken, and nothing has been opened yet.
  await listen(server, port);
  let engine: Engine;
  try {
    await checkLog(folders.file);
    engine = await Engine.open({ folders, memory }).catch((error: unknown) => {
      throw explain(error, folders.file, memory);
    });
    await clearTemporary(folders);
  } catch (error) {
    server.closeAllConnections();
    await closeServer(server);
    throw error;
  }
  const history = await JobHistory.open(folders.jobs, log);
  const registry = new JobRegistry(history);
  const view = new JobsView(registry);
  engine.store.jobs = view;
  const jobs = new JobStarter(engine, registry, log, (job) => {
    view.note(job);
  });
  app = createApp({ engine, registry, jobs }) as RequestListener;
  for (const answer of early.splice(0)) answer();
  const address = server.address() as AddressInfo;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      registry.cancelAll();
      await closeServer(server);
      await engine.close();
      await history.close();
    })();
    return closing;
  };
  return { endpoint: `http://${HOST}:${address.port}`, close, stop: close };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(taken ? new StartError(`Port ${port} is taken: stop what uses it or set WAREHOUSE_PORT.`, { cause: error }) : error);
    });
    server.listen({ port, host: HOST, backlog: BACKLOG }, resolve);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const timer = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  await closed;
  clearTimeout(timer);
}

/** Every log of the engine begins so; one that does not it takes for empty. */
const LOG_START = Buffer.from([0x64, 0x00]);

/** @throws StartError when the log is none: without it, changes that were answered would be missing */
async function checkLog(file: string): Promise<void> {
  const log = await open(`${file}.wal`, 'r').catch(() => null);
  if (log === null) return;
  try {
    const { buffer, bytesRead } = await log.read(Buffer.alloc(LOG_START.length), 0, LOG_START.length, 0);
    if (bytesRead === LOG_START.length && !buffer.equals(LOG_START)) {
      throw new StartError(`The log ${file}.wal is damaged, and with it what was written last. Move it away to go on without that.`);
    }
  } finally {
    await log.close();
  }
}

function explain(error: unknown, file: string, memory: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  const holder = /Conflicting lock is held in .*?(?:\(PID (\d+)\)|PID (\d+))/.exec(message);
  if (holder || /Could not set lock on file|already (?:attached|open)|file handle conflict/i.test(message)) {
    const pid = holder?.[1] ?? holder?.[2];
    return new StartError(`Another warehouse${pid === undefined ? '' : ` (process ${pid})`} uses ${file}: stop it, or set LOCAL_DIR to another folder.`, { cause: error });
  }
  if (/not a valid DuckDB database|Corrupt|Serialization Error|checksum|newer version of DuckDB|old(?:er)? version|read bytes|Failed to deserialize/i.test(message)) {
    return new StartError(`The warehouse file ${file} is damaged or not a DuckDB file, or its log ${file}.wal is. Move both away; npm start builds a new one.`, { cause: error });
  }
  if (/No space left|Read-only file system|Permission denied|Is a directory/i.test(message)) return unusable(file, error);
  if (/memory_limit|Unknown unit|memory limit/i.test(message)) {
    return new StartError(`WAREHOUSE_MEMORY=${memory} is no size: write for example 2GB.`, { cause: error });
  }
  // What keeps the analyzer from starting is told with its remedy.
  if (error instanceof GoogleSqlError && error.kind === 'unavailable') return new StartError(message, { cause: error });
  return error instanceof Error ? error : new Error(message);
}
