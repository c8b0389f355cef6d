import { setImmediate } from 'node:timers/promises';
import type { OnnxSession } from '../../api/model/onnx-session.ts';
import type { TreeEnsemble } from '../../api/model/tree-ensemble.ts';
import { createTreeShap } from '../../api/model/tree-shap.ts';
import { sigmoid } from './logistic.ts';
import { seededRandom } from './random.ts';
import { DMatrix, type Booster } from './xgboost.ts';

/** What was exported is not what was trained: nothing is written or promoted. */
export class ParityError extends Error {
  override readonly name = 'ParityError';
}

/** The largest differences found. */
export interface Parity {
  readonly rows: number;
  readonly probability: number;
  readonly explained: number;
  readonly contribution: number;
}

const PROBABILITY_TOLERANCE = 1e-5;
const CONTRIBUTION_TOLERANCE = 1e-4;
const EXPLAINED_ROWS = 200;
const PROBE_ROWS = 200;
const ROWS_AT_ONCE = 4096;
const EXTREMES = [Number.NaN, 0, 1e30, -1e30, Math.fround(1e-30)];

/**
 * Compares the graph and the SHAP values with XGBoost's own on the given rows and on probes that lie exactly on
 * thresholds, miss values, or are far out.
 * @throws ParityError
 */
export async function verifyArtifact(booster: Booster, ensemble: TreeEnsemble, session: OnnxSession, values: Float32Array): Promise<Parity> {
  const width = session.width;
  const probes = probeRows(ensemble, width);
  const probability = Math.max(
    await probabilityGap(booster, ensemble, session, values),
    await probabilityGap(booster, ensemble, session, probes),
  );
  require(probability, PROBABILITY_TOLERANCE, 'onnxruntime and XGBoost give probabilities');
  const sample = values.subarray(0, EXPLAINED_ROWS * width);
  const gaps = [sample, probes].map((rows) => contributionGap(booster, ensemble, rows, width));
  const contribution = Math.max(...gaps);
  require(contribution, CONTRIBUTION_TOLERANCE, 'TreeSHAP and XGBoost give contributions');
  const rows = (values.length + probes.length) / width;
  return { rows, probability, explained: (sample.length + probes.length) / width, contribution };
}

/** Probabilities of many rows, a piece at a time so that others get their turn. */
export async function predictAll(session: OnnxSession, values: Float32Array): Promise<Float64Array> {
  const { width } = session;
  const probabilities = new Float64Array(values.length / width);
  for (let row = 0; row < probabilities.length; row += ROWS_AT_ONCE) {
    probabilities.set(await session.run(values.slice(row * width, (row + ROWS_AT_ONCE) * width)), row);
    await setImmediate();
  }
  return probabilities;
}

async function probabilityGap(booster: Booster, { calibration }: TreeEnsemble, session: OnnxSession, values: Float32Array): Promise<number> {
  const margins = withMatrix(values, session.width, (matrix) => booster.margins(matrix));
  const served = await predictAll(session, values);
  return margins.reduce((gap, margin, row) => {
    const own = sigmoid(calibration.intercept + calibration.slope * margin);
    return Math.max(gap, Math.abs(own - (served[row] ?? Number.NaN)));
  }, 0);
}

/** Per feature, and for the sum of a row, which must be its margin. */
function contributionGap(booster: Booster, ensemble: TreeEnsemble, values: Float32Array, width: number): number {
  const [own, margins] = withMatrix(values, width, (matrix) => [booster.contributions(matrix), booster.margins(matrix)] as const);
  const shap = createTreeShap(ensemble);
  let gap = 0;
  margins.forEach((margin, row) => {
    const contributions = new Float64Array(width);
    shap.explain(values.subarray(row * width, (row + 1) * width), contributions);
    const reference = own.subarray(row * (width + 1), (row + 1) * (width + 1));
    contributions.forEach((contribution, at) => {
      gap = Math.max(gap, Math.abs(contribution - (reference[at] ?? Number.NaN)));
    });
    const sum = contributions.reduce((total, contribution) => total + contribution, shap.baseline);
    gap = Math.max(gap, Math.abs(sum - margin));
  });
  return gap;
}

/** Rows of thresholds of the trees, mixed with missing and extreme values. */
function probeRows({ trees, featureCount }: TreeEnsemble, width: number): Float32Array {
  const thresholds: number[][] = Array.from({ length: featureCount }, () => []);
  for (const tree of trees) {
    tree.feature.forEach((feature, node) => {
      if (feature >= 0) thresholds[feature]?.push(tree.threshold[node] ?? 0);
    });
  }
  const random = seededRandom(1);
  const pick = (values: readonly number[]): number => values[Math.floor(random() * values.length)] ?? Number.NaN;
  return Float32Array.from({ length: PROBE_ROWS * width }, (_, at) => {
    const own = thresholds[at % width] ?? [];
    return random() < 0.7 && own.length > 0 ? pick(own) : pick(EXTREMES);
  });
}

function withMatrix<T>(values: Float32Array, width: number, use: (matrix: DMatrix) => T): T {
  const matrix = DMatrix.fromRows(values, width);
  try {
    return use(matrix);
  } finally {
    matrix.free();
  }
}

/** Not even NaN passes. */
function require(gap: number, tolerance: number, what: string): void {
  if (gap <= tolerance) return;
  throw new ParityError(`${what} that differ by ${gap}, more than ${tolerance}: the export is wrong and was not kept.`);
}
