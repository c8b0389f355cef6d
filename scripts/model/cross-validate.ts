import { setImmediate } from 'node:timers/promises';
import { CopiedFold, SharedFold, type Fold } from './folds.ts';
import { boosterParameters, MANY, type TrainingParameters } from './parameters.ts';
import { countDefaults, rowCount, TrainingDataError, type TrainingSet } from './training-set.ts';
import { Booster, DMatrix } from './xgboost.ts';

export interface CrossValidation {
  /** Trees that gave the least log-loss over all folds. */
  readonly rounds: number;
  /** Log-odds of every row at that length, from the booster that had not seen its fold. */
  readonly margins: Float32Array;
  /** Log-loss over all held-out rows after 1, 2, … trees. */
  readonly curve: readonly number[];
}

export type OnRound = (round: number, logLoss: number) => void;

/**
 * One booster per fold, grown side by side, each on the rows of the other folds. All stop together, at the length that
 * is best for the held-out rows of all of them: one number, chosen by every row, so that it flatters them little.
 * @param rounds a length that is known beforehand, so that no row chooses it and nothing is flattered
 */
export async function crossValidate(set: TrainingSet, parameters: TrainingParameters, onRound: OnRound, rounds: number | null = null): Promise<CrossValidation> {
  const all = DMatrix.fromRows(set.values, set.features.length);
  const folds: Fold[] = [];
  try {
    const Kind = rowCount(set) < MANY ? CopiedFold : SharedFold;
    for (const fold of foldsOf(set)) folds.push(new Kind(all, set, fold, parameters));
    return await growTogether(folds, set.labels, rounds === null ? parameters : { ...parameters, maxRounds: rounds, patience: rounds }, onRound, rounds);
  } finally {
    for (const fold of folds) fold.free();
    all.free();
  }
}

/** Grows a booster of a known length on all rows. Call `free` on it. */
export async function growBooster(set: TrainingSet, matrix: DMatrix, parameters: TrainingParameters, rounds: number, onRound: (round: number) => void): Promise<Booster> {
  matrix.setLabels(Float32Array.from(set.labels));
  const booster = new Booster([matrix], boosterParameters(parameters, countDefaults(set.labels) / set.labels.length));
  try {
    for (let round = 0; round < rounds; round += 1) {
      booster.update(round, matrix);
      onRound(round + 1);
      await setImmediate();
    }
    return booster;
  } catch (error) {
    booster.free();
    throw error;
  }
}

async function growTogether(folds: readonly Fold[], labels: Uint8Array, { maxRounds, patience }: TrainingParameters, onRound: OnRound, fixed: number | null): Promise<CrossValidation> {
  const margins = new Float32Array(labels.length);
  const curve: number[] = [];
  let best: { rounds: number; margins: Float32Array; loss: number } = { rounds: 0, margins, loss: Number.POSITIVE_INFINITY };
  for (let round = 0; round < maxRounds && round < best.rounds + patience; round += 1) {
    for (const fold of folds) fold.grow(round, margins);
    const loss = logLoss(margins, labels);
    curve.push(loss);
    if (loss < best.loss) best = { rounds: round + 1, margins: margins.slice(), loss };
    onRound(round + 1, loss);
    await setImmediate();
  }
  return fixed === null ? { rounds: best.rounds, margins: best.margins, curve } : { rounds: fixed, margins, curve };
}

function foldsOf(set: TrainingSet): number[] {
  const folds = [...new Set(set.folds)].sort((one, other) => one - other);
  if (folds.length < 2) throw new TrainingDataError(`The training rows fall into ${folds.length} fold: at least two are needed.`);
  return folds;
}

/** Mean of ln(1 + e^m) − y·m. */
function logLoss(margins: Float32Array, labels: Uint8Array): number {
  let loss = 0;
  margins.forEach((margin, row) => {
    const softplus = margin > 0 ? margin + Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin));
    loss += softplus - (labels[row] === 1 ? margin : 0);
  });
  return loss / labels.length;
}

