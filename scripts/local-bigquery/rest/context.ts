import type { Engine } from '../engine/engine.ts';
import { DEFAULT_LOCATION } from '../engine/sessions/place.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
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
  const options = { projectId, datasetId: null, location: DEFAULT_LOCATION, parameters: [], signal: new AbortController().signal };
  try {
    return await jobs.attempt(() => engine.session(options, work));
  } catch (error) {
    throw error instanceof BigQueryError && error.reason === 'notFound' ? withoutPlace(error) : error;
  }
}

/** Only jobs have a location: BigQuery's other answers name none. */
function withoutPlace(error: BigQueryError): BigQueryError {
  return new BigQueryError('notFound', error.message.replace(/ was not found in location [\w-]+$/, ''), null, { cause: error });
}
