import type { Outcome } from '../engine/outcome.ts';
import type { BigQueryError } from '../errors.ts';
import { LoadError } from '../load/load-error.ts';
import { parameterType } from '../wire/parameters.ts';
import { isRecord, resultSchema } from '../wire/schema.ts';
import type { Job } from './job.ts';

/** BigQuery bills whole megabytes, and ten of them at least. */
const BILLED_UNIT = 1024 * 1024;
const BILLED_MINIMUM = 10 * BILLED_UNIT;

export type Resource = Readonly<Record<string, unknown>>;

/** An error as `status.errorResult` and `status.errors[]` show it. */
function errorProto({ reason, location, message }: BigQueryError): Resource {
  return { reason, ...(location === null ? {} : { location }), message };
}

/** A job as jobs.get answers. */
export function jobResource(job: Job): Resource {
  const { type, configuration, parent } = job.spec;
  const { reference } = job;
  return {
    kind: 'bigquery#job',
    etag: `${reference.jobId}-${job.state.kind}`,
    id: `${reference.projectId}:${reference.location}.${reference.jobId}`,
    selfLink: `/bigquery/v2/projects/${reference.projectId}/jobs/${reference.jobId}?location=${reference.location}`,
    user_email: 'local@localhost',
    jobReference: reference,
    configuration: { ...configuration, ...writtenTable(job), jobType: type },
    status: status(job),
    statistics: {
      creationTime: String(job.created),
      startTime: String(job.created),
      ...(job.ended === null ? {} : { endTime: String(job.ended), finalExecutionDurationMs: String(job.ended - job.created) }),
      ...(parent === undefined ? {} : { parentJobId: parent.reference.jobId }),
      ...statistics(job),
    },
  };
}

/** The table that a statement names as the one that it writes, as BigQuery adds it to what the client sent. */
function writtenTable({ state, destination, spec }: Job): Resource {
  const { query } = spec.configuration;
  if (state.kind === 'failed' || destination?.kind !== 'table' || !isRecord(query)) return {};
  return { query: { ...query, destinationTable: destination.ref } };
}

function status({ state }: Job): Resource {
  switch (state.kind) {
    case 'running':
      return { state: 'RUNNING' };
    case 'done':
      return { state: 'DONE' };
    case 'failed': {
      const { error } = state;
      const errors = error instanceof LoadError ? error.records : [error];
      return { errorResult: errorProto(error), errors: errors.map(errorProto), state: 'DONE' };
    }
  }
}

function statistics(job: Job): Resource {
  const { state, spec } = job;
  if (spec.type === 'QUERY') return queryJobStatistics(job);
  if (state.kind !== 'done') return {};
  const { statistics: more } = state.result;
  switch (spec.type) {
    case 'LOAD':
      return { load: more };
    case 'EXTRACT':
      return { totalBytesProcessed: more['inputBytes'] ?? '0', extract: more };
    case 'COPY':
      return { copy: more };
  }
}

function queryJobStatistics({ state, spec, children, childCount, created, ended, statementType, transactionId }: Job): Resource {
  const { parent, script } = spec;
  const common = {
    ...(childCount > 0 ? { numChildJobs: String(childCount) } : {}),
    ...(parent === undefined ? {} : { scriptStatistics: script }),
    ...(transactionId === null ? {} : { transactionInfo: { transactionId } }),
  };
  if (state.kind !== 'done') {
    const bytes = children.reduce((sum, child) => sum + (child.state.kind === 'done' ? (child.state.result.outcome?.bytesRead ?? 0) : 0), 0);
    const totalBytesProcessed = String(bytes);
    return { totalBytesProcessed, ...common, query: { totalBytesProcessed, ...(statementType === null ? {} : { statementType }) } };
  }
  const { outcome, statistics: more } = state.result;
  const isDryRun = spec.configuration['dryRun'] === true;
  const totalSlotMs = isDryRun ? '0' : String((ended ?? created) - created);
  return { totalBytesProcessed: String(outcome?.bytesRead ?? 0), totalSlotMs, ...common, query: { ...queryStatistics(outcome, isDryRun), totalSlotMs, ...more } };
}

export function billedBytes(bytes: number): number {
  return bytes === 0 ? 0 : Math.max(BILLED_MINIMUM, Math.ceil(bytes / BILLED_UNIT) * BILLED_UNIT);
}

/** @param isDryRun nothing is billed, and the schema of the answer is told */
export function queryStatistics(outcome: Outcome | null, isDryRun = false): Resource {
  const bytes = outcome?.bytesRead ?? 0;
  const billed = isDryRun ? 0 : billedBytes(bytes);
  const common = { totalBytesProcessed: String(bytes), totalBytesBilled: String(billed), cacheHit: false };
  if (outcome === null) return common;
  const { statementType, affectedRows, dmlStats, ddlOperation, ddlTable, ddlDataset, ddlRoutine, exportedRows, columns, scans, undeclared = [] } = outcome;
  const referencedTables = [...(scans?.values() ?? [])].map(({ ref }) => ref);
  return {
    ...common,
    ...(bytes === 0 && !isDryRun ? {} : isDryRun ? { totalBytesProcessedAccuracy: 'PRECISE' } : { billingTier: 1 }),
    statementType,
    ...(referencedTables.length === 0 ? {} : { referencedTables }),
    ...(columns === null || !isDryRun ? {} : { schema: resultSchema(columns) }),
    ...(undeclared.length === 0 ? {} : { undeclaredQueryParameters: undeclared.map(({ name, type }) => ({ ...(name === null ? {} : { name }), parameterType: parameterType(type) })) }),
    ...(affectedRows === undefined ? {} : { numDmlAffectedRows: String(affectedRows) }),
    ...(dmlStats === undefined ? {} : { dmlStats: Object.fromEntries(Object.entries(dmlStats).map(([name, count]) => [name, String(count)])) }),
    ...(ddlOperation === undefined ? {} : { ddlOperationPerformed: ddlOperation }),
    ...(ddlTable === undefined ? {} : { ddlTargetTable: ddlTable }),
    ...(ddlDataset === undefined ? {} : { ddlTargetDataset: ddlDataset }),
    ...(ddlRoutine === undefined ? {} : { ddlTargetRoutine: ddlRoutine }),
    ...(exportedRows === undefined ? {} : { exportDataStatistics: { fileCount: '1', rowCount: String(exportedRows) } }),
  };
}
