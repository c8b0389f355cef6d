import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('wildcard tables', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows("CREATE SCHEMA d; CREATE TABLE d.ev_1 AS SELECT 1 AS a, 'x' AS b; CREATE TABLE d.ev_2 AS SELECT 'y' AS b, 2 AS a");
  });
  after(() => warehouse.stop());

  it('read all tables of a prefix, columns by name', async () => {
    expect(await warehouse.rows('SELECT * FROM `d.ev_*` ORDER BY a')).to.deep.equal([{ b: 'x', a: 1 }, { b: 'y', a: 2 }]);
  });

  it('tell rows apart by _TABLE_SUFFIX, which * leaves out', async () => {
    expect(await warehouse.rows("SELECT _TABLE_SUFFIX AS s, a FROM `home-credit.d.ev_*` WHERE _TABLE_SUFFIX > '1'")).to.deep.equal([{ s: '2', a: 2 }]);
  });

  it('see a table that came after the same query ran', async () => {
    const sql = "SELECT COUNT(*) AS n FROM `d.new_*` WHERE a > 0";
    await warehouse.rows('CREATE TABLE d.new_1 AS SELECT 1 AS a');
    expect(await warehouse.rows(sql)).to.deep.equal([{ n: 1 }]);
    await warehouse.rows('CREATE TABLE d.new_2 AS SELECT 2 AS a');
    expect(await warehouse.rows(sql)).to.deep.equal([{ n: 2 }]);
  });

  it('have the columns of the newest table, NULL where an older one lacks them', async () => {
    await warehouse.rows("CREATE TABLE d.grown_1 AS SELECT 1 AS a, 'gone' AS old; CREATE TABLE d.grown_2 AS SELECT DATE '2024-02-29' AS d, STRUCT(1 AS x) AS s, 2 AS A");
    expect(await warehouse.rows('SELECT a, CAST(d AS STRING) AS d, s.x, _TABLE_SUFFIX AS t FROM `d.grown_*` ORDER BY a')).to.deep.equal([
      { a: 1, d: null, x: null, t: '1' },
      { a: 2, d: '2024-02-29', x: 1, t: '2' },
    ]);
    expect((await warehouse.failure(warehouse.rows('SELECT old FROM `d.grown_*`'))).message).to.include('Unrecognized name: old');
  });

  for (const [sql, message] of [
    ['SELECT 1 FROM `d.nothing_*`', 'home-credit:d.nothing_* does not match any table.'],
    ['SELECT 1 FROM `d.mixed_*`', 'A wildcard over tables of different schemas'],
    ['SELECT 1 FROM `d.listed_*`', 'A wildcard over tables of different schemas (xs of'],
    ['SELECT 1 FROM `d.seen_*`', 'Views cannot be queried through prefix. First view home-credit:d.seen_1.'],
  ] as const) {
    it(`refuse ${sql}`, async () => {
      await warehouse.rows('CREATE OR REPLACE TABLE d.mixed_1 AS SELECT 1 AS a; CREATE OR REPLACE TABLE d.mixed_2 AS SELECT 1.5 AS a; CREATE OR REPLACE VIEW d.seen_1 AS SELECT 1 AS a; CREATE OR REPLACE TABLE d.listed_1 AS SELECT 1 AS a; CREATE OR REPLACE TABLE d.listed_2 AS SELECT 1 AS a, [1] AS xs');
      expect((await warehouse.failure(warehouse.rows(sql))).message).to.include(message);
    });
  }
});
