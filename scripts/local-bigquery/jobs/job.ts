import { BigQueryError } from '../errors.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Place } from '../engine/sessions/place.ts';
import type { TableRef } from '../statement.ts';

export interface JobReference {
  readonly projectId: string;
  readonly jobId: string;
  readonly location: string;
}

export type JobType = 'QUERY' | 'LOAD' | 'EXTRACT' | 'COPY';

/** What a finished job tells: rows and statistics of a query, counts of a load or an extract. */
export interface JobResult {
  /** Of a query's only or last statement. */
  readonly outcome: Outcome | null;
  /** Members of `statistics.<type>`. */
  readonly statistics: Readonly<Record<string, unknown>>;
}

export type JobState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: BigQueryError };

export interface JobSpec {
  readonly reference: { readonly projectId: string; readonly jobId: string; readonly place: Place };
  readonly type: JobType;
  /** `configuration` as the client sent it, with what we filled in. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parent?: Job;
  /** `statistics.scriptStatistics`: where in its script a statement stands. */
  readonly script?: Readonly<Record<string, unknown>>;
  /** Milliseconds since 1970; now, if nothing is said. */
  readonly created?: number;
  readonly timeoutMs?: number | null;
}

/** Where the rows of a query go: to a table of their own, to the table that the statement names, or nowhere. */
export type JobDestination = { readonly kind: 'results' } | { readonly kind: 'table'; readonly ref: TableRef } | { readonly kind: 'none' };

/** One job from its start to its end. */
export class Job {
  readonly created: number;
  ended: number | null = null;
  /** Of the transaction that a statement is part of. */
  transactionId: string | null = null;
  private destinationOf: JobDestination | null = null;
  private typeOf: string | null = null;
  private current: JobState = { kind: 'running' };
  private readonly ownChildren: Job[] = [];
  private childrenMade = 0;
  private readonly controller = new AbortController();
  private readonly plan = gate();
  private readonly end = gate();

  constructor(readonly spec: JobSpec) {
    this.created = spec.created ?? Date.now();
  }

  /** Its location is certain once the job is planned. */
  get reference(): JobReference {
    const { projectId, jobId, place } = this.spec.reference;
    return { projectId, jobId, location: place.location };
  }

  get state(): JobState {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs to the end; never throws. */
  async run(work: (signal: AbortSignal) => Promise<JobResult>, toError: (error: unknown) => BigQueryError): Promise<void> {
    const { timeoutMs = null } = this.spec;
    const timer = timeoutMs === null ? null : setTimeout(() => {
      this.controller.abort(new BigQueryError('stopped', `Job execution was cancelled: Job timed out after ${timeoutMs / 1000}s`));
    }, timeoutMs);
    let state: JobState;
    try {
      state = { kind: 'done', result: await work(this.signal) };
    } catch (error) {
      const reason: unknown = this.signal.aborted ? this.signal.reason : error;
      state = { kind: 'failed', error: toError(reason) };
    }
    if (timer !== null) clearTimeout(timer);
    this.settle(state);
  }

  /** What can be said of the job without running it has been said: it is no syntax error, its tables are there. */
  planned(destination: JobDestination, statementType: string): void {
    this.destinationOf = destination;
    this.typeOf = statementType;
    this.plan.open();
  }

  /** null until the job is planned, and for one that is no query. */
  get destination(): JobDestination | null {
    return this.destinationOf;
  }

  /** Of a query that is planned, as `statistics.query.statementType` spells it. */
  get statementType(): string | null {
    return this.typeOf;
  }

  /** The statements of a script, the first that ran first; of a long one the last of them. */
  get children(): readonly Job[] {
    return this.ownChildren;
  }

  /** Those that were dropped among them. */
  get childCount(): number {
    return this.childrenMade;
  }

  addChild(child: Job): void {
    this.ownChildren.push(child);
    this.childrenMade += 1;
  }

  dropOldestChild(): Job | null {
    return this.ownChildren.shift() ?? null;
  }

  /** A job that ended before it was made: the statement of a script. */
  settle(state: JobState): void {
    this.current = state;
    this.ended = Math.max(Date.now(), this.created);
    this.plan.open();
    this.end.open();
  }

  /** A statement ends with its script. */
  cancel(): void {
    if (this.current.kind === 'running') this.spec.parent?.cancel();
    this.controller.abort(new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation'));
  }

  /** @returns whether the job ended within the time */
  async wait(milliseconds: number): Promise<boolean> {
    if (this.current.kind === 'running') await within(this.end.opened, milliseconds);
    return this.ended !== null;
  }

  get finished(): Promise<void> {
    return this.end.opened;
  }

  async waitForPlan(milliseconds: number): Promise<void> {
    await within(this.plan.opened, milliseconds);
  }

  async dispose(): Promise<void> {
    for (const child of this.ownChildren) await child.dispose();
    if (this.current.kind === 'done') await this.current.result.outcome?.results?.dispose();
  }

  /** Bytes that it holds in memory, roughly. */
  get memory(): number {
    const configuration = JSON.stringify(this.spec.configuration).length;
    const rows = this.current.kind === 'done' ? (this.current.result.outcome?.results?.memory ?? 0) : 0;
    const children = this.ownChildren.reduce((sum, child) => sum + child.memory, 0);
    return configuration + rows + children + 1000;
  }
}

interface Gate {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

async function within(event: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([event, timeout]);
  clearTimeout(timer);
}
