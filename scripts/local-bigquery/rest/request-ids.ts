import type { Job } from '../jobs/job.ts';

/** BigQuery's promise for jobs.query. */
const KEPT_MS = 15 * 60_000;
const MAX_REQUESTS = 200;

/** Queries by the id that a client gave its request: the same request again is answered, not run, again. */
export class RequestIds {
  private readonly jobs = new Map<string, { readonly job: Job; readonly text: string; readonly at: number }>();

  find(projectId: string, requestId: string | null, query: unknown): Job | null {
    const known = requestId === null ? undefined : this.jobs.get(keyOf(projectId, requestId));
    return known === undefined || known.text !== query || Date.now() - known.at > KEPT_MS ? null : known.job;
  }

  add(projectId: string, requestId: string | null, query: unknown, job: Job): void {
    if (requestId !== null && typeof query === 'string') this.jobs.set(keyOf(projectId, requestId), { job, text: query, at: Date.now() });
  }

  /** Forgets a query that changed nothing, so that it may run again. @returns whether its rows are still wanted */
  async ended(projectId: string, requestId: string | null, job: Job): Promise<boolean> {
    if (requestId === null) return false;
    const changed = job.state.kind === 'done' && job.state.result.outcome?.statementType !== 'SELECT';
    if (!changed) this.jobs.delete(keyOf(projectId, requestId));
    for (const [key, { job: oldest }] of this.jobs) {
      if (this.jobs.size <= MAX_REQUESTS) break;
      this.jobs.delete(key);
      await oldest.dispose();
    }
    return changed;
  }
}

function keyOf(projectId: string, requestId: string): string {
  return `${projectId}\0${requestId}`;
}
