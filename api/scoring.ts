import type { Model } from './champion.ts';
import type { FeatureReader } from './features.ts';
import type { Thresholds } from './model/manifest.ts';
import type { Reason } from './model/reasons.ts';
import { rate, type Decision } from './model/score-scale.ts';

/** The answer of `GET /score/:customerId`; `/openapi.json` describes each field. */
export interface Answer {
  readonly customerId: number;
  readonly probabilityOfDefault: number;
  readonly score: number;
  readonly band: string;
  readonly decision: Decision;
  readonly thresholds: Thresholds;
  readonly reasons: readonly Reason[];
  readonly model: { readonly name: string; readonly version: string };
  readonly features: { readonly builtAt: string };
}

export interface ScoringParts {
  readonly features: FeatureReader;
  readonly model: Model;
}

/**
 * Scores one customer's row of the mart with the champion.
 * @param signal ends the wait for the warehouse
 * @returns null for a customer who is not in the mart
 * @throws Problem
 */
export async function scoreCustomer({ features, model }: ScoringParts, customerId: number, signal?: AbortSignal): Promise<Answer | null> {
  return model.lend(async ({ scorer, findReasons }) => {
    const { manifest } = scorer;
    const row = await features.read(customerId, manifest.features, signal);
    if (row === null) return null;
    const { probability, contributions } = await scorer.score(Float32Array.from(row.values));
    const { referFrom, declineFrom } = manifest.thresholds;
    return {
      customerId,
      probabilityOfDefault: probability,
      ...rate(probability, manifest),
      thresholds: { referFrom, declineFrom },
      reasons: findReasons(row.values, contributions),
      model: { name: manifest.name, version: manifest.version },
      features: { builtAt: row.builtAt.toISOString() },
    };
  });
}
