import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import rawTables from '../../../includes/raw_tables.js';
import { RawDataError } from './raw-data-error.ts';

export type RawTable = (typeof rawTables.tables)[number];
export type Packing = 'plain' | 'gzip' | 'zip';

/** Where a table's rows come from. */
export interface Source {
  readonly table: RawTable;
  readonly path: string;
  /** Name of the file, for messages. */
  readonly name: string;
  readonly packing: Packing;
  /** Size of the file as it lies there. */
  readonly bytes: number;
}

/** In the order in which they are preferred when a table's file is there more than once. */
const PACKINGS: readonly (readonly [suffix: string, packing: Packing])[] = [['', 'plain'], ['.gz', 'gzip'], ['.zip', 'zip']];

/**
 * Finds the eight files in a folder, by Kaggle's names in whatever case, plain, gzipped or zipped.
 * @throws RawDataError naming the files that are missing
 */
export async function findSources(folder: string): Promise<Source[]> {
  const from = resolve(folder);
  const entries = await listFolder(from);
  const missing: string[] = [];
  const sources: Source[] = [];
  for (const table of rawTables.tables) {
    const source = await findSource(from, entries, table);
    if (source === null) missing.push(table.file);
    else sources.push(source);
  }
  if (missing.length > 0) throw missingFiles(from, entries, missing);
  return sources;
}

async function listFolder(from: string): Promise<string[]> {
  try {
    return await readdir(from);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const what = code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'this is a file, not a folder' : 'the folder cannot be read';
    throw new RawDataError(from, null, null, `${what}. Name the folder that holds the eight Kaggle files.`, { cause: error });
  }
}

async function findSource(from: string, entries: readonly string[], table: RawTable): Promise<Source | null> {
  for (const [suffix, packing] of PACKINGS) {
    const wanted = `${table.file}${suffix}`;
    const name = entries.find((entry) => entry === wanted) ?? entries.find((entry) => entry.toLowerCase() === wanted.toLowerCase());
    if (name === undefined) continue;
    const path = join(from, name);
    const entry = await stat(path);
    if (entry.isFile()) return { table, path, name, packing, bytes: entry.size };
  }
  return null;
}

function missingFiles(from: string, entries: readonly string[], missing: readonly string[]): RawDataError {
  const whole = entries.find((entry) => /^home-credit.*\.zip$/i.test(entry));
  const remedy = whole === undefined
    ? 'Each may be there as .csv, .csv.gz or .csv.zip: put it there and load again.'
    : `Unpack ${whole} there and load again.`;
  const [first = ''] = missing;
  const what = missing.length === 1 ? `the file is missing from ${from}` : `missing from ${from}, and so ${missing.length === 2 ? 'is' : 'are'} ${missing.slice(1).join(', ')}`;
  return new RawDataError(first, null, null, `${what}. ${remedy}`);
}
