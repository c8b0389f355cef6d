import { BigQueryError } from '../../errors.ts';
import type { CompileContext, TableRef } from '../../statement.ts';

type Defaults = Pick<CompileContext, 'defaultProjectId' | 'defaultDatasetId'>;

/** The parts of a path as written, where one part may hold dots (`` `p.d.t` ``). */
function split(path: readonly string[]): string[] {
  return path.join('.').split('.');
}

/** Resolves `t`, `d.t` and `p.d.t` against the defaults. */
export function tableRef(path: readonly string[], { defaultProjectId, defaultDatasetId }: Defaults): TableRef {
  const parts = split(path);
  const [third, second, first] = [...parts].reverse();
  if (parts.length > 3 || third === undefined || third === '') throw new BigQueryError('invalidQuery', `Invalid table name: ${path.join('.')}`, 'query');
  const datasetId = second ?? defaultDatasetId;
  if (datasetId === null) throw new BigQueryError('invalidQuery', `Table "${third}" must be qualified with a dataset (e.g. dataset.table).`, 'query');
  return { projectId: first ?? defaultProjectId, datasetId, tableId: third };
}

/** Whether a path names a dataset, and not the script's own, whose tables are the temporary ones. */
export function isQualified(path: readonly string[]): boolean {
  const dataset = split(path).at(-2);
  return dataset !== undefined && dataset.toUpperCase() !== '_SESSION';
}

/** A temporary table has a name only, or `_SESSION` before it: its dataset is the session's. */
export function temporaryRef(path: readonly string[], { defaultProjectId }: Defaults): TableRef {
  const parts = split(path);
  if (parts.length > 2 || isQualified(path)) throw new BigQueryError('invalidQuery', `CREATE TEMP TABLE must have a name without a dataset: ${path.join('.')}`, 'query');
  return { projectId: defaultProjectId, datasetId: '', tableId: parts.at(-1) ?? '' };
}

export function datasetRef(path: readonly string[], { defaultProjectId }: Defaults): { readonly projectId: string; readonly datasetId: string } {
  const parts = split(path);
  const [second, first] = [...parts].reverse();
  if (parts.length > 2 || second === undefined || second === '') throw new BigQueryError('invalidQuery', `Invalid dataset name: ${path.join('.')}`, 'query');
  return { projectId: first ?? defaultProjectId, datasetId: second };
}
