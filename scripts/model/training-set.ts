/** Labelled applicants, in the order of their ids. */
export interface TrainingSet {
  readonly features: readonly string[];
  /** Row-major, NaN for missing. */
  readonly values: Float32Array;
  /** 1 for a default. */
  readonly labels: Uint8Array;
  /** 1 for rows that no training may see. */
  readonly holdout: Uint8Array;
  /** 0 to 4, by customer. */
  readonly folds: Uint8Array;
}

/** Rows that cannot be trained on; the message says what is wrong with them and what to do. */
export class TrainingDataError extends Error {
  override readonly name = 'TrainingDataError';
}

export function rowCount({ labels }: TrainingSet): number {
  return labels.length;
}

/** Row numbers for which `test` holds. */
export function rowsWhere(set: TrainingSet, test: (row: number) => boolean): Int32Array {
  return Int32Array.from(set.labels.keys()).filter(test);
}

export function trainingRows(set: TrainingSet): Int32Array {
  return rowsWhere(set, (row) => set.holdout[row] === 0);
}

export function holdoutRows(set: TrainingSet): Int32Array {
  return rowsWhere(set, (row) => set.holdout[row] === 1);
}

/** The chosen rows, in the order given. */
export function takeRows(set: TrainingSet, rows: Int32Array): TrainingSet {
  const width = set.features.length;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    values.set(set.values.subarray(row * width, (row + 1) * width), at * width);
  });
  const pick = (column: Uint8Array): Uint8Array => Uint8Array.from(rows, (row) => column[row] ?? 0);
  return { features: set.features, values, labels: pick(set.labels), holdout: pick(set.holdout), folds: pick(set.folds) };
}

export function countDefaults(labels: Uint8Array): number {
  return labels.reduce((sum, label) => sum + label, 0);
}

/** @throws TrainingDataError when nothing can be learnt from the training rows */
export function requireBothClasses(set: TrainingSet): void {
  const rows = rowCount(set);
  if (rows === 0) throw new TrainingDataError('There is no training row: load applications with a TARGET and run Dataform first.');
  const defaults = countDefaults(set.labels);
  if (defaults === 0 || defaults === rows) {
    const only = defaults === 0 ? 'repaid' : 'defaulted';
    throw new TrainingDataError(`All ${rows} training rows ${only}: a model needs both outcomes. Load more applications.`);
  }
}
