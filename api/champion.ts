import { abortable } from './abortable.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import type { ModelManifest } from './model/manifest.ts';
import type { ModelShelf, ServingModel } from './model-shelf.ts';
import { Problem } from './problems.ts';

/** The model that scores now. It may change between two requests, never within one. */
export interface Model {
  /** Lends the champion; it is not closed before `use` has ended. @throws Problem `model_unavailable` */
  lend<T>(use: (model: ServingModel) => Promise<T>): Promise<T>;
  manifest(): ModelManifest | null;
}

export interface Champion extends Model {
  /** Loads the champion and goes on watching for another. Resolves, loaded or not, after the first attempt. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ChampionOptions {
  readonly shelf: ModelShelf;
  readonly clock: Clock;
  readonly log: Logger;
  /** Which of a candidate's features cannot be read; it replaces a working champion only when there are none. */
  readonly missingFeatures: (names: readonly string[]) => Promise<readonly string[]>;
  readonly pollMs?: number;
}

/** Promotion is rare and the file is small: a few seconds' delay costs nobody anything. */
const POLL_MS = 3_000;
/** A version that failed to load is not read from the store again at every poll. */
const REPEAT_MS = 15_000;

/** One small file. */
const ALIAS_DEADLINE_MS = 10_000;
/** Some megabytes, and a session to be built from them. */
const LOAD_DEADLINE_MS = 60_000;

/** A model and those who are using it: the last to let go of a retired one closes it. */
interface Loan {
  readonly model: ServingModel;
  users: number;
  retired: boolean;
}

export function watchChampion({ shelf, clock, log, missingFeatures, pollMs = POLL_MS }: ChampionOptions): Champion {
  let current: Loan | null = null;
  let refused: { readonly version: string; readonly until: number } | null = null;
  let lastFailure: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let polling: Promise<void> = Promise.resolve();
  let closed = false;

  async function poll(): Promise<void> {
    let version: string | null = null;
    try {
      version = await abortable(AbortSignal.timeout(ALIAS_DEADLINE_MS), () => shelf.championVersion());
      if (version === current?.model.scorer.manifest.version) return;
      if (refused?.version === version && clock.now() < refused.until) return;
      await install(await verified(version));
      refused = null;
      lastFailure = null;
    } catch (error) {
      if (version !== null) refused = { version, until: clock.now() + REPEAT_MS };
      complain(version, error);
    }
  }

  /** Loaded, complete, and with an old champion at work also readable from the mart. */
  async function verified(version: string): Promise<ServingModel> {
    const model = await loadInTime(shelf, version);
    try {
      await tryOut(model);
      if (current !== null) await requireFeatures(model.scorer.manifest);
      return model;
    } catch (error) {
      await model.scorer.close().catch(() => undefined);
      throw error;
    }
  }

  async function requireFeatures({ features }: ModelManifest): Promise<void> {
    const missing = await missingFeatures(features);
    if (missing.length > 0) throw new Error(`The mart lacks ${missing.join(', ')}: build it anew.`);
  }

  async function install(model: ServingModel): Promise<void> {
    if (closed) return model.scorer.close();
    const previous = current;
    current = { model, users: 0, retired: false };
    log.info({ version: model.scorer.manifest.version, replaced: previous?.model.scorer.manifest.version ?? null }, 'model loaded');
    if (previous !== null) await retire(previous);
  }

  /** Says each failure once, not at every poll. */
  function complain(version: string | null, error: unknown): void {
    const failure = `${version ?? ''} ${error instanceof Error ? error.message : String(error)}`;
    if (failure === lastFailure) return;
    lastFailure = failure;
    const kept = current?.model.scorer.manifest.version ?? null;
    log.warn({ err: error, version, kept }, kept === null ? 'no model could be loaded, trying again' : 'the new champion was refused');
  }

  async function retire(loan: Loan): Promise<void> {
    loan.retired = true;
    if (loan.users === 0) await loan.model.scorer.close();
  }

  function schedule(): void {
    if (closed) return;
    timer = setTimeout(() => {
      polling = poll().finally(schedule);
    }, pollMs);
    timer.unref();
  }

  return {
    async start() {
      polling = poll();
      await polling;
      schedule();
    },
    async lend(use) {
      const loan = current;
      if (loan === null) throw new Problem('model_unavailable');
      loan.users += 1;
      try {
        return await use(loan.model);
      } finally {
        loan.users -= 1;
        if (loan.retired && loan.users === 0) await loan.model.scorer.close();
      }
    },
    manifest: () => current?.model.scorer.manifest ?? null,
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await polling;
      const last = current;
      current = null;
      if (last !== null) await retire(last);
    },
  };
}

/** A store that hangs must not stop the watch for good. */
async function loadInTime(shelf: ModelShelf, version: string): Promise<ServingModel> {
  const loading = shelf.load(version);
  try {
    return await abortable(AbortSignal.timeout(LOAD_DEADLINE_MS), () => loading);
  } catch (error) {
    loading.then(({ scorer }) => scorer.close()).catch(() => undefined);
    throw error;
  }
}

/** Scores an applicant of whom nothing is known: a model that cannot do that must not replace one that can. */
async function tryOut({ scorer }: ServingModel): Promise<void> {
  const { features, version } = scorer.manifest;
  const { probability } = await scorer.score(new Float32Array(features.length).fill(Number.NaN));
  if (!(probability > 0 && probability < 1)) throw new Error(`Model ${version} gives an unknown applicant the probability ${probability}.`);
}
