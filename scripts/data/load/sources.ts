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
  /** Other files there that hold the same table, which are not read. */
  readonly besides: readonly string[];
}

/** In the order in which they are preferred when a table's file is there more than once. */
const PACKINGS: readonly (readonly [suffix: string, packing: Packing])[] = [['', 'plain'], ['.gz', 'gzip'], ['.zip', 'zip']];

/**
 * Finds the eight files in a folder, by Kaggle's names in whatever case, plain, gzipped or zipped.
 * @throws RawDataError naming the files that are missing
 */
export async function findSources(folder: string): Promise<Source[]> {
  const { from, entries, sources } = await findSome(folder);
  const found = new Set(sources.map(({ table }) => table.name));
  const missing = rawTables.tables.filter(({ name }) => !found.has(name)).map(({ file }) => file);
  if (missing.length > 0) throw missingFiles(from, entries, missing);
  return sources;
}

/**
 * Finds those of the eight files that a folder holds: a day has new rows for some tables only.
 * @throws RawDataError when it holds none
 */
export async function findNewSources(folder: string): Promise<Source[]> {
  const { from, sources } = await findSome(folder);
  if (sources.length === 0) throw new RawDataError(from, null, null, `it holds none of the eight files. Name a folder with new rows for at least one, by Kaggle's names and with its header.`);
  return sources;
}

async function findSome(folder: string): Promise<{ from: string; entries: readonly string[]; sources: Source[] }> {
  const from = resolve(folder);
  const entries = await listFolder(from);
  const sources: Source[] = [];
  for (const table of rawTables.tables) {
    const source = await findSource(from, entries, table);
    if (source !== null) sources.push(source);
  }
  return { from, entries, sources };
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
  const found: Omit<Source, 'besides'>[] = [];
  for (const [suffix, packing] of PACKINGS) {
    const wanted = `${table.file}${suffix}`;
    const name = entries.find((entry) => entry === wanted) ?? entries.find((entry) => entry.toLowerCase() === wanted.toLowerCase());
    if (name === undefined) continue;
    const path = join(from, name);
    const entry = await stat(path);
    if (entry.isFile()) found.push({ table, path, name, packing, bytes: entry.size });
  }
  const [first, ...others] = found;
  return first === undefined ? null : { ...first, besides: others.map(({ name }) => name) };
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
