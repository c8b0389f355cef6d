import type { Outcome } from '../engine/outcome.ts';
import type { BigQueryError } from '../errors.ts';
import { LoadError } from '../load/load-error.ts';
import { resultSchema } from '../wire/schema.ts';
import type { Job } from './job.ts';

/** An error as `status.errorResult` and `error.errors[]` show it. */
export function errorProto({ reason, location, message }: BigQueryError): Readonly<Record<string, unknown>> {
  return { reason, ...(location === null ? {} : { location }), message };
}

/** A job as jobs.get answers. */
export function jobResource(job: Job): Readonly<Record<string, unknown>> {
  const { reference, type, configuration, parent } = job.spec;
  return {
    kind: 'bigquery#job',
    etag: `${reference.jobId}-${job.state.kind}`,
    id: `${reference.projectId}:${reference.location}.${reference.jobId}`,
    selfLink: `/bigquery/v2/projects/${reference.projectId}/jobs/${reference.jobId}?location=${reference.location}`,
    user_email: 'local@localhost',
    jobReference: reference,
    configuration: { ...configuration, jobType: type },
    status: status(job),
    statistics: {
      creationTime: String(job.created),
      startTime: String(job.created),
      ...(job.ended === null ? {} : { endTime: String(job.ended), finalExecutionDurationMs: String(job.ended - job.created) }),
      ...(parent === undefined ? {} : { parentJobId: parent.spec.reference.jobId }),
      ...statistics(job),
    },
  };
}

function status({ state }: Job): Readonly<Record<string, unknown>> {
  switch (state.kind) {
    case 'running':
      return { state: 'RUNNING' };
    case 'done':
      return { state: 'DONE' };
    case 'failed': {
      const { error } = state;
      const errors = error instanceof LoadError ? error.records : [error];
      return { state: 'DONE', errorResult: errorProto(error), errors: errors.map(errorProto) };
    }
  }
}

function statistics({ state, spec }: Job): Readonly<Record<string, unknown>> {
  if (state.kind !== 'done') return spec.type === 'QUERY' ? { totalBytesProcessed: '0', query: { totalBytesProcessed: '0' } } : {};
  const { outcome, statistics: more, children } = state.result;
  switch (spec.type) {
    case 'QUERY': {
      const counted = children.length > 0 ? { numChildJobs: String(children.length) } : {};
      return { totalBytesProcessed: '0', ...counted, query: { ...queryStatistics(outcome), ...more } };
    }
    case 'LOAD':
      return { load: more };
    case 'EXTRACT':
      return { extract: more };
    case 'COPY':
      return { copy: more };
  }
}

export function queryStatistics(outcome: Outcome | null): Readonly<Record<string, unknown>> {
  const common = { totalBytesProcessed: '0', totalBytesBilled: '0', totalSlotMs: '0', cacheHit: false };
  if (outcome === null) return common;
  const { statementType, affectedRows, dmlStats, ddlOperation, ddlTable, ddlDataset, columns } = outcome;
  return {
    ...common,
    statementType,
    ...(columns === null ? {} : { schema: resultSchema(columns) }),
    ...(affectedRows === undefined ? {} : { numDmlAffectedRows: String(affectedRows) }),
    ...(dmlStats === undefined ? {} : { dmlStats: Object.fromEntries(Object.entries(dmlStats).map(([name, count]) => [name, String(count)])) }),
    ...(ddlOperation === undefined ? {} : { ddlOperationPerformed: ddlOperation }),
    ...(ddlTable === undefined ? {} : { ddlTargetTable: ddlTable }),
    ...(ddlDataset === undefined ? {} : { ddlTargetDataset: ddlDataset }),
  };
}
