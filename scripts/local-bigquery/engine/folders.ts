import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders of a local warehouse; nothing outside them is ever read or written. */
export interface Folders {
  readonly root: string;
  /** The DuckDB file. */
  readonly file: string;
  /** Finished jobs, one a line. */
  readonly jobs: string;
  /** What `gs://bucket/path` stands for: `gcs/bucket/path`. */
  readonly gcs: string;
  /** Results of queries too big for memory; emptied at the start. */
  readonly results: string;
  /** Files that clients upload for a load; emptied at the start. */
  readonly uploads: string;
  /** Where DuckDB spills. */
  readonly spill: string;
}

export async function prepareFolders(localDir: string): Promise<Folders> {
  await mkdir(localDir, { recursive: true });
  const root = await realpath(localDir);
  const temporary = join(root, 'warehouse.tmp');
  const folders = {
    root,
    file: join(root, 'warehouse.duckdb'),
    jobs: join(root, 'warehouse.jobs.jsonl'),
    gcs: join(root, 'gcs'),
    results: join(temporary, 'results'),
    uploads: join(temporary, 'uploads'),
    spill: join(temporary, 'spill'),
  };
  for (const folder of [folders.gcs, folders.results, folders.uploads, folders.spill]) await mkdir(folder, { recursive: true });
  return folders;
}

/** Removes what an earlier server left; call when the DuckDB file is open, so that no other server uses the folder. */
export async function clearTemporary({ results, uploads }: Folders): Promise<void> {
  for (const folder of [results, uploads]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}
