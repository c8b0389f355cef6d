import type { Folders } from '../engine/folders.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { exportCompression, exportFormat, writeExport, type ExportTarget } from '../load/export.ts';
import type { TableRef } from '../statement.ts';
import { tableName, tableNotFound } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';
import { flagOf } from '../wire/members.ts';
import { readTableRef } from '../wire/references.ts';

export interface Extract {
  readonly ref: TableRef;
  readonly target: ExportTarget;
}

/** Reads `configuration.extract`. @throws BigQueryError naming what is wrong or not supported */
export function readExtract(config: Readonly<Record<string, unknown>>, projectId: string): Extract {
  if (config['sourceModel'] !== undefined) throw new BigQueryError('notImplemented', 'The local BigQuery does not extract models: an imported ONNX model lies where it was imported from.', 'sourceModel');
  const ref = readTableRef(config['sourceTable'], projectId, 'sourceTable');
  const list = config['destinationUris'] ?? (config['destinationUri'] === undefined ? [] : [config['destinationUri']]);
  const uris: readonly unknown[] = Array.isArray(list) ? list : [];
  const [uri, ...more] = uris;
  if (typeof uri !== 'string') throw new BigQueryError('invalid', 'Required parameter is missing: destinationUris', 'destinationUris');
  if (more.length > 0) throw new BigQueryError('notImplemented', 'The local BigQuery extracts to one URI: use one with a wildcard.', 'destinationUris');
  if (uri.split('*').length > 2) throw new BigQueryError('invalid', `${uri} has more than one wildcard.`, uri);
  const format = exportFormat(config['destinationFormat'] ?? 'CSV');
  const delimiter = typeof config['fieldDelimiter'] === 'string' && config['fieldDelimiter'] !== '' ? config['fieldDelimiter'] : ',';
  return {
    ref,
    target: {
      uri,
      format,
      overwrite: true,
      header: (config['printHeader'] == null || flagOf(config, 'printHeader')) && format === 'CSV',
      delimiter: delimiter === '\\t' || delimiter.toLowerCase() === 'tab' ? '\t' : delimiter,
      compression: exportCompression(config['compression'] ?? 'NONE', format),
    },
  };
}

/** Writes a table to files. @returns files per URI */
export async function extractTable(session: Session, { ref, target }: Extract, folders: Folders): Promise<readonly number[]> {
  const table = session.table(ref);
  if (table === null) throw tableNotFound(ref, session.options.location);
  const { physical, columns } = table.shape;
  if (physical === null) throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
  const sql = `SELECT ${columns.map(({ name }) => quoteName(name)).join(', ')} FROM ${physical}`;
  await writeExport(session, { sql, binds: [] }, columns, target, folders);
  return [1];
}
