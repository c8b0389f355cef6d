import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/session.ts';
import type { JobRegistry } from '../jobs/registry.ts';
import type { JobStarter } from '../jobs/start.ts';

/** What the routes share. */
export interface Context {
  readonly engine: Engine;
  readonly registry: JobRegistry;
  readonly jobs: JobStarter;
}

/** A change that belongs to no job. */
export async function change<T>({ engine, jobs }: Context, projectId: string, work: (session: Session) => Promise<T>): Promise<T> {
  const options = { projectId, datasetId: null, location: 'US', parameters: [], signal: new AbortController().signal };
  return jobs.attempt(() => engine.session(options, work));
}
