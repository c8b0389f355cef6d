import type { ModelManifest } from './manifest.ts';

/** A loaded model, ready to score. */
export interface Scorer {
  readonly manifest: ModelManifest;
  /**
   * @param features one value per `manifest.features`, NaN for missing
   * @returns the calibrated probability of default, and each feature's exact SHAP contribution in log-odds of the
   *   calibrated probability, same order as the features; `baseline` + Σ contributions = logit(probability)
   */
  score(features: Float32Array): Promise<Explained>;
  close(): Promise<void>;
}

export interface Explained {
  readonly probability: number;
  readonly baseline: number;
  readonly contributions: Float64Array;
}
