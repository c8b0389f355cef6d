import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import rawTables from '../../includes/raw_tables.js';

const COLUMNS: Readonly<Record<string, number>> = {
  application_train: 122, application_test: 121, bureau: 17, bureau_balance: 3, previous_application: 37,
  pos_cash_balance: 8, credit_card_balance: 23, installments_payments: 8,
};

describe('includes/raw_tables.js', () => {
  it('has the eight tables with as many columns as Kaggle publishes', () => {
    expect(Object.fromEntries(rawTables.tables.map(({ name, columns }) => [name, columns.length]))).to.deep.equal(COLUMNS);
  });

  it('names a column once in a table', () => {
    for (const { name, columns } of rawTables.tables) expect(new Set(columns.map((column) => column.name)).size, name).to.equal(columns.length);
  });

  it('gives train and test the same columns, but for TARGET', () => {
    const [train, test] = rawTables.tables;
    expect(train?.columns.filter(({ name }) => name !== 'TARGET')).to.deep.equal(test?.columns);
    expect(train?.columns[1]?.name).to.equal('TARGET');
  });

  it('describes every table by its grain and every column in a sentence of its own', () => {
    for (const { name, description, columns } of rawTables.tables) {
      expect(description, name).to.match(/^One row per .*\.$/);
      for (const column of columns) {
        expect(column.description, `${name}.${column.name}`).to.match(/^[A-Z0-9].{3,}\.$/);
        expect(column.description.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_'), `${name}.${column.name}`).not.to.equal(`${column.name}_`);
      }
      expect(new Set(columns.map((column) => column.description)).size, `${name}: no two columns alike`).to.equal(columns.length);
    }
  });

  it('has the headers of the real files', async function () {
    const from = process.env['HOME_CREDIT_DATA'];
    if (from === undefined || from === '') {
      console.warn('        HOME_CREDIT_DATA is not set: the real headers are not compared.');
      this.skip();
    }
    const files = await readdir(from);
    for (const { file, columns } of rawTables.tables) {
      if (!files.includes(`${file}.gz`)) continue;
      const text = gunzipSync(await readFile(join(from, `${file}.gz`))).toString('latin1');
      expect(text.slice(0, text.indexOf('\n')), file).to.equal(columns.map(({ name }) => name).join(','));
    }
  });
});
