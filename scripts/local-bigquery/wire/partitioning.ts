import { BigQueryError } from '../errors.ts';
import type { Partitioning } from '../statement.ts';
import { isRecord } from './schema.ts';

const DAY_MS = 86_400_000;
const UNITS = ['HOUR', 'DAY', 'MONTH', 'YEAR'] as const;

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
    if (![start, end, interval].every(Number.isInteger) || interval <= 0 || end <= start) {
      throw new BigQueryError('invalid', 'rangePartitioning.range needs whole numbers: start, an end above it, and an interval above 0.', 'rangePartitioning');
    }
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
    const expiration = typeof expirationDays === 'number' ? { expirationMs: String(Math.round(expirationDays * 86_400_000)) } : {};
    return { timePartitioning: { type: unit ?? 'DAY', field: column, ...expiration } };
  }
  return { rangePartitioning: { field: column, range: { start: String(start), end: String(end), interval: String(interval) } } };
}
