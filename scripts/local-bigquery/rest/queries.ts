import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { BigQueryError } from '../errors.ts';
import { textOf } from '../load/options.ts';
import type { Context } from './context.ts';
import { queryAnswer, timeout } from './jobs.ts';
import { pageOfBody } from './pages.ts';
import { answer, bodyOf, param } from './respond.ts';

const MEMBERS = new Set([
  'kind', 'query', 'maxResults', 'defaultDataset', 'timeoutMs', 'dryRun', 'preserveNulls', 'useQueryCache', 'useLegacySql', 'parameterMode', 'queryParameters', 'location',
  'formatOptions', 'connectionProperties', 'labels', 'maximumBytesBilled', 'requestId', 'createSession', 'jobCreationMode', 'jobTimeoutMs', 'maxSlots', 'reservation',
  'writeIncrementalResults', 'continuous', 'destinationEncryptionConfiguration',
]);

/** jobs.query: one request, one answer, unless the query takes longer than the client waits. */
export function queryRoutes(router: Router, context: Context): void {
  const { jobs, registry } = context;
  router.post('/projects/:projectId/queries', answer(async (request, response) => {
    const projectId = param(request, 'projectId');
    const body = bodyOf(request);
    const unknown = Object.keys(body).find((name) => !MEMBERS.has(name));
    if (unknown !== undefined) throw new BigQueryError('invalid', `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`, unknown);
    const location = textOf(body, 'location');
    if (body['dryRun'] === true) {
      const job = jobs.insert(projectId, { configuration: { dryRun: true, query: body }, jobReference: location === null ? {} : { location } }, null);
      await jobs.dryRun(job);
      return { kind: 'bigquery#queryResponse', ...(await queryAnswer(job, pageOfBody(body))), jobReference: { projectId, location: job.reference.location } };
    }
    const jobId = `job_${randomUUID().replaceAll('-', '')}`;
    const job = jobs.query({ projectId, jobId, location }, body);
    // A client that hangs up has no job to ask for: nobody wants the answer any more.
    const cancel = (): void => {
      if (!response.writableFinished) job.cancel();
    };
    response.once('close', cancel);
    const wanted = body['timeoutMs'];
    const ended = await job.wait(timeout(typeof wanted === 'number' || typeof wanted === 'string' ? Number(wanted) : null));
    if (!ended) response.off('close', cancel);
    const result = await queryAnswer(job, pageOfBody(body));
    const optional = body['jobCreationMode'] === 'JOB_CREATION_OPTIONAL';
    if (optional && ended && result['pageToken'] === undefined) {
      await job.dispose();
      return { kind: 'bigquery#queryResponse', queryId: jobId, ...result, jobReference: undefined };
    }
    registry.add(job);
    // It may have ended before it was registered.
    if (ended) await registry.ended(job);
    else void job.finished.then(() => registry.ended(job));
    return { kind: 'bigquery#queryResponse', ...result };
  }));
}
