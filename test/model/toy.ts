import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore, type ObjectStore } from '../../api/object-store.ts';
import type { BuildOptions } from '../../scripts/model/build-artifact.ts';
import { sigmoid } from '../../scripts/model/logistic.ts';
import { seededRandom } from '../../scripts/model/random.ts';
import type { TrainingSet } from '../../scripts/model/training-set.ts';

export const TOY_FEATURES = ['debt', 'income', 'late_payments', 'noise_1', 'noise_2', 'never_known'];

/** Applicants whose risk is a known function of three features, one of them in a tenth of the rows unknown. */
export function toySet(rows: number, { seed = 7, shuffled = false } = {}): TrainingSet {
  const random = seededRandom(seed);
  const width = TOY_FEATURES.length;
  const values = new Float32Array(rows * width);
  const labels = new Uint8Array(rows);
  const [holdout, folds] = [new Uint8Array(rows), new Uint8Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const [debt, income, late] = [random(), random(), Math.floor(random() * 4)];
    const risk = sigmoid(-3 + 3 * debt - 2 * income + (late > 1 ? 1.5 : 0));
    values.set([debt, random() < 0.1 ? Number.NaN : income, late, random(), random(), Number.NaN], row * width);
    labels[row] = random() < (shuffled ? 0.2 : risk) ? 1 : 0;
    holdout[row] = random() < 0.2 ? 1 : 0;
    folds[row] = row % 5;
  }
  return { features: TOY_FEATURES, values, labels, holdout, folds };
}

export const TOY_OPTIONS: BuildOptions = {
  policy: 'permitted',
  training: { table: 'home-credit.home_credit_marts.training_examples', snapshot: '20260101T000000' },
  commit: null,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  report: () => undefined,
  sourceOf: (feature) => (feature.startsWith('noise') ? 'noise' : 'signal'),
  parameters: { learningRate: 0.2, maxDepth: 3, maxRounds: 60, patience: 10 },
};

export const BUCKET = 'toy';

/** A real object store in a folder of its own; `remove` deletes it. */
export async function temporaryStore(): Promise<{ store: ObjectStore; folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'models-'));
  const warehouse = { projectId: 'p', location: 'US', endpoint: 'http://127.0.0.1:1' };
  return {
    store: openObjectStore({ warehouse, localDir: folder }),
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
