import type { SqlType } from '../../googlesql/types.ts';
import { columns, strings, type Row, type Value, type View } from '../engine/reading/information-schema/view.ts';
import { isRecord } from '../wire/schema.ts';
import type { Job } from './job.ts';
import { jobResource, type Resource } from './resource.ts';
import type { JobRegistry } from './registry.ts';

/** Queries that were answered at once, whose jobs nobody registered: the last of them are shown, too. */
const MAX_QUICK = 500;
const MAX_QUICK_CHARACTERS = 2_000_000;

const struct = (...names: readonly string[]): SqlType => ({ kind: 'STRUCT', fields: names.map((name) => ({ name, type: { kind: 'STRING' } })) });
const list = (element: SqlType): SqlType => ({ kind: 'ARRAY', element });
const TABLE = struct('project_id', 'dataset_id', 'table_id');
const COUNTS: SqlType = { kind: 'STRUCT', fields: ['inserted_row_count', 'deleted_row_count', 'updated_row_count'].map((name) => ({ name, type: { kind: 'INT64' } })) };

/** https://cloud.google.com/bigquery/docs/information-schema-jobs, without what a local run has not: stages, reservations, BI Engine. */
const COLUMNS = columns({
  creation_time: 'TIMESTAMP',
  project_id: 'STRING',
  project_number: 'INT64',
  ...strings('user_email', 'job_id', 'job_type', 'statement_type', 'priority'),
  start_time: 'TIMESTAMP',
  end_time: 'TIMESTAMP',
  ...strings('query', 'state', 'reservation_id'),
  total_bytes_processed: 'INT64',
  total_slot_ms: 'INT64',
  error_result: struct('reason', 'location', 'debug_info', 'message'),
  cache_hit: 'BOOL',
  destination_table: TABLE,
  referenced_tables: list(TABLE),
  labels: list(struct('key', 'value')),
  total_bytes_billed: 'INT64',
  ...strings('transaction_id', 'parent_job_id'),
  session_info: struct('session_id'),
  dml_statistics: COUNTS,
  total_modified_partitions: 'INT64',
});

/** INFORMATION_SCHEMA.JOBS: registered jobs, statements of scripts, and the last of the queries that were answered at once. */
export class JobsView implements View {
  readonly columns = COLUMNS;
  /** As texts: thousands of small objects that live for a while would grow the heap tenfold. */
  private readonly quick: string[] = [];
  private characters = 0;

  constructor(private readonly registry: JobRegistry) {}

  readonly rows: View['rows'] = (_state, { projectId, location }) => {
    const seen = new Map<string, Row>();
    const add = (resource: Resource): void => {
      const row = jobRow(resource);
      const place = member(resource['jobReference'], 'location');
      if (row['project_id'] !== projectId || (location !== null && String(place).toLowerCase() !== location.toLowerCase())) return;
      seen.set(text(row['job_id']) ?? '', row);
    };
    for (const resource of this.quick) add(JSON.parse(resource) as Resource);
    for (const resource of this.registry.listPast(projectId)) add(resource);
    for (const job of this.registry.list(projectId)) {
      add(jobResource(job));
      for (const child of job.children) add(jobResource(child));
    }
    return [...seen.values()];
  };

  /** Notes a query whose job is not registered. */
  note(job: Job): void {
    for (const child of job.children) this.note(child);
    const resource = JSON.stringify(jobResource(job));
    this.quick.push(resource);
    this.characters += resource.length;
    while (this.quick.length > MAX_QUICK || this.characters > MAX_QUICK_CHARACTERS) this.characters -= this.quick.shift()?.length ?? 0;
  }
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: unknown): number | null {
  return value === undefined || value === null ? null : Number(value);
}

function jobRow(resource: Resource): Row {
  const { jobReference, configuration, statistics, status } = resource;
  const query = member(configuration, 'query');
  const figures = member(statistics, 'query');
  const dml = member(figures, 'dmlStats');
  const error = member(status, 'errorResult');
  const labels = member(configuration, 'labels');
  const referenced: readonly unknown[] = Array.isArray(member(figures, 'referencedTables')) ? (member(figures, 'referencedTables') as unknown[]) : [];
  return {
    creation_time: count(member(statistics, 'creationTime')),
    project_id: text(member(jobReference, 'projectId')),
    user_email: text(resource['user_email']),
    job_id: text(member(jobReference, 'jobId')),
    job_type: text(member(configuration, 'jobType')),
    statement_type: text(member(figures, 'statementType')),
    priority: text(member(query, 'priority')) ?? (query === undefined ? null : 'INTERACTIVE'),
    start_time: count(member(statistics, 'startTime')),
    end_time: count(member(statistics, 'endTime')),
    query: text(member(query, 'query')),
    state: text(member(status, 'state')),
    total_bytes_processed: count(member(statistics, 'totalBytesProcessed')),
    total_slot_ms: count(member(statistics, 'totalSlotMs')),
    error_result: error === undefined ? null : { reason: text(member(error, 'reason')), location: text(member(error, 'location')), debug_info: null, message: text(member(error, 'message')) },
    cache_hit: typeof member(figures, 'cacheHit') === 'boolean' ? (member(figures, 'cacheHit') as boolean) : null,
    destination_table: destination(configuration),
    referenced_tables: referenced.map(tableValue),
    labels: isRecord(labels) ? Object.entries(labels).map(([key, value]) => ({ key, value: text(value) })) : [],
    total_bytes_billed: count(member(figures, 'totalBytesBilled')),
    transaction_id: text(member(member(statistics, 'transactionInfo'), 'transactionId')),
    parent_job_id: text(member(statistics, 'parentJobId')),
    dml_statistics: dml === undefined ? null : { inserted_row_count: count(member(dml, 'insertedRowCount')), deleted_row_count: count(member(dml, 'deletedRowCount')), updated_row_count: count(member(dml, 'updatedRowCount')) },
  };
}

function destination(configuration: unknown): Value {
  for (const kind of ['query', 'load', 'copy']) {
    const table = member(member(configuration, kind), 'destinationTable');
    if (isRecord(table)) return tableValue(table);
  }
  return null;
}

function tableValue(table: unknown): Value {
  return { project_id: text(member(table, 'projectId')), dataset_id: text(member(table, 'datasetId')), table_id: text(member(table, 'tableId')) };
}
