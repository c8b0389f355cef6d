import { BigQueryError } from '../errors.ts';
import type { Partitioning } from '../statement.ts';
import { isRecord } from './schema.ts';

const DAY_MS = 86_400_000;
const UNITS = ['HOUR', 'DAY', 'MONTH', 'YEAR'] as const;
/** BigQuery's limits. */
const MAX_CLUSTERING = 4;
const MAX_RANGES = 10_000;
/** https://cloud.google.com/bigquery/docs/creating-clustered-tables#limitations */
const CLUSTERABLE: ReadonlySet<string> = new Set(['BIGNUMERIC', 'BOOL', 'DATE', 'DATETIME', 'INT64', 'NUMERIC', 'STRING', 'TIMESTAMP']);

/** Reads `timePartitioning` or `rangePartitioning` of a table or a load. */
export function parsePartitioning(resource: Readonly<Record<string, unknown>>): Partitioning | null {
  const time = resource['timePartitioning'];
  const range = resource['rangePartitioning'];
  if (isRecord(time) && isRecord(range)) throw new BigQueryError('invalid', 'Only one of timePartitioning and rangePartitioning can be specified.', 'timePartitioning');
  if (isRecord(time)) {
    const unit = UNITS.find((candidate) => candidate === (time['type'] ?? 'DAY'));
    if (unit === undefined) throw new BigQueryError('invalid', `Invalid value for timePartitioning.type: ${String(time['type'])} is not one of ${UNITS.join(', ')}`, 'timePartitioning');
    if (typeof time['field'] !== 'string') {
      throw new BigQueryError('notImplemented', 'The local BigQuery does not partition by ingestion time: name a field.', 'timePartitioning');
    }
    return { column: time['field'], kind: 'time', unit };
  }
  if (isRecord(range)) {
    const bounds = range['range'];
    if (typeof range['field'] !== 'string' || !isRecord(bounds)) throw new BigQueryError('invalid', 'rangePartitioning needs field and range.', 'rangePartitioning');
    const [start, end, interval] = [Number(bounds['start'] ?? Number.NaN), Number(bounds['end'] ?? Number.NaN), Number(bounds['interval'] ?? Number.NaN)];
    const fault = rangeFault(start, end, interval);
    if (fault !== null) throw new BigQueryError('invalid', fault, 'rangePartitioning');
    return { column: range['field'], kind: 'range', start, end, interval };
  }
  return null;
}

/** What `timePartitioning` says beside the layout, as members of a table's info; null takes the expiration away. */
export function partitioningInfo(resource: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const time = resource['timePartitioning'];
  if (!isRecord(time)) return {};
  const { expirationMs, requirePartitionFilter } = time;
  const days = Number(expirationMs) / DAY_MS;
  if (expirationMs != null && !(days >= 0)) throw new BigQueryError('invalid', `Invalid value for timePartitioning.expirationMs: ${JSON.stringify(expirationMs)}`, 'timePartitioning');
  return {
    ...(expirationMs === undefined ? {} : { partitionExpirationDays: expirationMs === null || days === 0 ? null : days }),
    ...(requirePartitionFilter === true ? { requirePartitionFilter: true } : {}),
  };
}

/** What is wrong with the ranges of a partitioning by whole numbers; null for nothing. */
export function rangeFault(start: number, end: number, interval: number): string | null {
  if (![start, end, interval].every(Number.isInteger) || interval <= 0 || end <= start) return 'Partitions by ranges need whole numbers: a start, an end above it, and an interval above 0.';
  return (end - start) / interval > MAX_RANGES ? `A table has at most ${MAX_RANGES} partitions by ranges.` : null;
}

/** What is wrong with the columns that a table is to be clustered by; null for nothing. @param columns with the kinds of their types */
export function clusteringFault(columns: readonly { readonly name: string; readonly kind: string }[]): string | null {
  if (columns.length > MAX_CLUSTERING) return `A table can be clustered by at most ${MAX_CLUSTERING} columns.`;
  const other = columns.find(({ kind }) => !CLUSTERABLE.has(kind));
  if (other !== undefined) return `Columns of type ${other.kind} cannot be used for clustering: ${other.name}`;
  const repeated = columns.find(({ name }, index) => columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()) < index);
  return repeated === undefined ? null : `Duplicate clustering column: ${repeated.name}`;
}

export function parseClustering(resource: Readonly<Record<string, unknown>>): string[] {
  const clustering = resource['clustering'];
  if (!isRecord(clustering)) return [];
  return Array.isArray(clustering['fields']) ? clustering['fields'].map(String) : [];
}

/** As BigQuery's messages write it. */
export function partitioningText(partitioning: Partitioning | null): string {
  if (partitioning === null) return 'none';
  const { column, kind, unit, start, end, interval } = partitioning;
  return kind === 'time' ? `interval(type:${(unit ?? 'DAY').toLowerCase()},field:${column})` : `range(field:${column},start:${start},end:${end},interval:${interval})`;
}

/** The members of a table resource that show its partitioning. */
export function partitioningResource(partitioning: Partitioning | null, expirationDays: unknown): Readonly<Record<string, unknown>> {
  if (partitioning === null) return {};
  const { column, kind, unit, start, end, interval } = partitioning;
  if (kind === 'time') {
    const expiration = typeof expirationDays === 'number' ? { expirationMs: String(Math.round(expirationDays * DAY_MS)) } : {};
    return { timePartitioning: { type: unit ?? 'DAY', field: column, ...expiration } };
  }
  return { rangePartitioning: { field: column, range: { start: String(start), end: String(end), interval: String(interval) } } };
}
