import type { Request, Router } from 'express';
import { BigQueryError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobName } from '../../jobs/registry.ts';
import { queryStatistics, type Resource } from '../../jobs/resource.ts';
import { resultSchema } from '../../wire/schema.ts';
import type { Context } from '../context.ts';
import { rowsPage, pageRequest, type PageRequest } from './pages.ts';
import { without } from '../members.ts';
import { answer, bodyOf, listPage, param, queryNumber, queryText } from '../respond.ts';
import { membersOf, shown, shownPast } from './shown-job.ts';

/** BigQuery's default for getQueryResults and jobs.query. */
const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 200_000;
const CANCEL_WAIT_MS = 20;
/** What is wrong with a query is known by then, unless it waits for its turn. */
const PLAN_WAIT_MS = 1_000;
/** Clients poll for the end of a job every half second or so: a short load is done in the first answer, a longer one is told as running. */
const SHORT_JOB_MS = 200;

/** A short query is done when its client first hears of it: a cancel that follows at once finds it done, as with BigQuery. */
const QUICK_QUERY_MS = 100;

/**
 * The job as the answer to its insert: after what is wrong with a query before it runs, and a little later if jobs end by then.
 * A query that fails while it runs is told as running: clients learn of that where they ask for its rows, as with BigQuery.
 */
export async function inserted(job: Job): Promise<Resource> {
  if (job.spec.type !== 'QUERY') {
    await job.wait(SHORT_JOB_MS);
    return shown(job);
  }
  await job.waitForPlan(PLAN_WAIT_MS);
  const planned = shown(job);
  await job.wait(QUICK_QUERY_MS);
  return job.state.kind === 'failed' ? planned : shown(job);
}

export function jobRoutes(router: Router, context: Context): void {
  const { registry, jobs } = context;
  const resourceOf = (name: JobName): Resource => {
    const past = registry.past(name);
    return past === null ? shown(registry.get(name)) : shownPast(past);
  };

  router.post('/projects/:projectId/jobs', answer(async (request) => {
    const job = jobs.insert(param(request, 'projectId'), bodyOf(request), null);
    if (job.spec.configuration['dryRun'] === true) {
      await jobs.dryRun(job);
      // A dry run leaves no job to ask for.
      const { projectId, location } = job.reference;
      return { ...shown(job), jobReference: { projectId, location } };
    }
    return inserted(job);
  }));

  router.get('/projects/:projectId/jobs', answer((request) => {
    const parentJobId = queryText(request, 'parentJobId');
    const projectId = param(request, 'projectId');
    const all = parentJobId === null ? registry.list(projectId) : registry.get({ projectId, jobId: parentJobId, location: queryText(request, 'location') }).children.toReversed();
    const resources = [...all.map(shown), ...(parentJobId === null ? registry.listPast(projectId).map(shownPast) : [])].filter(wanted(request));
    const { items, next } = listPage(request, resources);
    const projection = queryText(request, 'projection')?.toLowerCase() ?? 'minimal';
    if (projection !== 'full' && projection !== 'minimal') throw new BigQueryError('invalid', `Invalid value for projection: ${projection}`, 'projection');
    const isFull = projection === 'full';
    const list = items.map((resource) => {
      const listed = without(resource, ['etag', 'selfLink', ...(isFull ? [] : ['configuration'])]);
      const status = membersOf(resource, 'status');
      return { ...listed, state: status['state'], ...(status['errorResult'] === undefined ? {} : { errorResult: status['errorResult'] }) };
    });
    return Promise.resolve({ kind: 'bigquery#jobList', etag: String(list.length), ...next, jobs: list });
  }));

  router.get('/projects/:projectId/jobs/:jobId', answer((request) => Promise.resolve(resourceOf(nameOf(request)))));

  router.post('/projects/:projectId/jobs/:jobId/cancel', answer(async (request) => {
    const name = nameOf(request);
    const job = registry.past(name) === null ? registry.get(name) : null;
    job?.cancel();
    await job?.wait(CANCEL_WAIT_MS);
    return { kind: 'bigquery#jobCancelResponse', job: resourceOf(name) };
  }));

  router.delete('/projects/:projectId/jobs/:jobId/delete', answer(async (request) => {
    await registry.remove(nameOf(request));
    return {};
  }));

  router.get('/projects/:projectId/queries/:jobId', answer(async (request) => {
    const job = registry.get(nameOf(request));
    if (job.spec.type !== 'QUERY') throw new BigQueryError('invalid', 'Cannot retrieve results of a job that is no query.', 'jobId');
    await job.wait(timeout(queryNumber(request, 'timeoutMs')));
    return { kind: 'bigquery#getQueryResultsResponse', etag: job.reference.jobId, ...(await queryAnswer(job, pageRequest(request))) };
  }));
}

function nameOf(request: Request): JobName {
  return { projectId: param(request, 'projectId'), jobId: param(request, 'jobId'), location: queryText(request, 'location') };
}

/** Whether a job is one of those that the client asks for. */
function wanted(request: Request): (resource: Resource) => boolean {
  const filter = request.query['stateFilter'] ?? [];
  const states = (Array.isArray(filter) ? filter : [filter]).flatMap((state) => (typeof state === 'string' ? state.toUpperCase().split(',') : []));
  const unknown = states.find((state) => !['PENDING', 'RUNNING', 'DONE'].includes(state));
  if (unknown !== undefined) throw new BigQueryError('invalid', `Invalid value for stateFilter: ${unknown}`, 'stateFilter');
  const [min, max] = [queryNumber(request, 'minCreationTime') ?? 0, queryNumber(request, 'maxCreationTime') ?? Infinity];
  return (resource) => {
    const created = Number(membersOf(resource, 'statistics')['creationTime']);
    return created >= min && created <= max && (states.length === 0 || states.includes(String(membersOf(resource, 'status')['state'])));
  };
}

export function timeout(milliseconds: number | null): number {
  return Math.min(milliseconds ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS);
}

/** What getQueryResults and jobs.query say of a job. @throws BigQueryError that the job ended with */
export async function queryAnswer(job: Job, page: PageRequest): Promise<Resource> {
  const { state, reference } = job;
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
