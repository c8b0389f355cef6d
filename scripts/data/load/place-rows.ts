import rawTables from '../../../includes/raw_tables.js';
import type { BigQuery } from '../../../api/warehouse.ts';
import { besideOf } from './load-job.ts';
import { createLog, loadIdOf, logLoad, newLoadId, readLoads, type LoggedLoad } from './loads.ts';
import { RawDataError } from './raw-data-error.ts';
import type { RawTable, Source } from './sources.ts';

/** What tells a row of a table from all others; payments have no such key. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  application_train: ['SK_ID_CURR'],
  application_test: ['SK_ID_CURR'],
  bureau: ['SK_ID_BUREAU'],
  bureau_balance: ['SK_ID_BUREAU', 'MONTHS_BALANCE'],
  previous_application: ['SK_ID_PREV'],
  pos_cash_balance: ['SK_ID_PREV', 'MONTHS_BALANCE'],
  credit_card_balance: ['SK_ID_PREV', 'MONTHS_BALANCE'],
};
const APPLICATIONS = ['application_train', 'application_test'];

const relation = (name: string): string => `\`${rawTables.dataset}.${name}\``;

/** Lets the loaded tables take the place of the raw ones, all at once as far as a reader can see, and begins a new log. */
export async function replaceTables(warehouse: BigQuery, source: string, rows: number): Promise<string> {
  const loadId = newLoadId();
  const swaps = rawTables.tables.map((table) => `drop table if exists ${relation(table.name)};\nalter table ${relation(besideOf(table))} rename to ${table.name}`);
  const log = [createLog('create or replace table'), logLoad({ loadId, kind: 'replaced', source, rows, customers: [], bureauCredits: [] })];
  await warehouse.query({ query: [...swaps, ...log].join(';\n\n'), params: { source } });
  return loadId;
}

/**
 * Adds the loaded rows to the raw tables, and the load to the log, in one transaction.
 * @param hashes of the files, in their order
 * @returns the load's id; null when the same files were appended before
 * @throws RawDataError for a row whose key is there already
 */
export async function appendRows(warehouse: BigQuery, sources: readonly Source[], hashes: readonly string[], from: string, rows: number): Promise<string | null> {
  const loadId = loadIdOf(hashes);
  if ((await requireLog(warehouse)).some((load) => load.loadId === loadId)) return null;
  for (const source of sources) await refuseKnownKeys(warehouse, source);
  const inserts = sources.map(({ table }) => {
    const columns = table.columns.map(({ name }) => name).join(', ');
    return `insert into ${relation(table.name)} (${columns})\nselect ${columns} from ${relation(besideOf(table))}`;
  });
  const idsIn = (column: string, tables: readonly RawTable[]): string[] => tables.map((table) => `select ${column} as id from ${relation(besideOf(table))}`);
  const tables = sources.map(({ table }) => table);
  const log = logLoad({
    loadId,
    kind: 'appended',
    source: from,
    rows,
    customers: idsIn('SK_ID_CURR', tables.filter(({ columns }) => columns.some(({ name }) => name === 'SK_ID_CURR'))),
    bureauCredits: idsIn('SK_ID_BUREAU', tables.filter(({ name }) => name === 'bureau_balance')),
  });
  const query = ['begin transaction', ...inserts, log, 'commit transaction'].join(';\n\n');
  await warehouse.query({ query, params: { source: from } });
  return loadId;
}

/** Removes what was loaded beside the raw tables. */
export async function removeLoaded(warehouse: BigQuery): Promise<void> {
  await warehouse.query(rawTables.tables.map((table) => `drop table if exists ${relation(besideOf(table))}`).join(';\n'));
}

async function requireLog(warehouse: BigQuery): Promise<readonly LoggedLoad[]> {
  const log = await readLoads(warehouse);
  if (log === null) throw new Error('There is nothing to append to: load all eight files first, with npm run load -- --from DIR.');
  return log;
}

/** A row that is there already would be counted twice. */
async function refuseKnownKeys(warehouse: BigQuery, { table, name }: Source): Promise<void> {
  const key = KEYS[table.name];
  if (key === undefined) return;
  const others = APPLICATIONS.includes(table.name) ? APPLICATIONS : [table.name];
  for (const other of others) {
    const on = key.map((column) => `added.${column} = known.${column}`).join(' and ');
    const [rows] = (await warehouse.query(
      `select ${key.map((column) => `added.${column}`).join(', ')} from ${relation(besideOf(table))} as added inner join ${relation(other)} as known on ${on} limit 1`,
    )) as [Record<string, number>[]];
    const [row] = rows;
    if (row === undefined) continue;
    const found = Object.entries(row).map(([column, value]) => `${column} ${value}`).join(', ');
    throw new RawDataError(name, null, key[0] ?? null, `${found} is in ${other} already. Append new rows only; to change rows, load all eight files anew.`);
  }
}
