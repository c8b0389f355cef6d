import fc from 'fast-check';
import { catalogueKeys } from '../catalogue-keys.ts';
import { exercised } from '../exercised.ts';
import { madeCases, type MadeCase } from '../generate/cases.ts';
import { compareAnswers, type Outcome } from './agreement.ts';
import { isFree, leewayOf } from './allowances.ts';
import { Coverage, type EntryCount } from './coverage.ts';
import { openRig, type Answer, type Rig } from './rig.ts';

/** A statement for which the two have different answers, as simple as it could be made. */
export interface Difference {
  readonly sql: string;
  readonly ours: Answer;
  readonly reference: Answer;
  /** Together they make the statement again. */
  readonly seed: number;
  readonly path: string;
}

export interface ConformanceReport {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly differences: readonly Difference[];
  /** By signature. */
  readonly coverage: ReadonlyMap<string, EntryCount>;
  /** What the reference evaluator could not answer, by its message. */
  readonly unanswered: ReadonlyMap<string, number>;
}

export interface ConformanceOptions {
  readonly runs: number;
  readonly seed: number;
  /** fast-check's path to a simplified case, with one run. */
  readonly path?: string | null;
  /** Told of each difference as it is found, and of progress. */
  readonly onDifference?: (difference: Difference) => void;
  readonly onProgress?: (done: number, outcomes: ConformanceReport['outcomes']) => void;
  /** Told of each case, before it is made simpler. */
  readonly onCase?: (sql: string, outcome: Outcome, ours: Answer, reference: Answer) => void;
}

/** Cases under way at once: our engine, the analyzer and the reference evaluator are different processes. */
const WORKERS = 4;
/** A difference is made simpler for so long at most. */
const SHRINK_MS = 20_000;
const PROGRESS_MS = 5000;

/** Makes up statements, and compares our answers with those of Google's reference evaluator. */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const rig = await openRig();
  try {
    return await new Run(rig, options).all();
  } finally {
    await rig.close();
  }
}

/** The first case has the seed that was given, so that a printed seed is one to give. */
function seedOf(seed: number, index: number): number {
  return index === 0 ? seed : (Math.imul(seed + index * 0x9e3779b1, 0x85ebca6b) ^ (index * 0xc2b2ae35)) & 0x7fffffff;
}

class Run {
  private readonly outcomes: Record<Outcome, number> = { agreed: 0, 'agreed on an error': 0, refused: 0, invalid: 0, unanswered: 0, free: 0, different: 0 };
  private readonly differences: Difference[] = [];
  private readonly unanswered = new Map<string, number>();
  private readonly coverage = new Coverage(catalogueKeys());

  constructor(
    private readonly rig: Rig,
    private readonly options: ConformanceOptions,
  ) {}

  async all(): Promise<ConformanceReport> {
    const functions = await this.rig.warehouse.analyzer.builtinFunctions();
    const cases = madeCases(functions, new Set(catalogueKeys()), this.rig.tables);
    const { runs, seed, onProgress } = this.options;
    let next = 0;
    let shown = Date.now();
    const work = async (): Promise<void> => {
      while (next < runs) {
        const index = next++;
        await this.one(cases, seedOf(seed, index));
        if (Date.now() - shown < PROGRESS_MS) continue;
        shown = Date.now();
        onProgress?.(next, this.outcomes);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    return { outcomes: this.outcomes, differences: this.differences, coverage: this.coverage.entries, unanswered: this.unanswered };
  }

  private async one(cases: fc.Arbitrary<MadeCase>, seed: number): Promise<void> {
    const until = Date.now() + SHRINK_MS;
    let first = true;
    const found: { readonly ours: Answer; readonly reference: Answer }[] = [];
    const property = fc.asyncProperty(cases, async (made) => {
      if (Date.now() > until) return true;
      const ours = await this.rig.ours(made.sql);
      const reference = await this.rig.reference(made.sql);
      let outcome = compareAnswers(ours, reference, made.ordered, leewayOf(made));
      if (outcome === 'different' && (await isFree(made, ours, reference, this.rig))) outcome = 'free';
      if (first) this.count(made.sql, outcome, ours, reference);
      first = false;
      if (outcome !== 'different') return true;
      found.push({ ours, reference });
      return false;
    });
    const { path } = this.options;
    const result = await fc.check(property, { seed, numRuns: 1, ...(path == null ? {} : { path }) });
    if (!result.failed) return;
    const last = found.at(-1);
    if (result.counterexample === null || last === undefined) throw new Error('A case could not be made.', { cause: result.errorInstance });
    const difference = { ...last, sql: result.counterexample[0].sql, seed, path: result.counterexamplePath };
    this.differences.push(difference);
    this.options.onDifference?.(difference);
  }

  private count(sql: string, outcome: Outcome, ours: Answer, reference: Answer): void {
    this.outcomes[outcome] += 1;
    if (outcome === 'unanswered' && reference.kind !== 'rows') this.unanswered.set(reference.message, (this.unanswered.get(reference.message) ?? 0) + 1);
    const statement = this.rig.take(sql);
    if (statement !== null) this.coverage.add(exercised(statement), outcome);
    this.options.onCase?.(sql, outcome, ours, reference);
  }
}
