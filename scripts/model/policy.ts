import { features as contract } from '../../includes/features.js';
import type { ModelManifest } from '../../api/model/manifest.ts';
import { TrainingDataError } from './training-set.ts';

/** Names of the features that a policy lets into the model, in the contract's order. */
export function featuresFor(policy: ModelManifest['policy']): string[] {
  const chosen = contract.filter(({ basis }) => policy === 'all' || basis === 'permitted').map(({ name }) => name);
  if (chosen.length === 0) throw new TrainingDataError('The feature contract (includes/features.js) lists no feature for this policy.');
  return chosen;
}

/** The staging model that a feature comes from. */
export function sourceOf(feature: string): string {
  return contract.find(({ name }) => name === feature)?.source ?? 'unknown';
}
