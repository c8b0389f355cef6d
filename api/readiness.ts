import { cached } from './cached.ts';
import type { Model } from './champion.ts';
import type { Clock } from './clock.ts';
import type { FeatureReader } from './features.ts';
import type { Logger } from './log.ts';
import { asProblem, type ProblemCode } from './problems.ts';

export type Check = { readonly status: 'up'; readonly version?: string } | { readonly status: 'down'; readonly code: ProblemCode };

export interface Readiness {
  readonly ready: boolean;
  readonly checks: { readonly model: Check; readonly features: Check };
}

/** Probes come every second or so from several sides: they share one look-up. */
const MAX_AGE_MS = 1_000;
/** No customer has this id: the look-up touches every column that the model needs and no one's data. */
const NOBODY = 0;

export interface ReadinessParts {
  readonly features: FeatureReader;
  readonly model: Model;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Whether a score could be answered now: there is a model, and the mart answers for the columns it needs. */
export function watchReadiness({ features, model, clock, log }: ReadinessParts): () => Promise<Readiness> {
  let lastCode: ProblemCode | null = null;

  async function look(): Promise<Readiness> {
    const manifest = model.manifest();
    const checks = {
      model: manifest === null ? down('model_unavailable') : { status: 'up' as const, version: manifest.version },
      features: await checkMart(manifest?.features ?? []),
    };
    return { ready: checks.model.status === 'up' && checks.features.status === 'up', checks };
  }

  async function checkMart(names: readonly string[]): Promise<Check> {
    try {
      await features.read(NOBODY, names);
      lastCode = null;
      return { status: 'up' };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code !== lastCode) log.warn({ err: problem }, 'the mart does not answer');
      lastCode = problem.code;
      return down(problem.code);
    }
  }

  const recent = cached(look, MAX_AGE_MS, clock);
  return () => recent.get();
}

function down(code: ProblemCode): Check {
  return { status: 'down', code };
}
