import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tables, dataset } from '../../includes/raw_tables.js';
import { generateRawTables } from '../data/generate.ts';
import { loadRawTables } from '../data/load.ts';
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
  const source = fingerprint(await fingerprintFolder(from), JSON.stringify(tables));
  if (state.raw?.fingerprint === source && sameTimes(state.raw.modified, await rawTimes(build))) {
    return await progress.step('Raw tables', () => Promise.resolve([source, `as loaded from ${from}`] as const));
  }
  await build.save({ raw: null });
  await progress.step('Raw tables', async (note) => {
    const loaded = await loadRawTables({ warehouse, from, report: note });
    const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
    return [null, `${rows.toLocaleString('en')} rows in ${String(loaded.length)} tables from ${from}`] as const;
  });
  await build.save({ raw: { fingerprint: source, modified: await rawTimes(build) } });
  return source;
}

/** @returns the folder of the generated files */
async function generateData({ config, options, progress, projectDir, state, save }: Build): Promise<string> {
  const { applicants, seed } = options;
  const out = join(config.localDir, 'data', `generated-${String(applicants)}-${String(seed)}`);
  const generator = await fingerprintFiles(projectDir, [
    'includes/raw_tables.js',
    ...(await listFiles(projectDir, 'scripts/data/generate')),
  ]);
  if (state.generated[out] === generator && existsSync(out)) return out;
  await progress.step('Generated data', async (note) => {
    const rows = await generateRawTables({ applicants, seed, out, report: note });
    return [null, `${rows.toLocaleString('en')} rows for ${applicants.toLocaleString('en')} applicants, seed ${String(seed)}`] as const;
  });
  await save({ generated: { ...state.generated, [out]: generator } });
  return out;
}

async function rawTimes({ config, warehouse }: Build): Promise<Record<string, string | null>> {
  const targets = tables.map(({ name }) => ({ database: config.warehouse.projectId, schema: dataset, name }));
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
