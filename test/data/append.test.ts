import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BigQuery } from '../../api/warehouse.ts';
import rawTables from '../../includes/raw_tables.js';
import { appendRawRows, loadRawTables, RawDataError, readLoads } from '../../scripts/data/load.ts';
import { failureOf } from './support/failure.ts';
import { openRawWarehouse, type RawWarehouse } from './support/raw-warehouse.ts';

describe('appendRawRows', () => {
  let raw: RawWarehouse;
  let warehouse: BigQuery;
  let rows: Readonly<Record<string, number>>;
  let good: string;

  before(async () => {
    raw = await openRawWarehouse();
    ({ warehouse, rows, good } = raw);
  });
  after(() => raw.stop());

  const HEADERS: Readonly<Record<string, string>> = Object.fromEntries(rawTables.tables.map(({ file, columns }) => [file, columns.map(({ name }) => name).join(',')]));
  let day = 0;
  const dayOf = async (lines: Readonly<Record<string, readonly string[]>>): Promise<string> => {
    const from = join(raw.folder, `day-${day++}`);
    await mkdir(from);
    for (const [file, rows_] of Object.entries(lines)) await writeFile(join(from, file), [HEADERS[file], ...rows_, ''].join('\n'));
    return from;
  };
  const lineOf = async (file: string, line: number): Promise<string> => (await readFile(join(good, file), 'latin1')).split('\n')[line - 1] ?? '';
  beforeEach(() => loadRawTables({ warehouse, from: good }));

  it('adds the rows of some tables and notes whose they are, once', async () => {
    const bureau = (await lineOf('bureau.csv', 2)).replace(/^(\d+),(\d+)/, '$1,9000001');
    const customer = Number(bureau.split(',')[0]);
    const from = await dayOf({ 'bureau.csv': [bureau], 'bureau_balance.csv': ['9000001,0,0', '9000001,-1,0', '9000002,0,X'], 'installments_payments.csv': ['9000003,100007,1.0,1,-10.0,-9.0,5.5,'] });
    expect(await appendRawRows({ warehouse, from })).to.deep.equal({ rows: { bureau: 1, bureau_balance: 3, installments_payments: 1 }, isNew: true });
    const grown = { ...rows, bureau: (rows['bureau'] ?? 0) + 1, bureau_balance: (rows['bureau_balance'] ?? 0) + 3, installments_payments: (rows['installments_payments'] ?? 0) + 1 };
    expect(await raw.counts()).to.deep.equal(grown);
    const [[noted]] = await warehouse.query(`select kind, source, rows_count, customer_ids, bureau_credit_ids, is_in_marts from ${rawTables.dataset}.loads where kind = 'appended'`) as unknown as [[{ customer_ids: number[]; bureau_credit_ids: number[] }]];
    expect({ ...noted, customer_ids: noted.customer_ids.sort(), bureau_credit_ids: noted.bureau_credit_ids.sort() }).to.deep.equal({
      kind: 'appended', source: from, rows_count: 5, customer_ids: [customer, 100007].sort(), bureau_credit_ids: [9000001, 9000002], is_in_marts: false,
    });
    expect((await appendRawRows({ warehouse, from })).isNew).to.equal(false);
    expect(await raw.counts()).to.deep.equal(grown);
  });

  it('begins the log anew when all rows are replaced', async () => {
    await appendRawRows({ warehouse, from: await dayOf({ 'bureau_balance.csv': ['9000002,0,X'] }) });
    expect((await readLoads(warehouse))?.map(({ kind }) => kind)).to.deep.equal(['replaced', 'appended']);
    await loadRawTables({ warehouse, from: good });
    expect((await readLoads(warehouse))?.map(({ kind, source }) => [kind, source])).to.deep.equal([['replaced', good]]);
  });

  it('adds nothing when a row is there already, and names it', async () => {
    const [known, month] = (await lineOf('bureau_balance.csv', 2)).split(',');
    const from = await dayOf({ 'installments_payments.csv': ['9000003,100007,1.0,1,-10.0,-9.0,5.5,'], 'bureau_balance.csv': ['9000002,0,X', `${known ?? ''},${month ?? ''},0`] });
    const error = await failureOf(appendRawRows({ warehouse, from }));
    expect(error).to.be.instanceOf(RawDataError);
    expect(error.message).to.equal(`bureau_balance.csv, column SK_ID_BUREAU: SK_ID_BUREAU ${known ?? ''}, MONTHS_BALANCE ${month ?? ''} is in bureau_balance already. Append new rows only; to change rows, load all eight files anew.`);
    const labelled = await lineOf('application_train.csv', 2);
    const [id, , ...others] = labelled.split(',');
    const twice = await failureOf(appendRawRows({ warehouse, from: await dayOf({ 'application_test.csv': [[id, ...others].join(',')] }) }));
    expect(twice.message).to.match(/^application_test\.csv, column SK_ID_CURR: SK_ID_CURR \d+ is in application_train already\./);
    expect(await raw.counts()).to.deep.equal(rows);
    expect(await raw.tableNames()).to.have.members([...rawTables.tables.map(({ name }) => name), 'loads']);
  });

  it('adds nothing when a value cannot be read, or when there is no file', async () => {
    const from = await dayOf({ 'bureau_balance.csv': ['9000002,0,X'], 'installments_payments.csv': ['x,100007,1.0,1,-10.0,-9.0,5.5,'] });
    expect((await failureOf(appendRawRows({ warehouse, from }))).message).to.match(/^installments_payments\.csv, line 2, column SK_ID_PREV: "x" is not a whole number/);
    expect((await failureOf(appendRawRows({ warehouse, from: await dayOf({}) }))).message).to.match(/it holds none of the eight files\./);
    expect(await raw.counts()).to.deep.equal(rows);
  });

  it('needs raw tables to append to', async () => {
    await warehouse.query(`drop table ${rawTables.dataset}.loads`);
    const error = await failureOf(appendRawRows({ warehouse, from: await dayOf({ 'bureau_balance.csv': ['9000002,0,X'] }) }));
    expect(error.message).to.match(/nothing to append to: load all eight files first/);
  });
});
