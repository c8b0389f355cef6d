import rawTables from '../../includes/raw_tables.js';
import type { BigQuery } from '../../api/warehouse.ts';
import { checkSource, type Checked } from './load/check.ts';
import { ensureDataset, loadTable } from './load/load-job.ts';
import { findSources } from './load/sources.ts';

export { RawDataError } from './load/raw-data-error.ts';

export interface LoadOptions {
  readonly warehouse: BigQuery;
  /** Folder with the eight Kaggle files, as .csv, .csv.gz or .csv.zip. */
  readonly from: string;
  readonly report?: (event: LoadEvent) => void;
  readonly signal?: AbortSignal;
}

export type LoadEvent =
  | { readonly kind: 'checked'; readonly tables: number; /** CSV text of all tables. */ readonly bytes: number }
  | { readonly kind: 'sent'; readonly table: string; readonly bytes: number }
  | { readonly kind: 'loaded'; readonly table: string; readonly rows: number; readonly bytes: number; readonly seconds: number };

/**
 * Loads the eight raw tables, each by one load job that replaces the table when all of its file is right. All files
 * are looked at before the first job: one that is missing, cut off or has another header leaves all eight tables whole.
 * @returns rows by table
 * @throws RawDataError naming file, line and column of the first fault
 */
export async function loadRawTables({ warehouse, from, report, signal }: LoadOptions): Promise<Record<string, number>> {
  const checked: Checked[] = [];
  for (const source of await findSources(from)) checked.push(await checkSource(source, signal));
  report?.({ kind: 'checked', tables: checked.length, bytes: checked.reduce((sum, { csvBytes }) => sum + csvBytes, 0) });
  await ensureDataset(warehouse);
  const rows: Record<string, number> = {};
  for (const source of checked) {
    signal?.throwIfAborted();
    const { name } = source.table;
    const started = performance.now();
    const count = await loadTable(warehouse, source, (bytes) => { report?.({ kind: 'sent', table: name, bytes }); }, signal);
    rows[name] = count;
    report?.({ kind: 'loaded', table: name, rows: count, bytes: source.csvBytes, seconds: (performance.now() - started) / 1000 });
  }
  return rows;
}

export const RAW_DATASET = rawTables.dataset;
