import { BigQueryError } from '../errors.ts';
import type { Job, JobReference } from './job.ts';

/** Finished jobs beyond either are forgotten, the oldest first. */
const MAX_JOBS = 1000;
const MAX_MEMORY_BYTES = 32 * 1024 * 1024;

/** The jobs that clients may ask for. */
export class JobRegistry {
  private readonly jobs = new Map<string, Job>();

  add(job: Job): void {
    const key = keyOf(job.spec.reference);
    if (this.jobs.has(key)) {
      const { projectId, location, jobId } = job.spec.reference;
      throw new BigQueryError('duplicate', `Already Exists: Job ${projectId}:${location}.${jobId}`);
    }
    this.jobs.set(key, job);
  }

  get(projectId: string, jobId: string): Job {
    const job = this.jobs.get(keyOf({ projectId, jobId }));
    if (job === undefined) throw new BigQueryError('notFound', `Not found: Job ${projectId}:US.${jobId}`);
    return job;
  }

  /** Newest first. */
  list(projectId: string): Job[] {
    return [...this.jobs.values()].filter((job) => job.spec.reference.projectId === projectId).reverse();
  }

  async remove(projectId: string, jobId: string): Promise<void> {
    const job = this.get(projectId, jobId);
    this.jobs.delete(keyOf(job.spec.reference));
    await job.dispose();
  }

  /** Call when a job has ended. */
  async trim(): Promise<void> {
    let memory = 0;
    const sizes = new Map<string, number>();
    for (const [key, job] of this.jobs) {
      if (job.state.kind === 'running') continue;
      sizes.set(key, job.memory);
      memory += job.memory;
    }
    let count = sizes.size;
    for (const [key, size] of sizes) {
      if (count <= MAX_JOBS && memory <= MAX_MEMORY_BYTES) break;
      const job = this.jobs.get(key);
      this.jobs.delete(key);
      count -= 1;
      memory -= size;
      await job?.dispose();
    }
  }

  cancelAll(): void {
    for (const job of this.jobs.values()) if (job.state.kind === 'running') job.cancel();
  }
}

function keyOf({ projectId, jobId }: Pick<JobReference, 'projectId' | 'jobId'>): string {
  return `${projectId}\0${jobId}`;
}
