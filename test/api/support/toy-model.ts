import { printTreeEnsemble, type TreeEnsemble } from '../../../api/model/tree-ensemble.ts';
import { DEFAULT_SCORE_SCALE } from '../../../api/model/score-scale.ts';
import type { ObjectStore } from '../../../api/object-store.ts';
import { readBoosterTrees } from '../../../scripts/model/booster-trees.ts';
import { applyCalibration, calibrate } from '../../../scripts/model/calibrate.ts';
import { growBooster } from '../../../scripts/model/cross-validate.ts';
import { chooseBands, chooseThresholds } from '../../../scripts/model/decision-policy.ts';
import { exportOnnx } from '../../../scripts/model/onnx-export.ts';
import { parametersFor } from '../../../scripts/model/parameters.ts';
import { seededRandom } from '../../../scripts/model/random.ts';
import type { TrainingSet } from '../../../scripts/model/training-set.ts';
import { assembleArtifact, writeArtifact } from '../../../scripts/model/write-artifact.ts';
import { DMatrix } from '../../../scripts/model/xgboost.ts';

const ROWS = 600;
const ROUNDS = 30;
const FOLDS = 5;

export interface ToyModel {
  readonly version: string;
  /** XGBoost's own answer, calibrated. @param rows one array of values per row, NaN for missing */
  predict(rows: readonly (readonly number[])[]): Float64Array;
}

/** Features that the toy knows, with the width of their values: all from the contract. */
const SCALES: Readonly<Record<string, number>> = {
  application_ext_source_mean: 1,
  application_employed_days: -9_000,
  application_credit_amount: 900_000,
  application_revolving_flag: 1,
  application_credit_to_goods_ratio: 2,
};

/** Trains XGBoost on made-up applicants and writes the artifact, not promoted yet. */
export async function trainToy(store: ObjectStore, bucket: string, features: readonly string[], createdAt: Date): Promise<ToyModel> {
  const set = makeExamples(features, createdAt.getTime());
  const matrix = DMatrix.fromRows(set.values, features.length);
  const booster = await growBooster(set, matrix, { ...parametersFor(ROWS), learningRate: 0.2 }, ROUNDS, () => undefined);
  const calibration = calibrate(booster.margins(matrix), set.labels);
  const { baseMargin, trees, featureCount } = readBoosterTrees(booster.toJson());
  const ensemble: TreeEnsemble = { featureCount, baseMargin, calibration, trees };
  const defaults = set.labels.reduce((sum, label) => sum + label, 0);
  const thresholds = chooseThresholds(defaults / ROWS);
  const artifact = assembleArtifact(
    {
      features,
      policy: 'permitted',
      thresholds,
      scoreScale: DEFAULT_SCORE_SCALE,
      bands: chooseBands(thresholds, DEFAULT_SCORE_SCALE),
      metrics: {},
      training: { table: 'toy', snapshot: 'toy', rows: ROWS, defaults },
      commit: null,
    },
    createdAt,
    {
      'model.onnx': exportOnnx(ensemble, features),
      'trees.json': Buffer.from(printTreeEnsemble(ensemble)),
      'report.html': Buffer.from('<!doctype html><title>toy</title>'),
    },
  );
  await writeArtifact(store, bucket, artifact);
  matrix.free();
  return {
    version: artifact.manifest.version,
    predict(rows) {
      const asked = DMatrix.fromRows(Float32Array.from(rows.flat()), features.length);
      try {
        return applyCalibration(calibration, booster.margins(asked));
      } finally {
        asked.free();
      }
    },
  };
}

/** A tenth is missing; the first feature lowers the risk, the others raise or lower it a little. */
function makeExamples(features: readonly string[], seed: number): TrainingSet {
  const random = seededRandom(seed);
  const width = features.length;
  const values = new Float32Array(ROWS * width);
  const labels = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    const shares = features.map(() => (random() < 0.1 ? Number.NaN : random()));
    shares.forEach((share, at) => {
      values[row * width + at] = share * (SCALES[features[at] ?? ''] ?? 1);
    });
    const [first = 0.5, second = 0.5] = shares.map((share) => (Number.isNaN(share) ? 0.5 : share));
    labels[row] = random() < 0.5 - 0.5 * first + 0.2 * second ? 1 : 0;
  }
  const folds = Uint8Array.from(labels, (_, row) => row % FOLDS);
  return { features, values, labels, holdout: new Uint8Array(ROWS), folds };
}
