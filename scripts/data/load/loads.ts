import { createHash, randomBytes } from 'node:crypto';
import { table } from '../../../includes/loads.js';
import rawTables from '../../../includes/raw_tables.js';
import type { BigQuery } from '../../../api/warehouse.ts';

/** A load in the log, without the ids that it brought. */
export interface LoggedLoad {
  readonly loadId: string;
  readonly kind: 'replaced' | 'appended';
  /** Folder that the files were in. */
  readonly source: string;
  readonly isInMarts: boolean;
}

const LOG = `\`${rawTables.dataset}.${table.name}\``;
const COLUMNS = table.columns.map(({ name }) => name).join(', ');

/** DDL that makes the log, as `includes/loads.js` describes it. @param create e.g. `create table if not exists` */
export function createLog(create: string): string {
  const columns = table.columns.map(({ name, type, description }) => `    ${name} ${type} options (description = ${JSON.stringify(description)})`);
  return `${create} ${LOG} (\n${columns.join(',\n')}\n) options (description = ${JSON.stringify(table.description)})`;
}

export interface NewLoad {
  readonly loadId: string;
  readonly kind: LoggedLoad['kind'];
  readonly source: string;
  readonly rows: number;
  /** Queries of one column: ids that may repeat and may be NULL. */
  readonly customers: readonly string[];
  readonly bureauCredits: readonly string[];
}

/** DML that adds a load to the log; `source` is its parameter `@source`. */
export function logLoad({ loadId, kind, rows, customers, bureauCredits }: NewLoad): string {
  const values = [`'${loadId}'`, `'${kind}'`, 'current_timestamp()', '@source', String(rows), idsOf(customers), idsOf(bureauCredits), 'false'];
  return `insert into ${LOG} (${COLUMNS}) values (\n    ${values.join(',\n    ')}\n)`;
}

function idsOf(queries: readonly string[]): string {
  if (queries.length === 0) return 'cast([] as array<int64>)';
  return `array(select distinct id from (${queries.join(' union all ')}) as ids where id is not null)`;
}

/** Id of a load of everything: a new one each time. */
export function newLoadId(): string {
  return randomBytes(8).toString('hex');
}

/** Id of appended files: the same whenever they are the same. @param hashes of the files, in the order of the tables */
export function loadIdOf(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join(' ')).digest('hex').slice(0, 16);
}

/** @returns the loads since all tables were last replaced, that one first; null when the tables came in another way */
export async function readLoads(warehouse: BigQuery): Promise<readonly LoggedLoad[] | null> {
  try {
    const [rows] = (await warehouse.query(`select load_id, kind, source, is_in_marts from ${LOG} order by loaded_at, kind desc`)) as [
      { load_id: string; kind: LoggedLoad['kind']; source: string; is_in_marts: boolean }[],
    ];
    const loads = rows.map((row) => ({ loadId: row.load_id, kind: row.kind, source: row.source, isInMarts: row.is_in_marts }));
    return loads[0]?.kind === 'replaced' ? loads : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return null;
    throw error;
  }
}
