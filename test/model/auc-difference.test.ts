import { expect } from 'chai';
import { differenceError } from '../../scripts/model/auc-difference.ts';
import { measure } from '../../scripts/model/metrics.ts';
import { seededRandom } from '../../scripts/model/random.ts';

const ROWS = 600;

/** Scores that both tell of the label; the second knows what the first does, and more noise. */
function drawn(random: () => number): { readonly one: Float32Array; readonly other: Float32Array; readonly labels: Uint8Array } {
  const labels = Uint8Array.from({ length: ROWS }, () => (random() < 0.2 ? 1 : 0));
  const one = Float32Array.from(labels, (label) => label + 3 * random());
  return { one, other: Float32Array.from(one, (score) => score + 2 * random()), labels };
}

const aucOf = (scores: Float32Array, labels: Uint8Array): number => measure(Float64Array.from(scores, (score) => score / 10), labels)?.auc ?? NaN;

describe('the error of a difference of AUCs', () => {
  it('is the spread that new rows would have', () => {
    const random = seededRandom(3);
    const draws = Array.from({ length: 150 }, () => drawn(random));
    const differences = draws.map(({ one, other, labels }) => aucOf(one, labels) - aucOf(other, labels));
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    const spread = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1));
    const errors = draws.map(({ one, other, labels }) => differenceError(one, other, labels));
    expect(errors.reduce((sum, each) => sum + each, 0) / errors.length).to.be.within(0.8 * spread, 1.2 * spread);
  });

  it('is 0 between scores that rank alike', () => {
    const { one, labels } = drawn(seededRandom(4));
    expect(differenceError(one, Float32Array.from(one, (score) => 2 * score + 1), labels)).to.equal(0);
  });

  it('counts ties half', () => {
    const labels = Uint8Array.from([1, 1, 0, 0]);
    // In both classes the shares are 1 and 0.75 at first, and 1 and 1 then: the variance of 0 and 0.25 is 1/32.
    expect(differenceError(Float32Array.from([3, 2, 2, 1]), Float32Array.from([4, 3, 2, 1]), labels)).to.be.closeTo(Math.sqrt(1 / 64 + 1 / 64), 1e-12);
  });
});
