import { expect } from 'chai';
import { applyCalibration, calibrate, crossCalibrate } from '../../scripts/model/calibrate.ts';
import { fitLogistic, sigmoid } from '../../scripts/model/logistic.ts';
import { seededRandom } from '../../scripts/model/random.ts';

/** Margins that are twice too sure and one too high. */
function overconfident(rows: number): { margins: Float32Array; labels: Uint8Array; folds: Uint8Array } {
  const random = seededRandom(21);
  const truth = Array.from({ length: rows }, () => random() * 4 - 4);
  return {
    margins: Float32Array.from(truth, (value) => 2 * value + 1),
    labels: Uint8Array.from(truth, (value) => (random() < sigmoid(value) ? 1 : 0)),
    folds: Uint8Array.from(truth, (_, row) => row % 5),
  };
}

describe('calibration', () => {
  it('recovers the distortion of margins', () => {
    const { margins, labels } = overconfident(40_000);
    const { slope, intercept } = calibrate(margins, labels);
    expect(slope).to.be.closeTo(0.5, 0.03);
    expect(intercept).to.be.closeTo(-0.5, 0.05);
  });

  it('makes the mean probability the share of defaults', () => {
    const { margins, labels } = overconfident(5_000);
    const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(applyCalibration(calibrate(margins, labels), margins))).to.be.closeTo(mean(labels), 0.001);
  });

  it('stays finite when margins separate the classes', () => {
    const { slope, intercept } = calibrate(Float32Array.of(-2, -1, 1, 2), Uint8Array.of(0, 0, 1, 1));
    expect(slope).to.be.within(0.1, 20);
    expect(intercept).to.be.closeTo(0, 1e-6);
  });

  it('never turns a ranking round, even one that is worse than chance', () => {
    const { slope, intercept } = calibrate(Float32Array.of(3, 2, -2, -3, 2.5, -2.5), Uint8Array.of(0, 0, 1, 1, 0, 0));
    expect(slope).to.equal(0.01);
    expect(sigmoid(intercept)).to.be.closeTo(2 / 6, 0.06);
  });

  it('does not let a row calibrate itself when it is cross-fitted', () => {
    const { margins, labels, folds } = overconfident(500);
    const before = crossCalibrate(margins, labels, folds);
    const after = crossCalibrate(margins, labels.map((label, row) => (folds[row] === 2 ? 1 - label : label)), folds);
    const changed = [...before.keys()].filter((row) => before[row] !== after[row]);
    expect(changed.every((row) => folds[row] !== 2)).to.equal(true);
    expect(changed).to.have.length(400);
  });
});

describe('logistic regression', () => {
  it('meets its likelihood equations', () => {
    const { margins, labels } = overconfident(400);
    const [x, y] = [Float64Array.from(margins), Float64Array.from(labels)];
    const { slope, intercept } = fitLogistic(x, y);
    const residuals = x.map((value, row) => (y[row] ?? 0) - sigmoid(intercept + slope * value));
    expect(residuals.reduce((sum, value) => sum + value, 0)).to.be.closeTo(0, 1e-6);
    expect(residuals.reduce((sum, value, row) => sum + value * (x[row] ?? 0), 0)).to.be.closeTo(0, 1e-6);
  });

  it('treats a weight as so many rows', () => {
    const weighted = fitLogistic(Float64Array.of(0, 1, 2, 3), Float64Array.of(0, 1, 0, 1), Int32Array.of(2, 1, 1, 3));
    const repeated = fitLogistic(Float64Array.of(0, 0, 1, 2, 3, 3, 3), Float64Array.of(0, 0, 1, 0, 1, 1, 1));
    expect(weighted.slope).to.be.closeTo(repeated.slope, 1e-5);
    expect(weighted.intercept).to.be.closeTo(repeated.intercept, 1e-5);
  });
});
