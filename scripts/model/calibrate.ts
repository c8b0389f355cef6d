import type { Calibration } from '../../api/model/tree-ensemble.ts';
import { fitLogistic, logit, sigmoid } from './logistic.ts';

/** A model that ranks no better than chance keeps this little of its margin, so that more risk never means less. */
const LEAST_SLOPE = 0.01;

/**
 * Platt's calibration: a logistic regression of the label on margins that the model made for rows it had not seen,
 * with his targets, (N₊+1)/(N₊+2) and 1/(N₋+2), which keep a perfect separation finite.
 */
export function calibrate(margins: Float32Array, labels: Uint8Array): Calibration {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (labels.length - positives + 2);
  const x = Float64Array.from(margins);
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low));
  const { slope, intercept } = fitLogistic(x, targets);
  if (slope >= LEAST_SLOPE) return { slope, intercept };
  return { slope: LEAST_SLOPE, intercept: interceptFor(x, targets) };
}

export function applyCalibration({ slope, intercept }: Calibration, margins: Float32Array): Float64Array {
  return Float64Array.from(margins, (margin) => sigmoid(intercept + slope * margin));
}

/**
 * Calibrated probabilities of rows none of which took part in its own calibration: each fold's are fitted on the others.
 * A fold outside which only one class is left borrows the calibration of all.
 */
export function crossCalibrate(margins: Float32Array, labels: Uint8Array, folds: Uint8Array): Float64Array {
  const probabilities = new Float64Array(margins.length);
  for (const fold of new Set(folds)) {
    const others = Int32Array.from(folds.keys()).filter((row) => folds[row] !== fold);
    const calibration = calibrate(
      Float32Array.from(others, (row) => margins[row] ?? 0),
      Uint8Array.from(others, (row) => labels[row] ?? 0),
    );
    const calibrated = applyCalibration(calibration, margins);
    folds.forEach((of, row) => {
      if (of === fold) probabilities[row] = calibrated[row] ?? Number.NaN;
    });
  }
  return probabilities;
}

/** The slope is next to nothing, so the mean of the targets is met but for its square. */
function interceptFor(x: Float64Array, targets: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return logit(mean(targets)) - LEAST_SLOPE * mean(x);
}
