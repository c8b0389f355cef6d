import type { Random } from './random.ts';

/** Where the 0th and the 100th percentile of a sample of some 50,000 lie on the normal axis. */
const EXTREME = 4.1;

/**
 * A continuous distribution given by percentiles, e.g. `[[5, 320], [50, 4491], [95, 11465]]`. It maps a standard normal
 * to a value, so that correlated normals give correlated values. `log` interpolates in proportion, for amounts.
 */
export class Curve {
  private readonly z: Float64Array;
  private readonly value: Float64Array;

  constructor(
    points: readonly (readonly [percent: number, value: number])[],
    private readonly log = false,
  ) {
    this.z = Float64Array.from(points, ([percent]) => normalQuantile(percent / 100));
    this.value = Float64Array.from(points, ([, value]) => (log ? Math.log(value) : value));
  }

  at(z: number): number {
    const knots = this.z;
    const last = knots.length - 1;
    let right = 1;
    while (right < last && z > (knots[right] ?? 0)) right++;
    const z0 = knots[right - 1] ?? 0;
    const z1 = knots[right] ?? 0;
    const v0 = this.value[right - 1] ?? 0;
    const v1 = this.value[right] ?? 0;
    const share = Math.min(1, Math.max(0, (z - z0) / (z1 - z0)));
    const value = v0 + share * (v1 - v0);
    return this.log ? Math.exp(value) : value;
  }

  draw(random: Random): number {
    return this.at(random.normal());
  }
}

/** A choice among named things by weight; the weights need not add up to anything. */
export class Choice<T> {
  private readonly options: readonly T[];
  private readonly bounds: Float64Array;

  constructor(weighted: readonly (readonly [option: T, weight: number])[]) {
    const total = weighted.reduce((sum, [, weight]) => sum + weight, 0);
    let sum = 0;
    this.options = weighted.map(([option]) => option);
    this.bounds = Float64Array.from(weighted, ([, weight]) => (sum += weight / total));
  }

  /** @param u uniform in [0, 1) */
  at(u: number): T {
    let index = 0;
    const last = this.options.length - 1;
    while (index < last && u >= (this.bounds[index] ?? 1)) index++;
    return this.options[index] as T;
  }

  draw(random: Random): T {
    return this.at(random.next());
  }
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error below 1e-7). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804014327 * Math.exp((-z * z) / 2) * t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** Inverse of `normalCdf`, by bisection: only used when tables are built. */
function normalQuantile(p: number): number {
  let low = -EXTREME;
  let high = EXTREME;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Moves a probability by `shift` in log-odds. */
export function shifted(probability: number, shift: number): number {
  const odds = (probability / (1 - probability)) * Math.exp(shift);
  return odds / (1 + odds);
}
