import type { Folders } from '../engine/folders.ts';
import type { Session } from '../engine/session.ts';
import { BigQueryError } from '../errors.ts';
import { exportCompression, exportFormat, writeExport } from '../load/export.ts';
import { tableName, tableNotFound } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';
import { readTableRef } from '../wire/references.ts';

/** Writes a table to files. @returns files per URI */
export async function extractTable(session: Session, config: Readonly<Record<string, unknown>>, projectId: string, folders: Folders): Promise<readonly number[]> {
  if (config['sourceModel'] !== undefined) throw new BigQueryError('notImplemented', 'The local BigQuery does not extract models.', 'sourceModel');
  const ref = readTableRef(config['sourceTable'], projectId, 'sourceTable');
  const list = config['destinationUris'] ?? (config['destinationUri'] === undefined ? [] : [config['destinationUri']]);
  const uris: readonly unknown[] = Array.isArray(list) ? list : [];
  const [uri, ...more] = uris;
  if (typeof uri !== 'string') throw new BigQueryError('invalid', 'Required parameter is missing: destinationUris', 'destinationUris');
  if (more.length > 0) throw new BigQueryError('notImplemented', 'The local BigQuery extracts to one URI: use one with a wildcard.', 'destinationUris');
  if (uri.split('*').length > 2) throw new BigQueryError('invalid', `${uri} has more than one wildcard.`, uri);
  const table = session.table(ref);
  if (table === null) throw tableNotFound(ref);
  const { physical, columns } = table.shape;
  if (physical === null) throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
  const format = exportFormat(config['destinationFormat'] ?? 'CSV');
  const delimiter = typeof config['fieldDelimiter'] === 'string' ? config['fieldDelimiter'] : ',';
  await writeExport(
    session,
    { sql: `SELECT ${columns.map(({ name }) => quoteName(name)).join(', ')} FROM ${physical}`, binds: [] },
    columns,
    {
      uri,
      format,
      overwrite: true,
      header: config['printHeader'] !== false && format === 'CSV',
      delimiter: delimiter === '\\t' || delimiter.toLowerCase() === 'tab' ? '\t' : delimiter,
      compression: exportCompression(config['compression'] ?? 'NONE', format),
    },
    folders,
  );
  return [1];
}
