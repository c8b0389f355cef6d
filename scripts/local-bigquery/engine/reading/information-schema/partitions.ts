import type { Partitioning } from '../../../statement.ts';
import type { CatalogState, Table } from '../../../storage/catalog.ts';
import { quoteName, quoteText } from '../../../storage/types.ts';
import { bytesOf } from '../sizes.ts';
import { columns, strings, TABLE_NAMES, tablesIn, type Scope } from './view.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-partitions */
export const PARTITION_COLUMNS = columns({
  ...TABLE_NAMES,
  partition_id: 'STRING',
  total_rows: 'INT64',
  total_logical_bytes: 'INT64',
  total_billable_bytes: 'INT64',
  last_modified_time: 'TIMESTAMP',
  ...strings('storage_tier'),
});

/** A DuckDB query that counts the rows of every partition. */
export function partitionsQuery(state: CatalogState, scope: Scope): string {
  const parts = tablesIn(state, scope).flatMap((table) => (table.shape.physical === null ? [] : [counted(table, table.shape.physical)]));
  const none = `SELECT ${PARTITION_COLUMNS.map(({ name, type }) => `NULL::${type.kind === 'INT64' ? 'BIGINT' : type.kind === 'TIMESTAMP' ? 'TIMESTAMPTZ' : 'VARCHAR'} AS ${name}`).join(', ')} WHERE FALSE`;
  return [none, ...parts].join('\nUNION ALL ');
}

function counted({ shape, partitioning, modified }: Table, physical: string): string {
  const { projectId, datasetId, tableId } = shape.ref;
  const bytes = shape.columns.map(({ name, type }) => `coalesce(sum(${bytesOf(quoteName(name), type)}), 0)`).join(' + ');
  const id = partitioning === null ? 'NULL::VARCHAR' : partitionId(partitioning, quoteName(partitioning.column));
  const names = [projectId, datasetId, tableId].map(quoteText).join(', ');
  return `SELECT ${names}, id, n, b, b, make_timestamptz(${modified * 1000}::BIGINT), 'ACTIVE' FROM (SELECT ${id} AS id, count(*)::BIGINT AS n, (${bytes})::BIGINT AS b FROM ${physical} ${partitioning === null ? '' : 'GROUP BY 1'})`;
}

const FORMATS = { HOUR: '%Y%m%d%H', DAY: '%Y%m%d', MONTH: '%Y%m', YEAR: '%Y' } as const;

function partitionId({ kind, unit = 'DAY', start = 0, end = 0, interval = 1 }: Partitioning, column: string): string {
  const known = kind === 'time'
    ? `strftime(${column}::TIMESTAMP, '${FORMATS[unit]}')`
    : `CASE WHEN ${column} < ${start} OR ${column} >= ${end} THEN '__UNPARTITIONED__' ELSE (${start} + ((${column} - ${start}) // ${interval}) * ${interval})::VARCHAR END`;
  return `CASE WHEN ${column} IS NULL THEN '__NULL__' ELSE ${known} END`;
}
