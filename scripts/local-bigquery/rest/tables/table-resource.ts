import type { Size } from '../../engine/reading/sizes.ts';
import type { TableConstraints } from '../../statement.ts';
import { etag, relationKind, tableName, type Table } from '../../storage/catalog.ts';
import { partitioningResource } from '../../wire/partitioning.ts';
import { without } from '../members.ts';

type Members = Readonly<Record<string, unknown>>;

const TYPES = { TABLE: 'TABLE', VIEW: 'VIEW', 'MATERIALIZED VIEW': 'MATERIALIZED_VIEW', 'SNAPSHOT TABLE': 'SNAPSHOT' } as const;
/** What tables.list shows of each. */
const LISTED = ['kind', 'id', 'tableReference', 'friendlyName', 'type', 'timePartitioning', 'rangePartitioning', 'clustering', 'labels', 'creationTime', 'expirationTime', 'requirePartitionFilter'];

export function tableEtag({ shape, info, extra, partitioning, clustering, modified }: Table): string {
  return etag([shape.ref, shape.fields, shape.viewQuery, info, extra, partitioning, clustering, modified]);
}

/** A table or view as tables.get answers. @param size null for what stores no rows, or when it is not asked for */
export function tableResource(table: Table, location: string, size: Size | null): Members {
  const { shape, partitioning, clustering, extra, created, modified } = table;
  const { ref, fields } = shape;
  const info = without(table.info, ['partitionExpirationDays', 'enableRefresh', 'refreshIntervalMinutes', 'allowNonIncrementalDefinition']);
  return {
    kind: 'bigquery#table',
    etag: tableEtag(table),
    id: tableName(ref),
    selfLink: `/bigquery/v2/projects/${ref.projectId}/datasets/${ref.datasetId}/tables/${ref.tableId}`,
    tableReference: ref,
    ...info,
    ...(fields.length === 0 ? {} : { schema: { fields } }),
    ...partitioningResource(partitioning, table.info['partitionExpirationDays']),
    ...(clustering.length === 0 ? {} : { clustering: { fields: clustering } }),
    ...viewMembers(table),
    ...baseMembers(table),
    ...(extra?.constraints === undefined ? {} : { tableConstraints: constraintsResource(extra.constraints) }),
    type: TYPES[relationKind(table)],
    location,
    creationTime: String(created),
    lastModifiedTime: String(modified),
    ...(size === null ? {} : sizeMembers(size)),
  };
}

export function listedTable(table: Table, location: string): Members {
  const all = tableResource(table, location, null);
  const listed = Object.fromEntries(LISTED.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
  return { ...listed, ...(all['view'] === undefined ? {} : { view: { useLegacySql: false } }) };
}

function viewMembers({ shape, info, extra, modified }: Table): Members {
  const { viewQuery } = shape;
  if (shape.kind !== 'view' || viewQuery === null) return {};
  if (extra?.variant !== 'materializedView') return { view: { query: viewQuery, useLegacySql: false } };
  const { enableRefresh = true, refreshIntervalMinutes = 30, allowNonIncrementalDefinition } = info;
  return {
    materializedView: {
      query: viewQuery,
      enableRefresh,
      refreshIntervalMs: String(Number(refreshIntervalMinutes) * 60_000),
      lastRefreshTime: String(modified),
      ...(allowNonIncrementalDefinition === undefined ? {} : { allowNonIncrementalDefinition }),
    },
  };
}

function baseMembers({ extra }: Table): Members {
  if (extra?.base === undefined) return {};
  const { ref, time } = extra.base;
  const at = new Date(time).toISOString();
  return extra.variant === 'snapshot' ? { snapshotDefinition: { baseTableReference: ref, snapshotTime: at } } : { cloneDefinition: { baseTableReference: ref, cloneTime: at } };
}

function constraintsResource({ primaryKey, foreignKeys }: TableConstraints): Members {
  return {
    ...(primaryKey === null ? {} : { primaryKey: { columns: primaryKey } }),
    ...(foreignKeys.length === 0 ? {} : {
      foreignKeys: foreignKeys.map(({ name, columns, references, referencedColumns }) => ({
        name,
        referencedTable: references,
        columnReferences: columns.map((referencingColumn, index) => ({ referencingColumn, referencedColumn: referencedColumns[index] })),
      })),
    }),
  };
}

function sizeMembers({ rows, bytes }: Size): Members {
  const size = String(bytes);
  return {
    numRows: String(rows),
    numBytes: size,
    numLongTermBytes: '0',
    numTotalLogicalBytes: size,
    numActiveLogicalBytes: size,
    numLongTermLogicalBytes: '0',
  };
}
