import { ModelError } from './model-error.ts';

/** What the feature contract says about one feature; see includes/features.js. */
export interface ContractFeature {
  readonly name: string;
  readonly reason: { readonly code: string; readonly text: string };
}

/** Why the probability is higher than the average applicant's. */
export interface Reason {
  readonly code: string;
  readonly feature: string;
  /** null if the value is missing, which may be the reason itself */
  readonly value: number | null;
  /** In log-odds, above 0. */
  readonly contribution: number;
  readonly text: string;
}

/** What a lender must tell: Reg B's commentary finds more than four reasons of little help. */
const MAX_REASONS = 4;

export type FindReasons = (features: ArrayLike<number>, contributions: Float64Array) => Reason[];

/**
 * Prepares the reasons of a model: most harmful first, one per code, the strongest feature of a code speaking for it.
 * @param names the model's features in its order
 * @throws ModelError `invalid` when the contract does not know one of them
 */
export function createReasons(names: readonly string[], contract: readonly ContractFeature[]): FindReasons {
  const byName = new Map(contract.map((feature) => [feature.name, feature.reason]));
  const unknown = names.filter((name) => !byName.has(name));
  if (unknown.length > 0) {
    throw new ModelError('invalid', `The feature contract does not hold ${unknown.join(', ')}, which the model uses: train again.`);
  }
  return (features, contributions) => {
    const harmful = names
      .map((feature, at) => ({ feature, value: features[at] ?? Number.NaN, contribution: contributions[at] ?? 0 }))
      .filter(({ contribution }) => contribution > 0)
      .sort((one, other) => other.contribution - one.contribution);
    const reasons = new Map<string, Reason>();
    for (const { feature, value, contribution } of harmful) {
      const reason = byName.get(feature);
      if (reason === undefined || reasons.has(reason.code)) continue;
      const { code, text } = reason;
      reasons.set(code, { code, feature, value: Number.isNaN(value) ? null : value, contribution, text });
      if (reasons.size === MAX_REASONS) break;
    }
    return [...reasons.values()];
  };
}
