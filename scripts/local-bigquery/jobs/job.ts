import { BigQueryError } from '../errors.ts';
import type { Outcome } from '../engine/outcome.ts';

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
  /** The statements of a script, as jobs of their own. */
  readonly children: readonly Job[];
}

export type JobState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: JobResult }
  | { readonly kind: 'failed'; readonly error: BigQueryError };

export interface JobSpec {
  readonly reference: JobReference;
  readonly type: JobType;
  /** `configuration` as the client sent it, with what we filled in. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parent?: Job;
}

/** One job from its start to its end. */
export class Job {
  readonly created = Date.now();
  ended: number | null = null;
  private current: JobState = { kind: 'running' };
  private readonly controller = new AbortController();
  private readonly end: { readonly promise: Promise<void>; readonly resolve: () => void };

  constructor(readonly spec: JobSpec) {
    let resolve = (): void => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    this.end = { promise, resolve };
  }

  get state(): JobState {
    return this.current;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Runs to the end; never throws. */
  async run(work: (signal: AbortSignal) => Promise<JobResult>, toError: (error: unknown) => BigQueryError): Promise<void> {
    try {
      this.current = { kind: 'done', result: await work(this.signal) };
    } catch (error) {
      const reason: unknown = this.signal.aborted ? this.signal.reason : error;
      this.current = { kind: 'failed', error: toError(reason) };
    }
    this.ended = Date.now();
    this.end.resolve();
  }

  /** A job that ended before it was made: the statement of a script. */
  settle(state: JobState): void {
    this.current = state;
    this.ended = Date.now();
    this.end.resolve();
  }

  cancel(): void {
    this.controller.abort(new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation'));
  }

  /** @returns whether the job ended within the time */
  async wait(milliseconds: number): Promise<boolean> {
    if (this.current.kind !== 'running') return true;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.end.promise, timeout]);
    clearTimeout(timer);
    return this.ended !== null;
  }

  async dispose(): Promise<void> {
    if (this.current.kind !== 'done') return;
    await this.current.result.outcome?.results?.dispose();
    for (const child of this.current.result.children) await child.dispose();
  }

  /** Bytes that it holds in memory, roughly. */
  get memory(): number {
    const configuration = JSON.stringify(this.spec.configuration).length;
    return configuration + (this.current.kind === 'done' ? (this.current.result.outcome?.results?.memory ?? 0) : 0) + 1000;
  }
}
