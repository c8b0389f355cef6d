import { expect } from 'chai';
import { estimate, measure } from '../../scripts/model/metrics.ts';
import { sigmoid } from '../../scripts/model/logistic.ts';
import { seededRandom } from '../../scripts/model/random.ts';

const of = (probabilities: number[], labels: number[]) => {
  const metrics = measure(Float64Array.from(probabilities), Uint8Array.from(labels));
  if (metrics === null) throw new Error('one class only');
  return metrics;
};

describe('metrics', () => {
  it('are what they come to by hand', () => {
    const { auc, prAuc, logLoss, ks, brier } = of([0.9, 0.8, 0.6, 0.4, 0.2], [1, 0, 1, 0, 0]);
    expect(auc).to.be.closeTo(5 / 6, 1e-12);
    expect(prAuc).to.be.closeTo((1 + 2 / 3) / 2, 1e-12);
    expect(ks).to.be.closeTo(2 / 3, 1e-12);
    expect(brier).to.be.closeTo((0.01 + 0.64 + 0.16 + 0.16 + 0.04) / 5, 1e-12);
    expect(logLoss).to.be.closeTo(-(Math.log(0.9) + Math.log(0.2) + Math.log(0.6) + Math.log(0.6) + Math.log(0.8)) / 5, 1e-12);
  });

  it('count ties half, whatever their order', () => {
    for (const labels of [[1, 0, 1, 0], [0, 1, 0, 1], [1, 1, 0, 0]]) {
      const { auc, prAuc, ks } = of([0.3, 0.3, 0.3, 0.3], labels);
      expect([auc, prAuc, ks]).to.deep.equal([0.5, 0.5, 0]);
    }
    expect(of([0.7, 0.5, 0.5, 0.1], [1, 1, 0, 0]).auc).to.equal(0.875);
  });

  it('know a perfect ranking from a reversed one', () => {
    expect(of([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0])).to.include({ auc: 1, prAuc: 1, ks: 1 });
    expect(of([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0])).to.include({ auc: 0, ks: 1 });
  });

  it('find slope 1 and intercept 0 for calibrated probabilities, and the distortion of others', () => {
    const random = seededRandom(3);
    const logits = Array.from({ length: 40_000 }, () => random() * 6 - 4);
    const labels = logits.map((value) => (random() < sigmoid(value) ? 1 : 0));
    const calibrated = of(logits.map(sigmoid), labels);
    expect(calibrated.calibrationSlope).to.be.closeTo(1, 0.04);
    expect(calibrated.calibrationIntercept).to.be.closeTo(0, 0.06);
    const distorted = of(logits.map((value) => sigmoid(2 * value + 1)), labels);
    expect(distorted.calibrationSlope).to.be.closeTo(0.5, 0.03);
    expect(distorted.calibrationIntercept).to.be.closeTo(-0.5, 0.06);
  });

  it('stay finite where a certainty was wrong', () => {
    expect(of([1, 0], [0, 1]).logLoss).to.be.closeTo(-Math.log(1e-7), 1e-6);
  });

  it('are null when only one outcome is there, or none', () => {
    expect(measure(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 0))).to.equal(null);
    expect(measure(Float64Array.of(0.1, 0.2), Uint8Array.of(1, 1))).to.equal(null);
    expect(estimate(new Float64Array(), new Uint8Array(), 1)).to.equal(null);
  });
});

describe('bootstrap intervals', () => {
  const sample = (rows: number) => {
    const random = seededRandom(9);
    const probabilities = Float64Array.from({ length: rows }, () => random() * 0.5);
    return { probabilities, labels: Uint8Array.from(probabilities, (p) => (random() < p ? 1 : 0)) };
  };

  it('hold their estimate and narrow with the square root of the rows', () => {
    const width = (rows: number): number => {
      const { probabilities, labels } = sample(rows);
      const auc = estimate(probabilities, labels, 1)?.auc;
      if (auc === undefined) throw new Error('one class only');
      expect(auc.low).to.be.lessThan(auc.value);
      expect(auc.high).to.be.greaterThan(auc.value);
      return auc.high - auc.low;
    };
    expect(width(500) / width(8000)).to.be.within(2.5, 6);
  });

  it('are near the normal approximation of Hanley and McNeil for the AUC', () => {
    const { probabilities, labels } = sample(2000);
    const auc = estimate(probabilities, labels, 1)?.auc;
    if (auc === undefined) throw new Error('one class only');
    const positives = labels.reduce((sum, label) => sum + label, 0);
    const [a, n] = [auc.value, labels.length - positives];
    const [q1, q2] = [a / (2 - a), (2 * a * a) / (1 + a)];
    const error = Math.sqrt((a * (1 - a) + (positives - 1) * (q1 - a * a) + (n - 1) * (q2 - a * a)) / (positives * n));
    expect((auc.high - auc.low) / (2 * 1.96 * error)).to.be.within(0.75, 1.25);
  });

  it('repeat with their seed', () => {
    const { probabilities, labels } = sample(300);
    expect(estimate(probabilities, labels, 1)).to.deep.equal(estimate(probabilities, labels, 1));
    expect(estimate(probabilities, labels, 1)).not.to.deep.equal(estimate(probabilities, labels, 2));
  });
});
