import { boosterParameters, type TrainingParameters } from './parameters.ts';
import { countDefaults, rowCount, rowsWhere, TrainingDataError, type TrainingSet } from './training-set.ts';
import type { DMatrix } from './xgboost.ts';
import { Booster } from './xgboost.ts';

/** One fold's booster, which learns from the rows of the others. Call `free`. */
export interface Fold {
  /** Adds a tree and writes the held-out rows' margins to their places. */
  grow(round: number, margins: Float32Array): void;
  free(): void;
}

/** With copies of the rows that it learns from and of those that it is judged by. */
export class CopiedFold implements Fold {
  private readonly held: Int32Array;
  private readonly learnt: DMatrix;
  private readonly judged: DMatrix;
  private readonly booster: Booster;

  constructor(all: DMatrix, set: TrainingSet, fold: number, parameters: TrainingParameters) {
    this.held = rowsWhere(set, (row) => set.folds[row] === fold);
    const others = rowsWhere(set, (row) => set.folds[row] !== fold);
    const labels = Float32Array.from(others, (row) => set.labels[row] ?? 0);
    const rate = defaultRate(set, this.held, fold);
    this.learnt = all.slice(others);
    this.learnt.setLabels(labels);
    this.judged = all.slice(this.held);
    this.booster = new Booster([this.learnt, this.judged], boosterParameters(parameters, rate));
  }

  grow(round: number, margins: Float32Array): void {
    this.booster.update(round, this.learnt);
    this.booster.margins(this.judged).forEach((margin, at) => {
      margins[this.held[at] ?? 0] = margin;
    });
  }

  free(): void {
    this.booster.free();
    this.learnt.free();
    this.judged.free();
  }
}

/**
 * On the matrix that it shares with the others, where its own rows weigh nothing to its booster: five copies of 300,000 rows
 * would take 8 GB.
 */
export class SharedFold implements Fold {
  private readonly held: Int32Array;
  private readonly booster: Booster;
  private readonly gradient: Float32Array;
  private readonly hessian: Float32Array;
  private margins: Float32Array;

  constructor(private readonly all: DMatrix, private readonly set: TrainingSet, fold: number, parameters: TrainingParameters) {
    this.held = rowsWhere(set, (row) => set.folds[row] === fold);
    this.gradient = new Float32Array(rowCount(set));
    this.hessian = new Float32Array(rowCount(set));
    this.booster = new Booster([all], boosterParameters(parameters, defaultRate(set, this.held, fold)));
    this.margins = this.booster.margins(all);
  }

  grow(_round: number, margins: Float32Array): void {
    const { labels } = this.set;
    this.margins.forEach((margin, row) => {
      const probability = 1 / (1 + Math.exp(-margin));
      this.gradient[row] = probability - (labels[row] ?? 0);
      this.hessian[row] = probability * (1 - probability);
    });
    for (const row of this.held) this.gradient[row] = this.hessian[row] = 0;
    this.booster.boost(this.all, this.gradient, this.hessian);
    this.margins = this.booster.margins(this.all);
    for (const row of this.held) margins[row] = this.margins[row] ?? 0;
  }

  free(): void {
    this.booster.free();
  }
}

/** Share of defaults among the rows of the other folds. @throws TrainingDataError when they have one outcome only */
function defaultRate(set: TrainingSet, held: Int32Array, fold: number): number {
  const rows = rowCount(set) - held.length;
  const defaults = countDefaults(set.labels) - held.reduce((sum, row) => sum + (set.labels[row] ?? 0), 0);
  if (defaults > 0 && defaults < rows) return defaults / rows;
  throw new TrainingDataError(`Without fold ${fold} only one outcome is left among ${rows} rows: load more applications.`);
}
