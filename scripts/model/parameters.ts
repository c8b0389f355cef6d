/** How the trees grow. */
export interface TrainingParameters {
  readonly learningRate: number;
  readonly maxDepth: number;
  /** Least sum of the hessian in a leaf: at 8 % defaults a row weighs about 0.07. */
  readonly minChildWeight: number;
  readonly subsample: number;
  readonly columnSample: number;
  readonly lambda: number;
  readonly maxRounds: number;
  /** Rounds without a better held-out log-loss after which training stops. */
  readonly patience: number;
  readonly seed: number;
}

/**
 * Shallow, slow and random enough not to memorise 5,000 rows. Many features tell the same story: when each tree sees a
 * twentieth of them and half of the rows, the weaker ones are heard, too.
 */
const FEW_ROWS: TrainingParameters = {
  learningRate: 0.02,
  maxDepth: 3,
  minChildWeight: 5,
  subsample: 0.5,
  columnSample: 0.05,
  lambda: 10,
  maxRounds: 3000,
  patience: 60,
  seed: 1,
};

/** With this many rows deeper trees find interactions that hold, and a longer stride saves an hour. */
export const MANY = 50_000;
const MANY_ROWS: TrainingParameters = { ...FEW_ROWS, learningRate: 0.04, maxDepth: 6, minChildWeight: 30, subsample: 0.7, columnSample: 0.2 };

export function parametersFor(rows: number, seed = 1): TrainingParameters {
  return { ...(rows < MANY ? FEW_ROWS : MANY_ROWS), seed };
}

/** As XGBoost names them. @param defaultRate share of defaults among the rows trained on: where boosting begins */
export function boosterParameters(parameters: TrainingParameters, defaultRate: number): Record<string, string | number> {
  return {
    objective: 'binary:logistic',
    tree_method: 'hist',
    base_score: defaultRate,
    eta: parameters.learningRate,
    max_depth: parameters.maxDepth,
    min_child_weight: parameters.minChildWeight,
    subsample: parameters.subsample,
    colsample_bytree: parameters.columnSample,
    lambda: parameters.lambda,
    seed: parameters.seed,
    verbosity: 0,
  };
}
