import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import rawTables from '../../../includes/raw_tables.js';
import type { BigQuery } from '../../../api/warehouse.ts';

/** A table that is there as long as a load goes on; no model reads it. */
const LOCK_TABLE = 'load_in_progress';
/** A load that nobody ended, on another machine, keeps others out for as long. */
const LEASE_MS = 10 * 60_000;
const RENEW_MS = 60_000;
const ATTEMPTS = 5;

type Table = ReturnType<ReturnType<BigQuery['dataset']>['table']>;

interface Holder {
  readonly token: string;
  readonly process: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

interface LockMetadata {
  readonly etag?: string;
  readonly description?: string;
  readonly expirationTime?: string;
}

/** Tokens of the locks that this process holds, or is about to. */
const held = new Set<string>();

/**
 * Lets one load at a time write beside the raw tables and take their places: two would mix their rows. The lock is a
 * table, so that it holds wherever the loads run, and expires unless its load renews it.
 */
export class LoadLock {
  private lost = false;
  private renewing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly table: Table,
    private readonly token: string,
    private etag: string,
  ) {
    this.timer = setInterval(() => {
      this.renewing = this.renew();
    }, RENEW_MS);
    this.timer.unref();
  }

  /** @throws Error naming the load that is under way */
  static async take(warehouse: BigQuery): Promise<LoadLock> {
    const table = warehouse.dataset(rawTables.dataset).table(LOCK_TABLE);
    const holder: Holder = { token: randomUUID(), process: process.pid, host: hostname(), since: new Date().toISOString() };
    // Before the lock is there for another load of this process to find.
    held.add(holder.token);
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const etag = (await create(table, holder)) ?? (await takeOver(table, holder));
        if (etag !== null) return new LoadLock(table, holder.token, etag);
      }
      throw new Error(`Other loads of the raw tables come and go: ${rawTables.dataset}.${LOCK_TABLE} could not be had. Load again.`);
    } catch (error) {
      held.delete(holder.token);
      throw error;
    }
  }

  get isHeld(): boolean {
    return !this.lost;
  }

  /** Call before what others must not do at the same time. @throws Error when the lease ran out, as of a machine that slept */
  async check(): Promise<void> {
    await this.renewing;
    await this.renew();
    if (this.lost) throw new Error('This load stood still for so long that another one may have begun: the raw tables are as they were. Load again.');
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewing;
    held.delete(this.token);
    const holder = readHolder(await metadataOf(this.table));
    if (holder?.token === this.token) await this.table.delete();
  }

  private async renew(): Promise<void> {
    try {
      this.etag = await write(this.table, { expirationTime: leaseEnd(), etag: this.etag });
    } catch (error) {
      // A warehouse that is away for a moment does not take the lock away.
      if (codeOf(error) === 404 || codeOf(error) === 412) this.lost = true;
    }
  }
}

/** @returns null when there is a lock already */
async function create(table: Table, holder: Holder): Promise<string | null> {
  try {
    await table.create({ schema: [{ name: 'nothing', type: 'STRING' }], description: JSON.stringify(holder), expirationTime: leaseEnd() });
    return etagOf(table.metadata as LockMetadata);
  } catch (error) {
    if (codeOf(error) === 409) return null;
    throw error;
  }
}

/** Takes the lock of a load that was killed. @returns null when the lock has gone or changed meanwhile @throws Error for one whose load goes on */
async function takeOver(table: Table, holder: Holder): Promise<string | null> {
  const metadata = await metadataOf(table);
  if (metadata === null) return null;
  const other = readHolder(metadata);
  if (other === null || !isGone(other)) throw underWay(other, metadata);
  try {
    return await write(table, { description: JSON.stringify(holder), expirationTime: leaseEnd(), etag: etagOf(metadata) });
  } catch (error) {
    if (codeOf(error) === 404 || codeOf(error) === 412) return null;
    throw error;
  }
}

/** Only of this machine's processes is it known that they have ended. */
function isGone({ token, process: id, host }: Holder): boolean {
  if (host !== hostname()) return false;
  if (id === process.pid) return !held.has(token);
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function underWay(holder: Holder | null, { expirationTime }: LockMetadata): Error {
  const who = holder === null ? '' : ` by process ${holder.process} on ${holder.host}, since ${holder.since}`;
  const until = expirationTime === undefined ? '' : `; if it was killed there, it keeps others out until ${new Date(Number(expirationTime)).toISOString()}`;
  return new Error(`Another load of the raw tables is under way${who}: wait for its end, then load again${until}.`);
}

function readHolder(metadata: LockMetadata | null): Holder | null {
  try {
    const { token, process: id, host, since } = JSON.parse(metadata?.description ?? '') as Partial<Holder>;
    return typeof token === 'string' && typeof id === 'number' && typeof host === 'string' && typeof since === 'string' ? { token, process: id, host, since } : null;
  } catch {
    return null;
  }
}

async function metadataOf(table: Table): Promise<LockMetadata | null> {
  try {
    const answer: readonly unknown[] = await table.getMetadata();
    return answer[0] as LockMetadata;
  } catch (error) {
    if (codeOf(error) === 404) return null;
    throw error;
  }
}

/** @returns the new etag */
async function write(table: Table, metadata: LockMetadata): Promise<string> {
  const answer: readonly unknown[] = await table.setMetadata({ ...metadata });
  return etagOf(answer[0] as LockMetadata);
}

function etagOf({ etag }: LockMetadata): string {
  if (etag === undefined) throw new Error(`The warehouse names no etag of ${LOCK_TABLE}.`);
  return etag;
}

function leaseEnd(): string {
  return String(Date.now() + LEASE_MS);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
