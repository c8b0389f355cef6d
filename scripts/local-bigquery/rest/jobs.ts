import type { Router } from 'express';
import { BigQueryError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { jobResource, queryStatistics } from '../jobs/resource.ts';
import { isRecord, resultSchema } from '../wire/schema.ts';
import type { Context } from './context.ts';
import { rowsPage, pageRequest, type PageRequest } from './pages.ts';
import { RESULT_DATASET } from './result-tables.ts';
import { answer, bodyOf, listPage, param, queryNumber, queryText } from './respond.ts';

/** BigQuery's default for getQueryResults and jobs.query. */
export const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 200_000;
const CANCEL_WAIT_MS = 20;
/** Clients poll for the end of a load every half second or so: one that takes less than this ends in the first answer. */
const INSERT_WAIT_MS = 1_000;

/** Waits a little for a job that the client has just inserted; getQueryResults waits for queries. */
export async function settle(job: Job): Promise<void> {
  if (job.spec.type !== 'QUERY') await job.wait(INSERT_WAIT_MS);
}

export function jobRoutes(router: Router, context: Context): void {
  const { registry, jobs } = context;

  router.post('/projects/:projectId/jobs', answer(async (request) => {
    const job = jobs.insert(param(request, 'projectId'), bodyOf(request), null);
    if (job.spec.configuration['dryRun'] === true) {
      await jobs.dryRun(job);
      // A dry run leaves no job to ask for.
      const { projectId, location } = job.spec.reference;
      return { ...shown(job), jobReference: { projectId, location } };
    }
    await settle(job);
    return shown(job);
  }));

  router.get('/projects/:projectId/jobs', answer((request) => {
    const parent = queryText(request, 'parentJobId');
    const projectId = param(request, 'projectId');
    const filter = request.query['stateFilter'] ?? [];
    const states = (Array.isArray(filter) ? filter : [filter]).flatMap((state) => (typeof state === 'string' ? [state.toUpperCase()] : []));
    const all = parent === null ? registry.list(projectId) : childrenOf(registry.get(projectId, parent));
    const chosen = all.filter(({ state }) => states.length === 0 || states.includes(state.kind === 'running' ? 'RUNNING' : 'DONE'));
    const { items, next } = listPage(request, chosen);
    const list = items.map((job) => {
      const resource = shown(job);
      const status = isRecord(resource['status']) ? resource['status'] : {};
      return { ...resource, state: status['state'], ...(status['errorResult'] === undefined ? {} : { errorResult: status['errorResult'] }) };
    });
    return Promise.resolve({ kind: 'bigquery#jobList', etag: String(list.length), ...next, jobs: list });
  }));

  router.get('/projects/:projectId/jobs/:jobId', answer((request) => Promise.resolve(shown(registry.get(param(request, 'projectId'), param(request, 'jobId'))))));

  router.post('/projects/:projectId/jobs/:jobId/cancel', answer(async (request) => {
    const job = registry.get(param(request, 'projectId'), param(request, 'jobId'));
    job.cancel();
    await job.wait(CANCEL_WAIT_MS);
    return { kind: 'bigquery#jobCancelResponse', job: shown(job) };
  }));

  router.delete('/projects/:projectId/jobs/:jobId/delete', answer(async (request) => {
    await registry.remove(param(request, 'projectId'), param(request, 'jobId'));
  }));

  router.get('/projects/:projectId/queries/:jobId', answer(async (request) => {
    const job = registry.get(param(request, 'projectId'), param(request, 'jobId'));
    if (job.spec.type !== 'QUERY') throw new BigQueryError('invalid', 'The job is no query.', 'jobId');
    await job.wait(timeout(queryNumber(request, 'timeoutMs')));
    return { kind: 'bigquery#getQueryResultsResponse', etag: job.spec.reference.jobId, ...(await queryAnswer(job, pageRequest(request))) };
  }));
}

export function timeout(milliseconds: number | null): number {
  return Math.min(milliseconds ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
}

/** What getQueryResults and jobs.query say of a job. @throws BigQueryError that the job ended with */
export async function queryAnswer(job: Job, page: PageRequest): Promise<Readonly<Record<string, unknown>>> {
  const { state } = job;
  const { reference } = job.spec;
  switch (state.kind) {
    case 'running':
      return { jobReference: reference, jobComplete: false };
    case 'failed':
      throw state.error;
    case 'done': {
      const { outcome } = state.result;
      const { totalBytesProcessed, cacheHit, numDmlAffectedRows, dmlStats, statementType } = queryStatistics(outcome);
      const columns = outcome?.columns ?? null;
      const rows = outcome?.results == null ? { totalRows: '0' } : await rowsPage(outcome.results, page);
      return {
        jobReference: reference,
        jobComplete: true,
        schema: columns === null ? {} : resultSchema(columns),
        ...rows,
        totalBytesProcessed,
        cacheHit,
        ...(statementType === undefined ? {} : { statementType }),
        ...(numDmlAffectedRows === undefined ? {} : { numDmlAffectedRows }),
        ...(dmlStats === undefined ? {} : { dmlStats }),
      };
    }
  }
}

/** A finished query names the table that holds its rows. */
function shown(job: Job): Readonly<Record<string, unknown>> {
  const resource = jobResource(job);
  const { configuration } = resource;
  const query = isRecord(configuration) && isRecord(configuration['query']) ? configuration['query'] : null;
  if (query === null || query['destinationTable'] !== undefined || job.state.kind !== 'done' || job.state.result.outcome?.results == null) return resource;
  const { projectId, jobId } = job.spec.reference;
  const destinationTable = { projectId, datasetId: RESULT_DATASET, tableId: jobId };
  return { ...resource, configuration: { ...(configuration as object), query: { ...query, destinationTable } } };
}

function childrenOf({ state }: Job): readonly Job[] {
  return state.kind === 'done' ? state.result.children : [];
}
