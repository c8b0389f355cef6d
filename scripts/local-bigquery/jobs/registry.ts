import { isSameLocation } from '../engine/sessions/place.ts';
import { BigQueryError } from '../errors.ts';
import { isRecord } from '../wire/schema.ts';
import { jobKey, type JobHistory } from './history.ts';
import type { Job } from './job.ts';
import { jobResource, type Resource } from './resource.ts';

/** Finished jobs beyond either are forgotten, the oldest first. */
const MAX_JOBS = 1000;
const MAX_MEMORY_BYTES = 32 * 1024 * 1024;
/** Jobs of these are found by their id alone. */
const MULTI_REGIONS = ['US', 'EU'];

/** Which job a client means; `location` is null when it does not say, `any` when it need not. */
export interface JobName {
  readonly projectId: string;
  readonly jobId: string;
  readonly location: string | null;
}

/** The jobs that clients may ask for. */
export class JobRegistry {
  private readonly jobs = new Map<string, Job>();
  /** Bytes of the jobs that have ended, the first that ended first. */
  private readonly sizes = new Map<string, number>();
  private memory = 0;

  constructor(private readonly history: JobHistory) {}

  /** @throws BigQueryError `duplicate` */
  add(job: Job): void {
    const { projectId, jobId, location } = job.reference;
    const key = jobKey(projectId, jobId);
    if (this.jobs.has(key) || this.history.resources.has(key)) {
      throw new BigQueryError('duplicate', `Already Exists: Job ${projectId}:${location}.${jobId}`);
    }
    this.jobs.set(key, job);
  }

  /** @throws BigQueryError `notFound` also for a job whose rows did not survive a restart */
  get(name: JobName): Job {
    const job = this.find(name);
    if (job !== null) return job;
    if (this.past(name) !== null) throw new BigQueryError('notFound', `Not found: the rows of job ${nameOf(name)} did not survive the restart of the local BigQuery: run it again.`);
    throw new BigQueryError('notFound', `Not found: Job ${nameOf(name)}`);
  }

  /** A job of this server's, a statement of a script among them. */
  find({ projectId, jobId, location }: JobName): Job | null {
    const job = this.jobs.get(jobKey(projectId, jobId)) ?? this.child(projectId, jobId);
    return job !== null && isThere(job.reference.location, location) ? job : null;
  }

  /** A job of an earlier server's. */
  past({ projectId, jobId, location }: JobName): Resource | null {
    const resource = this.history.resources.get(jobKey(projectId, jobId));
    return resource !== undefined && isThere(String(referenceOf(resource)['location']), location) ? resource : null;
  }

  /** Newest first; statements of scripts not among them. */
  list(projectId: string): Job[] {
    return [...this.jobs.values()].filter((job) => job.reference.projectId === projectId).reverse();
  }

  /** Newest first. */
  listPast(projectId: string): Resource[] {
    return [...this.history.resources.values()].filter((resource) => referenceOf(resource)['projectId'] === projectId).reverse();
  }

  async remove(name: JobName): Promise<void> {
    const job = this.find(name) === null && this.past(name) !== null ? null : this.get(name);
    if (job?.spec.parent !== undefined) throw new BigQueryError('invalid', `Job ${nameOf(name)} is a statement of a script, and goes with it: delete ${job.spec.parent.reference.jobId}.`);
    if (job?.state.kind === 'running') throw new BigQueryError('invalid', `Job ${nameOf(name)} is still running: cancel it first.`);
    this.history.remove(name);
    await this.forget(jobKey(name.projectId, name.jobId));
  }

  /** Call when a job has ended. */
  async ended(job: Job): Promise<void> {
    const ended = jobKey(job.reference.projectId, job.reference.jobId);
    if (this.jobs.get(ended) !== job) return;
    this.history.add(jobResource(job));
    this.sizes.set(ended, job.memory);
    this.memory += job.memory;
    for (const key of this.sizes.keys()) {
      if (this.sizes.size <= MAX_JOBS && this.memory <= MAX_MEMORY_BYTES) break;
      await this.forget(key);
    }
  }

  private async forget(key: string): Promise<void> {
    const job = this.jobs.get(key);
    this.jobs.delete(key);
    this.memory -= this.sizes.get(key) ?? 0;
    this.sizes.delete(key);
    await job?.dispose();
  }

  cancelAll(): void {
    for (const job of this.jobs.values()) if (job.state.kind === 'running') job.cancel();
  }

  private child(projectId: string, jobId: string): Job | null {
    for (const { children, reference } of this.jobs.values()) {
      if (children.length === 0 || reference.projectId !== projectId) continue;
      const found = children.find((child) => child.reference.jobId === jobId);
      if (found !== undefined) return found;
    }
    return null;
  }
}

function isThere(location: string, wanted: string | null): boolean {
  if (wanted === 'any') return true;
  return wanted === null ? MULTI_REGIONS.includes(location.toUpperCase()) : isSameLocation(location, wanted);
}

function referenceOf(resource: Resource): Resource {
  const reference = resource['jobReference'];
  return isRecord(reference) ? reference : {};
}

function nameOf({ projectId, jobId, location }: JobName): string {
  return location === null ? `${projectId}:${jobId}` : `${projectId}:${location}.${jobId}`;
}
