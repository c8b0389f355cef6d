import type { ResultSet } from '../../engine/reading/results.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobRegistry } from '../../jobs/registry.ts';
import type { TableRef } from '../../statement.ts';
import { tableName, tableNotFound } from '../../storage/catalog.ts';
import { resultSchema } from '../../wire/schema.ts';

/** Results of queries can be read as tables of this dataset, as those of BigQuery's hidden datasets can. */
export const RESULT_DATASET = '_local_results';

function resultRef({ reference }: Job): TableRef {
  return { projectId: reference.projectId, datasetId: RESULT_DATASET, tableId: reference.jobId };
}

/** The job whose results a table shows; null for an ordinary table. */
export function resultTableJob(registry: JobRegistry, ref: TableRef): Job | null {
  return ref.datasetId === RESULT_DATASET ? registry.get({ projectId: ref.projectId, jobId: ref.tableId, location: 'any' }) : null;
}

export function resultsOf(job: Job): ResultSet {
  const results = job.state.kind === 'done' ? job.state.result.outcome?.results : null;
  if (results == null) throw tableNotFound(resultRef(job));
  return results;
}

export function resultTable(job: Job): Readonly<Record<string, unknown>> {
  const ref = resultRef(job);
  const { columns, totalRows } = resultsOf(job);
  return {
    kind: 'bigquery#table',
    id: tableName(ref),
    tableReference: ref,
    schema: resultSchema(columns),
    numRows: String(totalRows),
    numBytes: '0',
    type: 'TABLE',
    location: job.reference.location,
    creationTime: String(job.created),
    lastModifiedTime: String(job.created),
  };
}
