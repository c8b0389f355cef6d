import type { ModelManifest, ScoreScale, Thresholds } from '../../api/model/manifest.ts';
import { creditScore, rate } from '../../api/model/score-scale.ts';
import { TrainingDataError } from './training-set.ts';

/** An applicant riskier than the average is looked at, one 2.5 times as risky is declined. */
const DECLINE_AT = 2.5;
const DIGITS = 2;

/**
 * Thresholds by the share of defaults among those trained on: 0.081 and 0.2 at Home Credit's 8.07 %.
 * @param chosen what the user asked for, if anything
 */
export function chooseThresholds(defaultRate: number, chosen: Partial<Thresholds> = {}): Thresholds {
  const referFrom = chosen.referFrom ?? round(defaultRate);
  const declineFrom = chosen.declineFrom ?? round(Math.min(DECLINE_AT * defaultRate, (1 + defaultRate) / 2));
  if (!(referFrom > 0 && referFrom < declineFrom && declineFrom < 1)) {
    throw new TrainingDataError(`Thresholds must be 0 < refer from < decline from < 1, not ${referFrom} and ${declineFrom}: set both.`);
  }
  return { referFrom, declineFrom };
}

/**
 * Five bands that agree with the decisions: A to C are approved (A below a quarter, B below half of the risk at which
 * applicants are referred), D is referred, E declined. Bands too narrow for a point of the scale are left out.
 */
export function chooseBands({ referFrom, declineFrom }: Thresholds, scale: ScoreScale): ModelManifest['bands'] {
  const bounds = { A: referFrom / 4, B: referFrom / 2, C: referFrom, D: declineFrom };
  const bands = Object.entries(bounds).map(([band, risk]) => ({ band, from: creditScore(risk, scale) }));
  const distinct = bands.filter(({ from }, at) => at === 0 || from < (bands[at - 1]?.from ?? 0));
  return [...distinct, { band: 'E', from: null }];
}

/** How many applicants fall into a band or a decision, and how many of them defaulted. */
export interface Share {
  readonly name: string;
  readonly applicants: number;
  readonly defaults: number;
}

type RatingScheme = Pick<ModelManifest, 'scoreScale' | 'bands' | 'thresholds'>;

export function sharesByBand(probabilities: Float64Array, labels: Uint8Array, scheme: RatingScheme): Share[] {
  return count(scheme.bands.map(({ band }) => band), probabilities, labels, (p) => rate(p, scheme).band);
}

export function sharesByDecision(probabilities: Float64Array, labels: Uint8Array, scheme: RatingScheme): Share[] {
  return count(['approve', 'refer', 'decline'], probabilities, labels, (p) => rate(p, scheme).decision);
}

function count(names: readonly string[], probabilities: Float64Array, labels: Uint8Array, nameOf: (p: number) => string): Share[] {
  const shares = new Map(names.map((name) => [name, { name, applicants: 0, defaults: 0 }]));
  probabilities.forEach((p, row) => {
    const share = shares.get(nameOf(p));
    if (share === undefined) return;
    share.applicants += 1;
    share.defaults += labels[row] ?? 0;
  });
  return [...shares.values()];
}

function round(probability: number): number {
  return Number(probability.toPrecision(DIGITS));
}
