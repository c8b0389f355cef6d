import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import rawTables from '../../includes/raw_tables.js';
import type { BigQuery } from '../../api/warehouse.ts';
import { checkSource, type Checked } from './load/check.ts';
import { ensureDataset, loadBeside } from './load/load-job.ts';
import { LoadLock } from './load/load-lock.ts';
import { appendRows, removeLoaded, replaceTables } from './load/place-rows.ts';
import { findNewSources, findSources, type Source } from './load/sources.ts';

export { RawDataError } from './load/raw-data-error.ts';
export { createLog, readLoads, type LoggedLoad } from './load/loads.ts';

export interface LoadOptions {
  readonly warehouse: BigQuery;
  /** Folder with the Kaggle files, as .csv, .csv.gz or .csv.zip. */
  readonly from: string;
  readonly report?: (event: LoadEvent) => void;
  readonly signal?: AbortSignal;
}

export type LoadEvent =
  | { readonly kind: 'checked'; readonly tables: number; /** CSV text of all tables. */ readonly bytes: number }
  | { readonly kind: 'preferred'; readonly file: string; /** Files of the same table that are not read. */ readonly over: readonly string[] }
  | { readonly kind: 'sent'; readonly table: string; readonly bytes: number }
  | { readonly kind: 'loaded'; readonly table: string; readonly rows: number; readonly bytes: number; readonly seconds: number };

/**
 * Replaces the eight raw tables. Each file is loaded, by one load job, into a table beside its raw table; when all
 * eight are right they take the raw tables' places. A file that is missing, cut off, or has another header or a value
 * that cannot be read leaves all eight tables as they were.
 * @returns rows by table
 * @throws RawDataError naming file, line and column of the first fault
 * @throws Error when another load is under way
 */
export async function loadRawTables(options: LoadOptions): Promise<Record<string, number>> {
  return await withLoaded(options, await findSources(options.from), false, async (rows) => {
    await replaceTables(options.warehouse, resolve(options.from), sumOf(rows));
    return rows;
  });
}

export interface Appended {
  /** Rows by table, of the tables that the folder has a file of. */
  readonly rows: Record<string, number>;
  /** False when the same files were appended before: nothing has changed then. */
  readonly isNew: boolean;
}

/**
 * Adds new rows to the raw tables, all in one transaction, and notes in the log whose they are.
 * @throws RawDataError naming file, line and column of the first fault, or a key that is there already; nothing is added then
 */
export async function appendRawRows(options: LoadOptions): Promise<Appended> {
  const sources = await findNewSources(options.from);
  return await withLoaded(options, sources, true, async (rows, hashes) => {
    const loadId = await appendRows(options.warehouse, sources, hashes, resolve(options.from), sumOf(rows));
    return { rows, isNew: loadId !== null };
  });
}

/** Loads the files beside the raw tables, lets `place` put the rows in their place, and leaves nothing beside them. @param hashing whether `place` needs the files' fingerprints */
async function withLoaded<T>(
  { warehouse, report, signal }: LoadOptions,
  sources: readonly Source[],
  hashing: boolean,
  place: (rows: Record<string, number>, hashes: readonly string[]) => Promise<T>,
): Promise<T> {
  for (const { name, besides } of sources) if (besides.length > 0) report?.({ kind: 'preferred', file: name, over: besides });
  const checked: Checked[] = [];
  for (const source of sources) checked.push(await checkSource(source, signal));
  report?.({ kind: 'checked', tables: checked.length, bytes: checked.reduce((sum, { csvBytes }) => sum + csvBytes, 0) });
  await ensureDataset(warehouse);
  const lock = await LoadLock.take(warehouse);
  const rows: Record<string, number> = {};
  const hashes: string[] = [];
  try {
    for (const source of checked) {
      signal?.throwIfAborted();
      const { name } = source.table;
      const started = performance.now();
      const hash = createHash('sha256').update(name);
      rows[name] = await loadBeside(warehouse, source, (chunk) => {
        if (hashing) hash.update(chunk);
        report?.({ kind: 'sent', table: name, bytes: chunk.length });
      }, signal);
      hashes.push(hash.digest('hex'));
      report?.({ kind: 'loaded', table: name, rows: rows[name], bytes: source.csvBytes, seconds: (performance.now() - started) / 1000 });
    }
    signal?.throwIfAborted();
    await lock.check();
    return await place(rows, hashes);
  } finally {
    // What stays beside the tables is in nobody's way: the first error is the one to tell.
    if (lock.isHeld) await removeLoaded(warehouse).catch(() => undefined);
    await lock.release().catch(() => undefined);
  }
}

function sumOf(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

export const RAW_DATASET = rawTables.dataset;
