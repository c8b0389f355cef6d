import { BigQueryError } from '../errors.ts';
import type { TableRef } from '../statement.ts';
import { isRecord } from './schema.ts';

/** Reads a table reference. @throws BigQueryError `invalid` naming `what` */
export function readTableRef(value: unknown, projectId: string, what: string): TableRef {
  if (!isRecord(value) || typeof value['datasetId'] !== 'string' || typeof value['tableId'] !== 'string') {
    throw new BigQueryError('invalid', `Required parameter is missing: ${what}.`, what);
  }
  if (/[$@]/.test(value['tableId'])) {
    throw new BigQueryError('notImplemented', `The local BigQuery has no table decorators (${value['tableId']}): name the table, and choose rows by its partitioning column.`, what);
  }
  const project = value['projectId'];
  return { projectId: typeof project === 'string' && project !== '' ? project : projectId, datasetId: value['datasetId'], tableId: value['tableId'] };
}
