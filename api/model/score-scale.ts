import type { ModelManifest, ScoreScale, Thresholds } from './manifest.ts';

export type Decision = 'approve' | 'refer' | 'decline';

/** 600 points at 50 good to one bad, 20 points to double the odds: the scale most lenders know. */
export const DEFAULT_SCORE_SCALE: ScoreScale = { score: 600, odds: 50, pointsToDouble: 20 };

/** Float32 knows no probability between this and 1; a score stays finite. */
const EDGE = 2 ** -24;

/** score = offset − factor · ln(p / (1 − p)), unrounded. */
export function exactScore(probability: number, { score, odds, pointsToDouble }: ScoreScale): number {
  const factor = pointsToDouble / Math.LN2;
  const offset = score - factor * Math.log(odds);
  const p = Math.min(Math.max(probability, EDGE), 1 - EDGE);
  return offset - factor * Math.log(p / (1 - p));
}

/** The score as it is shown: a whole number. */
export function creditScore(probability: number, scale: ScoreScale): number {
  return Math.round(exactScore(probability, scale));
}

/** The first band, best first, whose lower bound the shown score reaches. */
export function bandOf(score: number, bands: ModelManifest['bands']): string {
  const band = bands.find(({ from }) => from === null || score >= from);
  if (band === undefined) throw new RangeError(`No band takes the score ${score}: the last one needs \`from: null\`.`);
  return band.band;
}

export function decisionOf(probability: number, { referFrom, declineFrom }: Thresholds): Decision {
  if (probability >= declineFrom) return 'decline';
  return probability >= referFrom ? 'refer' : 'approve';
}

export interface Rating {
  readonly score: number;
  readonly band: string;
  readonly decision: Decision;
}

export function rate(probability: number, { scoreScale, bands, thresholds }: Pick<ModelManifest, 'scoreScale' | 'bands' | 'thresholds'>): Rating {
  const score = creditScore(probability, scoreScale);
  return { score, band: bandOf(score, bands), decision: decisionOf(probability, thresholds) };
}
