import { expect } from 'chai';
import { bandOf, creditScore, decisionOf, DEFAULT_SCORE_SCALE, exactScore, rate } from '../../../api/model/score-scale.ts';

const BANDS = [
  { band: 'A', from: 620 },
  { band: 'B', from: 560 },
  { band: 'C', from: null },
];

describe('the score', () => {
  it('is 600 at 50 good to one bad and gains 20 points when the odds double', () => {
    expect(exactScore(1 / 51, DEFAULT_SCORE_SCALE)).to.be.closeTo(600, 1e-9);
    expect(exactScore(1 / 101, DEFAULT_SCORE_SCALE)).to.be.closeTo(620, 1e-9);
    expect(exactScore(1 / 26, DEFAULT_SCORE_SCALE)).to.be.closeTo(580, 1e-9);
  });

  it('follows the scale it is given', () => {
    expect(exactScore(0.5, { score: 500, odds: 1, pointsToDouble: 40 })).to.be.closeTo(500, 1e-9);
    expect(exactScore(1 / 3, { score: 500, odds: 1, pointsToDouble: 40 })).to.be.closeTo(540, 1e-9);
  });

  it('stays finite for probabilities that float32 rounds to 0 or 1', () => {
    expect(creditScore(0, DEFAULT_SCORE_SCALE)).to.be.within(900, 1100);
    expect(creditScore(1, DEFAULT_SCORE_SCALE)).to.be.within(-100, 100);
  });
});

describe('the band', () => {
  it('is the best whose bound the score reaches', () => {
    expect([700, 620, 619, 560, 559, -50].map((score) => bandOf(score, BANDS))).to.deep.equal(['A', 'A', 'B', 'B', 'C', 'C']);
  });
});

describe('the decision', () => {
  it('changes exactly at the thresholds', () => {
    const thresholds = { referFrom: 0.08, declineFrom: 0.2 };
    expect([0.0799, 0.08, 0.1999, 0.2, 1].map((p) => decisionOf(p, thresholds))).to.deep.equal(['approve', 'refer', 'refer', 'decline', 'decline']);
  });

  it('comes with the score and band of the same probability', () => {
    const thresholds = { referFrom: 0.08, declineFrom: 0.2 };
    expect(rate(0.0412, { thresholds, bands: BANDS, scoreScale: DEFAULT_SCORE_SCALE })).to.deep.equal({ score: 578, band: 'B', decision: 'approve' });
  });
});
