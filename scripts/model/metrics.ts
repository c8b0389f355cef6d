import { fitLogistic, logit, type Logistic } from './logistic.ts';
import { seededRandom } from './random.ts';

/** How well probabilities foretell defaults. */
export interface Metrics {
  /** Chance that a default is ranked above a repayment; ties count half. */
  readonly auc: number;
  /** Average precision. */
  readonly prAuc: number;
  /** Mean −ln of the probability given to what happened. */
  readonly logLoss: number;
  /** Largest distance between the two classes' distributions. */
  readonly ks: number;
  readonly brier: number;
  /** Of the logistic regression of the label on logit(p): 1 and 0 when calibrated. */
  readonly calibrationSlope: number;
  readonly calibrationIntercept: number;
}

/** A figure and its 95 % bootstrap interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type Estimates = Readonly<Record<keyof Metrics, Estimate>>;

const DRAWS = 200;
const TAIL = 0.025;
/** Keeps a wrong certainty from costing infinitely much. */
const EDGE = 1e-7;

/** @returns null unless both classes are there */
export function measure(probabilities: Float64Array, labels: Uint8Array): Metrics | null {
  return new Scored(probabilities, labels).measure(null);
}

/** Metrics with percentile intervals over resampled rows. @returns null unless both classes are there */
export function estimate(probabilities: Float64Array, labels: Uint8Array, seed: number): Estimates | null {
  const scored = new Scored(probabilities, labels);
  const point = scored.measure(null);
  if (point === null) return null;
  const random = seededRandom(seed);
  const draws: Metrics[] = [];
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const weights = new Int32Array(labels.length);
    for (let pick = 0; pick < labels.length; pick += 1) {
      const row = Math.floor(random() * labels.length);
      weights[row] = (weights[row] ?? 0) + 1;
    }
    const metrics = scored.measure(weights);
    if (metrics !== null) draws.push(metrics);
  }
  const names = Object.keys(point) as (keyof Metrics)[];
  return Object.fromEntries(names.map((name) => [name, interval(point[name], draws.map((metrics) => metrics[name]))])) as Record<keyof Metrics, Estimate>;
}

function interval(value: number, draws: readonly number[]): Estimate {
  const sorted = draws.filter((draw) => Number.isFinite(draw)).sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? value;
  return { value, low: at(TAIL), high: at(1 - TAIL) };
}

/** Rows sorted once, highest probability first, so that each resampling is one pass. */
class Scored {
  private readonly sorted: Float64Array;
  private readonly labels: Uint8Array;
  private readonly logits: Float64Array;
  private readonly targets: Float64Array;
  private calibration: Logistic | undefined;

  constructor(probabilities: Float64Array, labels: Uint8Array) {
    const order = Int32Array.from(probabilities.keys()).sort((one, other) => (probabilities[other] ?? 0) - (probabilities[one] ?? 0));
    this.sorted = Float64Array.from(order, (row) => probabilities[row] ?? Number.NaN);
    this.labels = Uint8Array.from(order, (row) => labels[row] ?? 0);
    this.logits = this.sorted.map((p) => logit(clip(p)));
    this.targets = Float64Array.from(this.labels);
  }

  /** @param weights how often each row counts; once each if null. @returns null if a class has no weight */
  measure(weights: Int32Array | null): Metrics | null {
    const { sorted, labels } = this;
    const weightOf = (row: number): number => (weights === null ? 1 : (weights[row] ?? 0));
    let [positives, negatives] = [0, 0];
    labels.forEach((label, row) => {
      if (label === 1) positives += weightOf(row);
      else negatives += weightOf(row);
    });
    if (positives === 0 || negatives === 0) return null;
    let [hits, alarms, area, precisionArea, ks, loss, brier] = [0, 0, 0, 0, 0, 0, 0];
    for (let row = 0; row < sorted.length; ) {
      const p = sorted[row] ?? 0;
      let [tiedHits, tiedAlarms] = [0, 0];
      for (; row < sorted.length && sorted[row] === p; row += 1) {
        if (labels[row] === 1) tiedHits += weightOf(row);
        else tiedAlarms += weightOf(row);
      }
      area += tiedAlarms * (hits + tiedHits / 2);
      hits += tiedHits;
      alarms += tiedAlarms;
      if (tiedHits > 0) precisionArea += (tiedHits * hits) / (hits + alarms);
      ks = Math.max(ks, Math.abs(hits / positives - alarms / negatives));
      const certain = clip(p);
      loss -= tiedHits * Math.log(certain) + tiedAlarms * Math.log1p(-certain);
      brier += tiedHits * (1 - p) ** 2 + tiedAlarms * p ** 2;
    }
    const total = positives + negatives;
    const { slope, intercept } = this.fit(weights);
    return {
      auc: area / (positives * negatives),
      prAuc: precisionArea / positives,
      logLoss: loss / total,
      ks,
      brier: brier / total,
      calibrationSlope: slope,
      calibrationIntercept: intercept,
    };
  }

  private fit(weights: Int32Array | null): Logistic {
    const fitted = fitLogistic(this.logits, this.targets, weights, this.calibration);
    if (weights === null) this.calibration = fitted;
    return fitted;
  }
}

function clip(probability: number): number {
  return Math.min(Math.max(probability, EDGE), 1 - EDGE);
}
