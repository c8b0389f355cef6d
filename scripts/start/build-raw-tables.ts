import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import rawTables from '../../includes/raw_tables.js';
import { generateRawTables } from '../data/generate.ts';
import { loadRawTables, type LoadEvent } from '../data/load.ts';
import type { Build } from './build.ts';
import { fingerprint, fingerprintFiles, fingerprintFolder, listFiles } from './fingerprint.ts';
import { modifiedTimes } from './modified-times.ts';

/**
 * Loads the eight raw tables from the given files, or from generated ones.
 * @returns their fingerprint
 */
export async function buildRawTables(build: Build): Promise<string> {
  const { options, progress, state, warehouse } = build;
  const from = options.data === null ? await generateData(build) : resolve(options.data);
  if (!existsSync(from)) throw new Error(`There is no directory ${from}: HOME_CREDIT_DATA or --data must name one that holds the Kaggle files.`);
  const source = fingerprint(await fingerprintFolder(from), JSON.stringify(rawTables.tables));
  if (state.raw?.fingerprint === source && sameTimes(state.raw.modified, await rawTimes(build))) {
    return await progress.step('Raw tables', () => Promise.resolve([source, `as loaded from ${from}`] as const));
  }
  await build.save({ raw: null });
  await progress.step('Raw tables', async (note) => {
    const loaded = await loadRawTables({ warehouse, from, report: (event) => { note(describe(event)); } });
    await build.save({ raw: { fingerprint: source, modified: await rawTimes(build) } });
    return [null, `${sumOf(loaded)} rows in ${Object.keys(loaded).length} tables from ${from}`] as const;
  });
  return source;
}

/** @returns the folder of the generated files */
async function generateData({ config, options, progress, projectDir, state, save }: Build): Promise<string> {
  const { applicants, seed } = options;
  const out = join(config.localDir, 'data', `generated-${applicants}-${seed}`);
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
