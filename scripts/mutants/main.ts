import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../api/config.ts';
import { connectWarehouse } from '../../api/warehouse.ts';
import { startProgress } from '../data/progress.ts';
import { startWarehouse } from '../local-bigquery/lifecycle.ts';
import { describeMutant } from './mutate.ts';
import { chooseMutants, readModels, tryMutants, type Trial } from './run.ts';

const USAGE = 'npm run test:mutants [-- --model NAME] [--all: every mutant, not five of each mistake]';
/** Share of the mutants that the unit tests must catch. */
const ENOUGH = 0.9;
const FEWEST_PER_MODEL = 3;
const MOST_OF_A_MISTAKE = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { model: { type: 'string' }, all: { type: 'boolean', default: false } } });
  const localDir = await mkdtemp(join(tmpdir(), 'home-credit-mutants-'));
  const local = await startWarehouse({ localDir, port: 0 });
  try {
    const warehouse = connectWarehouse({ ...readConfig({ LOCAL_DIR: localDir }).warehouse, endpoint: local.endpoint });
    const models = (await readModels(process.cwd(), localDir)).filter(({ name }) => values.model === undefined || name === values.model);
    if (models.length === 0) throw new Error(`There is no intermediate model ${values.model ?? ''}.`);
    const trials: Trial[] = [];
    const progress = startProgress('Mutants', models.length, 'models');
    try {
      for (const [done, model] of models.entries()) {
        progress.update(done);
        trials.push(...(await tryMutants(warehouse, model, chooseMutants(model.query, values.all ? Infinity : MOST_OF_A_MISTAKE))));
      }
    } finally {
      progress.stop();
    }
    report(trials, models.map(({ name }) => name));
  } finally {
    await local.stop();
    await rm(localDir, { recursive: true, force: true });
  }
}

function report(all: readonly Trial[], models: readonly string[]): void {
  const trials = all.filter(({ fate }) => fate !== 'invalid');
  const caught = (some: readonly Trial[]): string => `${some.filter(({ fate }) => fate === 'caught').length} of ${some.length}`;
  for (const name of models) {
    const own = trials.filter(({ model }) => model.name === name);
    console.log(`${name.padEnd(60)} ${caught(own).padStart(9)} caught${own.length < FEWEST_PER_MODEL ? ': too few mutants' : ''}`);
    for (const { model, mutant, fate } of own) if (fate === 'missed') console.log(`  missed ${mutant.mistake}: ${describeMutant(model.query, mutant)}`);
    if (own.length < FEWEST_PER_MODEL) process.exitCode = 1;
  }
  const share = trials.filter(({ fate }) => fate === 'caught').length / trials.length;
  const enough = share >= ENOUGH;
  console.log(`${caught(trials)} mutants are caught, ${(100 * share).toFixed(1)} %${enough ? '' : `: at least ${100 * ENOUGH} % are needed`}.`);
  if (!enough) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
