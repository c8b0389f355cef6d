import { expect } from 'chai';
import { DEFAULT_SCORE_SCALE } from '../../api/model/score-scale.ts';
import { chooseBands, chooseThresholds, sharesByBand, sharesByDecision } from '../../scripts/model/decision-policy.ts';
import { TrainingDataError } from '../../scripts/model/training-set.ts';

describe('the decision policy', () => {
  it('refers from the average risk and declines from 2.5 times it', () => {
    expect(chooseThresholds(0.0807)).to.deep.equal({ referFrom: 0.081, declineFrom: 0.2 });
  });

  it('stays within probabilities when most default', () => {
    expect(chooseThresholds(0.6)).to.deep.equal({ referFrom: 0.6, declineFrom: 0.8 });
  });

  it('stays above 0 when hardly any default', () => {
    expect(chooseThresholds(0.00001)).to.deep.equal({ referFrom: 0.00001, declineFrom: 0.000025 });
  });

  it('prefers what was asked for, and refuses what crosses', () => {
    expect(chooseThresholds(0.08, { referFrom: 0.1 })).to.deep.equal({ referFrom: 0.1, declineFrom: 0.2 });
    expect(() => chooseThresholds(0.08, { referFrom: 0.3 })).to.throw(TrainingDataError, '0.3 and 0.2');
  });

  it('makes bands that fall from the best to the worst, the thresholds among them', () => {
    const bands = chooseBands({ referFrom: 0.08, declineFrom: 0.2 }, DEFAULT_SCORE_SCALE);
    expect(bands).to.deep.equal([
      { band: 'A', from: 599 },
      { band: 'B', from: 579 },
      { band: 'C', from: 558 },
      { band: 'D', from: 527 },
      { band: 'E', from: null },
    ]);
  });

  it('leaves out bands that are narrower than a point', () => {
    const bands = chooseBands({ referFrom: 0.1, declineFrom: 0.10001 }, DEFAULT_SCORE_SCALE);
    expect(bands.map(({ band }) => band)).to.deep.equal(['A', 'B', 'C', 'E']);
  });

  it('counts each applicant in one band and one decision', () => {
    const thresholds = { referFrom: 0.08, declineFrom: 0.2 };
    const scheme = { thresholds, scoreScale: DEFAULT_SCORE_SCALE, bands: chooseBands(thresholds, DEFAULT_SCORE_SCALE) };
    const [probabilities, labels] = [Float64Array.of(0.01, 0.03, 0.07, 0.1, 0.5, 0.6), Uint8Array.of(0, 0, 1, 0, 1, 1)];
    expect(sharesByDecision(probabilities, labels, scheme)).to.deep.equal([
      { name: 'approve', applicants: 3, defaults: 1 },
      { name: 'refer', applicants: 1, defaults: 0 },
      { name: 'decline', applicants: 2, defaults: 2 },
    ]);
    expect(sharesByBand(probabilities, labels, scheme).map(({ applicants }) => applicants)).to.deep.equal([1, 1, 1, 1, 2]);
  });
});
