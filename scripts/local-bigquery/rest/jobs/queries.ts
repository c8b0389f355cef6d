import { randomUUID } from 'node:crypto';
import type { Response, Router } from 'express';
import { BigQueryError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import { billedBytes, type Resource } from '../../jobs/resource.ts';
import { flagOf, integerOf, textOf } from '../../wire/members.ts';
import type { Context } from '../context.ts';
import { queryAnswer, timeout } from './jobs.ts';
import { pageOfBody } from './pages.ts';
import { RequestIds } from '../request-ids.ts';
import { answer, bodyOf, param } from '../respond.ts';

const MEMBERS = new Set([
  'kind', 'query', 'maxResults', 'defaultDataset', 'timeoutMs', 'dryRun', 'preserveNulls', 'useQueryCache', 'useLegacySql', 'parameterMode', 'queryParameters', 'location',
  'formatOptions', 'connectionProperties', 'labels', 'maximumBytesBilled', 'requestId', 'createSession', 'jobCreationMode', 'jobTimeoutMs', 'maxSlots', 'reservation',
  'writeIncrementalResults', 'continuous', 'destinationEncryptionConfiguration',
]);

/** jobs.query: one request, one answer, unless the query takes longer than the client waits. */
export function queryRoutes(router: Router, context: Context): void {
  const { jobs, registry } = context;
  const requests = new RequestIds();
  router.post('/projects/:projectId/queries', answer(async (request, response) => {
    const projectId = param(request, 'projectId');
    const body = bodyOf(request);
    const unknown = Object.keys(body).find((name) => !MEMBERS.has(name));
    if (unknown !== undefined) throw new BigQueryError('invalid', `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`, unknown);
    const location = textOf(body, 'location');
    const page = pageOfBody(body);
    if (flagOf(body, 'dryRun')) {
      const job = jobs.insert(projectId, { configuration: { dryRun: true, query: body }, jobReference: location === null ? {} : { location } }, null);
      await jobs.dryRun(job);
      return { kind: 'bigquery#queryResponse', ...(await queryAnswer(job, page)), jobReference: { projectId, location: job.reference.location } };
    }
    const requestId = textOf(body, 'requestId');
    const known = requests.find(projectId, requestId, body['query']);
    const jobId = known?.reference.jobId ?? `job_${randomUUID().replaceAll('-', '')}`;
    const job = known ?? jobs.query({ projectId, jobId, location }, body);
    if (known === null) requests.add(projectId, requestId, body['query'], job);
    const wanted = body['timeoutMs'] === undefined || body['timeoutMs'] === null ? null : integerOf(body, 'timeoutMs');
    const ended = await waitFor(job, timeout(wanted), response);
    const isRemembered = ended && (await requests.ended(projectId, requestId, job));
    const result = await queryAnswer(job, page);
    const optional = body['jobCreationMode'] === 'JOB_CREATION_OPTIONAL';
    if (optional && ended && result['pageToken'] === undefined) {
      if (!isRemembered) await job.dispose();
      return { kind: 'bigquery#queryResponse', queryId: jobId, ...result, jobReference: undefined, ...runOf(job) };
    }
    if (registry.find({ projectId, jobId, location: 'any' }) === null) {
      registry.add(job);
      // It may have ended before it was registered.
      if (ended) await registry.ended(job);
      else void job.finished.then(() => registry.ended(job));
    }
    return { kind: 'bigquery#queryResponse', queryId: jobId, ...result, ...runOf(job) };
  }));
}

/** Where and when a query ran; only jobs.query tells. */
function runOf({ reference, created, ended, state }: Job): Resource {
  const started = { location: reference.location, creationTime: String(created), startTime: String(created) };
  if (ended === null || state.kind !== 'done') return started;
  return { ...started, endTime: String(ended), totalSlotMs: String(ended - created), totalBytesBilled: String(billedBytes(state.result.outcome?.bytesRead ?? 0)) };
}

/** A client that hangs up has no job to ask for: nobody wants the answer any more. */
async function waitFor(job: Job, milliseconds: number, response: Response): Promise<boolean> {
  const cancel = (): void => {
    if (!response.writableFinished) job.cancel();
  };
  response.once('close', cancel);
  const ended = await job.wait(milliseconds);
  if (!ended) response.off('close', cancel);
  return ended;
}
