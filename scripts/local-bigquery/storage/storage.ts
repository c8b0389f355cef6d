import { BigQueryError } from '../errors.ts';
import type { Connection } from './connection.ts';
import { Instance, type StorageOptions } from './instance.ts';
import { toBigQueryError } from './engine-errors.ts';
import { trimFile } from './trim-file.ts';

/** More statements than this at once wait their turn; below UV_THREADPOOL_SIZE, so that file I/O stays possible. */
const MAX_CONNECTIONS = 48;
const INTERRUPT_MS = 20;
/** Interrupted statements end within milliseconds; one that does not must not keep the process for ever. */
const DRAIN_MS = 10_000;
const POLL_MS = 10;

/** One DuckDB file and its connections. */
export class Storage {
  /** Told when the file was opened anew, before anybody uses it: what is committed may differ from what was known of it. */
  onReopened: (connection: Connection) => Promise<void> = () => Promise.resolve();
  private readonly idle: Connection[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly all = new Set<Connection>();
  private leased = 0;
  private closed = false;
  private isBroken = false;
  /** A statement that filled the disk leaves its rows in the file until that is opened anew. */
  private isSwollen = false;
  private reopening: Promise<void> | null = null;

  private constructor(
    /** null when the file could not be opened anew. */
    private instance: Instance | null,
    private readonly options: StorageOptions,
  ) {}

  static async open(options: StorageOptions): Promise<Storage> {
    return new Storage(await openTrimmed(options), options);
  }

  /** Leases a connection for as long as `work` takes; an abort of `signal` interrupts the statement that runs. */
  async use<T>(work: (connection: Connection) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const connection = await this.acquire();
    let again: NodeJS.Timeout | undefined;
    // An interrupt that comes just before a statement starts is lost, so it is sent until the work has noticed.
    const interrupt = (): void => {
      connection.interrupt();
      again ??= setInterval(() => {
        connection.interrupt();
      }, INTERRUPT_MS);
    };
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      signal?.throwIfAborted();
      return await work(connection);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(again);
      const released = this.release(connection);
      // What was read is known, and nobody waits for the end of its transaction.
      if (!connection.isEnding) await released;
    }
  }

  private async acquire(): Promise<Connection> {
    while (this.reopening !== null || this.isBroken) await (this.reopening ?? this.reopen());
    if (this.closed) throw shuttingDown();
    if (this.leased >= MAX_CONNECTIONS) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.leased += 1;
    const idle = this.idle.pop();
    if (idle) return idle;
    try {
      if (this.instance === null) throw shuttingDown();
      const connection = await this.instance.connect();
      this.all.add(connection);
      return connection;
    } catch (error) {
      this.handOn();
      throw toBigQueryError(error, 'connect');
    }
  }

  private async release(connection: Connection): Promise<void> {
    await connection.leave();
    const { harm } = connection;
    connection.harm = 'none';
    if (this.closed) connection.close();
    else this.idle.push(connection);
    this.handOn();
    if (harm === 'broken') this.isBroken = true;
    if (harm === 'diskFull') this.isSwollen = true;
    const isDue = this.isBroken || (this.isSwollen && this.leased === 0);
    if (isDue && this.reopening === null && !this.closed) await this.reopen().catch(() => undefined);
  }

  private handOn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.leased -= 1;
  }

  private reopen(): Promise<void> {
    this.isBroken = true;
    this.reopening = this.openAnew().finally(() => {
      this.reopening = null;
    });
    return this.reopening;
  }

  /** Statements under way end first; a broken engine refuses each of them at once. */
  private async openAnew(): Promise<void> {
    while (this.leased > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (this.closed) throw shuttingDown();
    for (const connection of this.all) connection.close();
    this.all.clear();
    this.idle.length = 0;
    this.instance?.close();
    this.instance = null;
    try {
      this.instance = await openTrimmed(this.options);
      const connection = await this.instance.connect();
      await this.onReopened(connection);
      this.all.add(connection);
      this.idle.push(connection);
      this.isBroken = false;
      this.isSwollen = false;
    } catch (error) {
      throw toBigQueryError(error, 'open the file anew');
    }
  }

  /** Waits until every connection is back: the engine must not be closed under a running statement. */
  private async drained(): Promise<void> {
    const deadline = Date.now() + DRAIN_MS;
    while (this.leased > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      for (const connection of this.all) connection.interrupt();
    }
  }

  /** Interrupts what runs, writes the log into the file and closes it. @throws BigQueryError when a statement goes on */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const connection of this.all) connection.interrupt();
    await this.drained();
    // To close the file under a statement would wait for it, for ever perhaps. What is committed is in the log.
    if (this.leased > 0) throw new BigQueryError('backendError', 'A statement of the local BigQuery cannot be interrupted.');
    await this.reopening?.catch(() => undefined);
    try {
      const last = await this.instance?.connect();
      await last?.run('CHECKPOINT');
      last?.close();
    } catch {
      // A transaction that still ends keeps its changes in the log, which the next opening replays.
    } finally {
      for (const connection of this.idle) connection.close();
      this.instance?.close();
    }
  }
}

async function openTrimmed(options: StorageOptions): Promise<Instance> {
  const instance = await Instance.open(options);
  await trimFile(instance, options.file);
  return instance;
}

function shuttingDown(): BigQueryError {
  return new BigQueryError('backendError', 'The local BigQuery is shutting down.');
}
