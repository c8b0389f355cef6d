import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import rawTables from '../../includes/raw_tables.js';
import { generateRawTables } from '../data/generate.ts';
import { loadRawTables, readLoads, type LoadEvent, type LoggedLoad } from '../data/load.ts';
import type { Build } from './build.ts';
import { fingerprint, fingerprintFiles, fingerprintFolder, listFiles } from './fingerprint.ts';
import { modifiedTimes } from './modified-times.ts';

/** What the raw tables hold, as fingerprints. */
export interface RawTables {
  readonly now: string;
  /** Without the rows that were appended and are not in the marts yet. */
  readonly inMarts: string;
}

/**
 * Loads the eight raw tables from the given files, or from generated ones. Rows that were appended since stay, and so do
 * rows of other files as long as nobody names the ones to replace them by.
 */
export async function buildRawTables(build: Build): Promise<RawTables> {
  const { config, options, progress, state, warehouse } = build;
  const [base, ...appended] = (await readLoads(warehouse)) ?? [];
  const since = appended.length === 0 ? '' : `, and ${appended.length} load${appended.length === 1 ? '' : 's'} appended since`;
  const keep = async (source: string, words: string): Promise<RawTables> => {
    const ids = (loads: readonly LoggedLoad[]): string => (loads.length === 0 ? source : fingerprint(source, ...loads.map(({ loadId }) => loadId)));
    return await progress.step('Raw tables', () => Promise.resolve([{ now: ids(appended), inMarts: ids(appended.filter(({ isInMarts }) => isInMarts)) }, words] as const));
  };
  if (base !== undefined && options.data === null && !options.generate && !isGenerated(base.source, config.localDir)) {
    const source = state.raw?.loadId === base.loadId ? state.raw.fingerprint : base.loadId;
    return await keep(source, `as loaded from ${base.source}${since}; HOME_CREDIT_DATA is not set, and --applicants N would replace them by generated rows`);
  }
  const from = options.data === null ? await generateData(build) : resolve(options.data);
  if (!existsSync(from)) throw new Error(`There is no directory ${from}: HOME_CREDIT_DATA or --data must name one that holds the Kaggle files.`);
  const source = fingerprint(await fingerprintFolder(from), JSON.stringify(rawTables.tables));
  if (base !== undefined && state.raw?.fingerprint === source && state.raw.loadId === base.loadId && (appended.length > 0 || sameTimes(state.raw.modified, await rawTimes(build)))) {
    return await keep(source, `as loaded from ${from}${since}`);
  }
  await build.save({ raw: null });
  return await progress.step('Raw tables', async (note) => {
    const loaded = await loadRawTables({ warehouse, from, report: (event) => { note(describe(event)); } });
    const loadId = (await readLoads(warehouse))?.[0]?.loadId ?? '';
    await build.save({ raw: { fingerprint: source, modified: await rawTimes(build), loadId } });
    const replaced = base === undefined || resolve(base.source) === from ? '' : `, in place of those from ${base.source}${since}`;
    return [{ now: source, inMarts: source }, `${sumOf(loaded)} rows in ${Object.keys(loaded).length} tables from ${from}${replaced}`] as const;
  });
}

const generatedFolder = (localDir: string, name: string): string => join(localDir, 'data', name);

function isGenerated(source: string, localDir: string): boolean {
  return resolve(source).startsWith(generatedFolder(resolve(localDir), 'generated-'));
}

/** @returns the folder of the generated files */
async function generateData({ config, options, progress, projectDir, state, save }: Build): Promise<string> {
  const { applicants, seed } = options;
  const out = generatedFolder(config.localDir, `generated-${applicants}-${seed}`);
  const generator = await fingerprintFiles(projectDir, [
    'includes/raw_tables.js',
    'scripts/data/generate.ts',
    ...(await listFiles(projectDir, 'scripts/data/generate')),
  ]);
  if (state.generated[out] === generator && existsSync(out)) return out;
  await progress.step('Generated data', async (note) => {
    const report = (done: number): void => { note(`${done} of ${applicants} applicants`); };
    const rows = await generateRawTables({ applicants, seed, out, report });
    await save({ generated: { ...state.generated, [out]: generator } });
    return [null, `${sumOf(rows)} rows for ${applicants.toLocaleString('en')} applicants, seed ${seed}`] as const;
  });
  return out;
}

function sumOf(rows: Readonly<Record<string, number>>): string {
  return Object.values(rows).reduce((sum, count) => sum + count, 0).toLocaleString('en');
}

function describe(event: LoadEvent): string {
  switch (event.kind) {
    case 'checked':
      return `${event.tables} files checked`;
    case 'preferred':
      return `${event.file} is read, ${event.over.join(', ')} is not`;
    case 'sent':
      return `${event.table}: ${(event.bytes / 1e6).toFixed(0)} MB sent`;
    case 'loaded':
      return `${event.table}: ${event.rows} rows`;
  }
}

async function rawTimes({ config, warehouse }: Build): Promise<Record<string, string | null>> {
  const { dataset: schema, tables } = rawTables;
  const targets = tables.map(({ name }) => ({ database: config.warehouse.projectId, schema, name }));
  const times = await modifiedTimes(warehouse, targets);
  return Object.fromEntries([...times].map(([target, time]) => [target.name, time]));
}

/** True if nobody has changed the tables since; a table that is gone counts as changed. */
export function sameTimes(
  before: Readonly<Record<string, string | null>>,
  now: Readonly<Record<string, string | null>>,
): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].every((name) => now[name] !== null && now[name] === before[name]);
}
