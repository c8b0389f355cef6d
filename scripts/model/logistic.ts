/** P(y) = 1 / (1 + exp(−(intercept + slope · x))) */
export interface Logistic {
  readonly slope: number;
  readonly intercept: number;
}

const STEPS = 50;
const CLOSE_ENOUGH = 1e-10;

/**
 * Maximum likelihood by Newton's method, halving steps that do not help.
 * @param targets in [0, 1]
 * @param weights how often each case counts; once each if null
 */
export function fitLogistic(x: Float64Array, targets: Float64Array, weights: Int32Array | null = null, start?: Logistic): Logistic {
  let fit: Logistic = start ?? { slope: 1, intercept: 0 };
  let loss = lossOf(fit, x, targets, weights);
  for (let step = 0; step < STEPS; step += 1) {
    const move = newtonStep(fit, x, targets, weights);
    let size = 1;
    let next = moved(fit, move, size);
    let nextLoss = lossOf(next, x, targets, weights);
    while (!(nextLoss <= loss) && size > CLOSE_ENOUGH) {
      size /= 2;
      next = moved(fit, move, size);
      nextLoss = lossOf(next, x, targets, weights);
    }
    if (!(nextLoss <= loss)) break;
    const gained = loss - nextLoss;
    fit = next;
    loss = nextLoss;
    if (gained < CLOSE_ENOUGH * (1 + loss)) break;
  }
  return fit;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function moved({ slope, intercept }: Logistic, move: Logistic, size: number): Logistic {
  return { slope: slope + size * move.slope, intercept: intercept + size * move.intercept };
}

function newtonStep({ slope, intercept }: Logistic, x: Float64Array, targets: Float64Array, weights: Int32Array | null): Logistic {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  x.forEach((value, row) => {
    const weight = weights?.[row] ?? 1;
    const p = sigmoid(intercept + slope * value);
    const gradient = weight * ((targets[row] ?? 0) - p);
    const hessian = weight * p * (1 - p);
    g0 += gradient;
    g1 += gradient * value;
    h00 += hessian;
    h01 += hessian * value;
    h11 += hessian * value * value;
  });
  const determinant = h00 * h11 - h01 * h01;
  if (!(determinant > 1e-12 * h00 * h11)) return { slope: 0, intercept: h00 > 0 ? g0 / h00 : 0 };
  return { intercept: (h11 * g0 - h01 * g1) / determinant, slope: (h00 * g1 - h01 * g0) / determinant };
}

function lossOf({ slope, intercept }: Logistic, x: Float64Array, targets: Float64Array, weights: Int32Array | null): number {
  let loss = 0;
  x.forEach((value, row) => {
    const score = intercept + slope * value;
    const softplus = score > 0 ? score + Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score));
    loss += (weights?.[row] ?? 1) * (softplus - (targets[row] ?? 0) * score);
  });
  return loss;
}
