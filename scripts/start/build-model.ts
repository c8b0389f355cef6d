import { readAliases } from '../../api/model/aliases.ts';
import { trainModel } from '../model/train.ts';
import type { Build } from './build.ts';
import { fingerprint, fingerprintFiles, listFiles } from './fingerprint.ts';

/** What a model depends on beside the training examples: the policy, the training, the format of the artifact. */
const TRAINER = ['includes/contract', 'scripts/model', 'api/model'];

/**
 * Trains and promotes a model if the training examples or the training itself have changed since the last one.
 * @param examples fingerprint of the training examples
 */
export async function buildModel(build: Build, examples: string): Promise<void> {
  const { config, projectDir, progress, state, store, warehouse } = build;
  const trainer = await Promise.all(TRAINER.map((folder) => listFiles(projectDir, folder)));
  const source = fingerprint(examples, await fingerprintFiles(projectDir, trainer.flat()));
  await progress.step('Model', async (note) => {
    if (state.model?.fingerprint === source && (await isStored(build, state.model.version))) {
      const { champion } = await readAliases(store, config.bucket);
      const other = champion === null || champion === state.model.version ? '' : `; ${champion}, promoted since, serves`;
      return [null, `${state.model.version} is up to date${other}`] as const;
    }
    const { version, summary } = await trainModel({ warehouse, store, config, report: note, promote: true });
    await build.save({ model: { fingerprint: source, version } });
    return [null, `${version} trained and promoted: ${summary}`] as const;
  });
}

async function isStored({ config, store }: Build, version: string): Promise<boolean> {
  const folder = `gs://${config.bucket}/models/default-risk`;
  const files = await store.list(folder);
  return files.includes(`${folder}/${version}/model.json`) && files.includes(`${folder}/aliases.json`);
}
