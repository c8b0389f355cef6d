import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import rawTables from '../../includes/raw_tables.js';
import { writeApplicant, type Files } from './generate/applicant.ts';
import { CsvFile } from './generate/csv-file.ts';
import { FIRST_CUSTOMER, Keys } from './generate/keys.ts';
import { Random } from './generate/random.ts';

export interface GenerateOptions {
  readonly applicants: number;
  /** Whole number below 2^32; the same seed and number of applicants give the same bytes. */
  readonly seed: number;
  readonly out: string;
  readonly format?: 'csv' | 'csv.gz';
  /** Called now and then with the applicants done. */
  readonly report?: (done: number) => void;
  readonly signal?: AbortSignal;
}

const REPORT_EVERY = 250;
const DRAFT = '.draft';

/**
 * Writes the eight Kaggle files of made-up applicants into the folder `out`, which appears only when all are whole.
 * @returns rows by table
 */
export async function generateRawTables({ applicants, seed, out, format = 'csv', report, signal }: GenerateOptions): Promise<Record<string, number>> {
  await refuseToReplace(out);
  await removeOldDrafts(out);
  const draft = `${out}.${String(process.pid)}${DRAFT}`;
  await makeFolder(draft);
  const files = rawTables.tables.map(({ file, columns }) => {
    const path = join(draft, format === 'csv' ? file : `${file}.gz`);
    return new CsvFile(path, columns.map(({ name }) => name), format === 'csv.gz');
  });
  try {
    const byName = Object.fromEntries(rawTables.tables.map(({ name }, index) => [name, files[index]])) as unknown as Files;
    const keys = new Keys(applicants);
    const random = new Random();
    for (let done = 0; done < applicants; ) {
      writeApplicant(byName, FIRST_CUSTOMER + done, seed, keys, random);
      done++;
      for (const file of files) if (file.waiting) await file.drain();
      if (done % REPORT_EVERY === 0) {
        signal?.throwIfAborted();
        report?.(done);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
    await Promise.all(files.map((file) => file.close()));
    await rm(out, { recursive: true, force: true });
    await rename(draft, out);
  } catch (error) {
    await Promise.all(files.map((file) => file.abandon()));
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return Object.fromEntries(rawTables.tables.map(({ name }, index) => [name, files[index]?.rows ?? 0]));
}

/** Node's own recursive mkdir never ends where a file system lets nothing be made, such as /proc. @throws Error naming the folder */
async function makeFolder(path: string): Promise<void> {
  const refused = (error: unknown): Error => new Error(`No folder can be made in ${dirname(path)} (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}): name another one with --out.`, { cause: error });
  try {
    await mkdir(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error) || error.code !== 'ENOENT' || existsSync(dirname(path))) throw refused(error);
    await makeFolder(dirname(path));
    await mkdir(path).catch((second: unknown) => { throw refused(second); });
  }
}

/** An earlier run's folder may be replaced; any other that holds something may not. */
async function refuseToReplace(out: string): Promise<void> {
  const ours = new Set(rawTables.tables.flatMap(({ file }) => [file, `${file}.gz`]));
  let entries: string[];
  try {
    entries = await readdir(out);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const foreign = entries.find((entry) => !ours.has(entry));
  if (foreign !== undefined) {
    throw new Error(`${out} holds ${foreign}, which this command did not write: name another folder with --out, or remove it.`);
  }
}

/** Drafts of runs that were killed: those of processes that are no more, and our own. */
async function removeOldDrafts(out: string): Promise<void> {
  const folder = dirname(out);
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    if (!entry.startsWith(`${basename(out)}.`) || !entry.endsWith(DRAFT)) continue;
    const pid = Number(entry.slice(basename(out).length + 1, -DRAFT.length));
    if (Number.isInteger(pid) && (pid === process.pid || !isRunning(pid))) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
