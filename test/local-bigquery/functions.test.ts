import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('functions written in SQL', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows(`CREATE SCHEMA f; CREATE SCHEMA other;
      CREATE TABLE f.loans AS SELECT id, id * 100.0 AS amount FROM UNNEST([1, 2, 3]) AS id;`);
  });
  after(() => warehouse.stop());

  const value = async (sql: string): Promise<unknown> => Object.values((await warehouse.rows(sql))[0] ?? {})[0];

  it('are called by every spelling of their path, over constants and columns', async () => {
    await warehouse.rows('CREATE FUNCTION f.twice(x FLOAT64) AS (x * 2)');
    for (const path of ['f.twice', '`f.twice`', '`home-credit.f.twice`', '`home-credit`.f.twice', '`home-credit.f`.twice']) {
      expect(await warehouse.rows(`SELECT ${path}(amount) AS y FROM f.loans ORDER BY id`), path).to.deep.equal([{ y: 200 }, { y: 400 }, { y: 600 }]);
    }
    expect(await value('SELECT f.twice(3)')).to.equal(6);
    expect(await value('SELECT f.twice(f.twice(NULL)) IS NULL')).to.equal(true);
  });

  it('compute an argument once, however often the body names it', async () => {
    await warehouse.rows('CREATE OR REPLACE FUNCTION f.same(x FLOAT64) AS (x = x)');
    expect(await value('SELECT LOGICAL_AND(f.same(RAND())) FROM UNNEST(GENERATE_ARRAY(1, 1000))')).to.equal(true);
  });

  it('take any type, and give the declared one', async () => {
    await warehouse.rows(`CREATE FUNCTION f.first_of(x ANY TYPE, y ANY TYPE) AS (IFNULL(x, y));
      CREATE FUNCTION f.text(x INT64) RETURNS STRING AS (CAST(x AS STRING))`);
    expect(await value(`SELECT f.first_of(CAST(NULL AS STRING), 'b')`)).to.equal('b');
    expect(await value('SELECT f.first_of(CAST(NULL AS FLOAT64), 2.5)')).to.equal(2.5);
    expect(await value('SELECT CONCAT(f.text(7), "!")')).to.equal('7!');
    expect((await warehouse.failure(warehouse.rows(`SELECT f.text('seven')`))).message).to.match(/No matching signature for function TEXT for argument types: STRING\. Supported signature: TEXT\(INT64\)/);
  });

  it('read tables and call one another', async () => {
    await warehouse.rows(`CREATE FUNCTION f.total_above(low FLOAT64) AS ((SELECT SUM(amount) FROM f.loans WHERE amount > low));
      CREATE FUNCTION f.share_above(low FLOAT64) RETURNS FLOAT64 AS (f.total_above(low) / f.total_above(0))`);
    expect(await value('SELECT f.share_above(150)')).to.be.closeTo(500 / 600, 1e-12);
    expect(await warehouse.rows('SELECT id, f.total_above(amount) AS t FROM f.loans ORDER BY id')).to.deep.equal([{ id: 1, t: 500 }, { id: 2, t: 300 }, { id: 3, t: null }]);
  });

  it('may aggregate, and may give tables', async () => {
    await warehouse.rows(`CREATE AGGREGATE FUNCTION f.spread(x FLOAT64) AS (MAX(x) - MIN(x));
      CREATE TABLE FUNCTION f.above(low FLOAT64) AS (SELECT id, amount FROM f.loans WHERE amount > low)`);
    expect(await value('SELECT f.spread(amount) FROM f.loans')).to.equal(200);
    expect(await warehouse.rows('SELECT MOD(id, 2) AS odd, f.spread(amount) AS s FROM f.loans GROUP BY odd ORDER BY odd')).to.deep.equal([{ odd: 0, s: 0 }, { odd: 1, s: 200 }]);
    expect(await warehouse.rows('SELECT a.id FROM f.above(150) AS a JOIN f.above(250.0) AS b USING (id)')).to.deep.equal([{ id: 3 }]);
  });

  it('live as long as their script when they are temporary', async () => {
    expect(await value('CREATE TEMP FUNCTION plus(x INT64, y INT64) RETURNS INT64 AS (x + y); SELECT plus(2, 3)')).to.equal(5);
    expect((await warehouse.failure(warehouse.rows('SELECT plus(2, 3)'))).message).to.match(/Function not found: plus/);
  });

  it('are used by views, and a replaced function by the next query', async () => {
    await warehouse.rows('CREATE FUNCTION f.band(x FLOAT64) AS (IF(x > 150, "high", "low")); CREATE VIEW other.bands AS SELECT id, `home-credit`.f.band(amount) AS band FROM `home-credit.f.loans`');
    expect(await value('SELECT STRING_AGG(band ORDER BY id) FROM other.bands')).to.equal('low,high,high');
    await warehouse.rows('CREATE OR REPLACE FUNCTION f.band(x FLOAT64) AS (IF(x > 250, "high", "low"))');
    expect(await value('SELECT STRING_AGG(band ORDER BY id) FROM other.bands')).to.equal('low,low,high');
  });

  it('survive a restart, are listed with their types, and go when dropped', async () => {
    await warehouse.restart();
    expect(await value('SELECT f.twice(4)')).to.equal(8);
    const [routines] = await warehouse.bigquery.dataset('f').getRoutines();
    expect(routines.map(({ id }) => id)).to.include.members(['twice', 'above', 'spread']);
    expect((await warehouse.bigquery.dataset('f').routine('above').getMetadata())[0]).to.deep.include({
      routineType: 'TABLE_VALUED_FUNCTION',
      language: 'SQL',
      arguments: [{ name: 'low', dataType: { typeKind: 'FLOAT64' } }],
      definitionBody: 'SELECT id, amount FROM f.loans WHERE amount > low',
    });
    expect((await warehouse.failure(warehouse.rows('DROP FUNCTION f.above'))).message).to.match(/TABLE_VALUED_FUNCTION/);
    await warehouse.rows('DROP TABLE FUNCTION f.above');
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM f.above(1)'))).message).to.match(/Table-valued function not found: f\.above/);
    expect((await warehouse.failure(warehouse.rows('DROP FUNCTION f.above'))).reason).to.equal('notFound');
    await warehouse.rows('DROP FUNCTION IF EXISTS f.above');
  });

  it('are listed by their type, with the members that a client asks for', async () => {
    await warehouse.rows('CREATE SCHEMA listed; CREATE FUNCTION listed.one(x INT64) AS (x + 1); CREATE TABLE FUNCTION listed.rows_of(x INT64) AS SELECT x AS y');
    const list = async (text: string): Promise<unknown> => (await warehouse.request('GET', `/projects/home-credit/datasets/listed/routines${text}`)).body['routines'];
    const one = { projectId: 'home-credit', datasetId: 'listed', routineId: 'one' };
    expect(await list('?filter=routineType:SCALAR_FUNCTION&readMask=definitionBody')).to.deep.equal([{ routineReference: one, definitionBody: 'x + 1' }]);
    expect(await list('?filter=routineType:PROCEDURE')).to.equal(undefined);
    expect(await list('')).to.have.length(2);
    expect((await warehouse.request('GET', '/projects/home-credit/datasets/listed/routines?filter=odd')).status).to.equal(400);
    expect((await warehouse.request('GET', '/projects/home-credit/datasets/listed/routines/one?readMask=routine_type')).body).to.deep.equal({ routineReference: one, routineType: 'SCALAR_FUNCTION' });
  });

  it('can be made and replaced by the client', async () => {
    const routine = warehouse.bigquery.dataset('f').routine('scaled');
    const body = { routineType: 'SCALAR_FUNCTION', language: 'SQL', arguments: [{ name: 'x', dataType: { typeKind: 'INT64' } }], definitionBody: 'x * 10' } as const;
    await routine.create({ ...body, arguments: [...body.arguments] });
    expect(await value('SELECT f.scaled(4)')).to.equal(40);
    await routine.setMetadata({ ...body, arguments: [...body.arguments], definitionBody: 'x * 100', description: 'in "cents"' });
    expect(await value('SELECT f.scaled(4)')).to.equal(400);
    expect(((await routine.getMetadata())[0] as { description?: string }).description).to.equal('in "cents"');
    await routine.delete();
    expect((await warehouse.failure(routine.getMetadata())).reason).to.equal('notFound');
  });

  it('may aggregate beside a parameter that is the same for all rows', async () => {
    const routine = warehouse.bigquery.dataset('f').routine('weighed');
    const FLOAT64 = { typeKind: 'FLOAT64' } as const;
    const parameters = [{ name: 'x', dataType: FLOAT64 }, { name: 'weight', isAggregate: false, dataType: FLOAT64 }];
    await routine.create({ routineType: 'AGGREGATE_FUNCTION', language: 'SQL', arguments: parameters, definitionBody: 'SUM(x) * weight' });
    expect(await value('SELECT f.weighed(x, 10) FROM UNNEST([1, 2]) AS x')).to.equal(30);
    expect(((await routine.getMetadata())[0] as { arguments?: unknown }).arguments).to.deep.equal(parameters);
  });

  it('may be procedures whose bodies are checked, or not', async () => {
    const procedure = warehouse.bigquery.dataset('f').routine('early');
    const body = { routineType: 'PROCEDURE', language: 'SQL', definitionBody: 'BEGIN SELECT * FROM f.later; END' } as const;
    expect((await warehouse.failure(procedure.create(body))).message).to.match(/Not found: Table home-credit:f\.later/);
    await procedure.create({ ...body, strictMode: false });
    expect((await procedure.getMetadata())[0]).to.include({ strictMode: false });
  });

  it('are refused when they are made if they cannot be called', async () => {
    const refused = async (sql: string): Promise<string> => (await warehouse.failure(warehouse.rows(sql))).message;
    expect(await refused('CREATE FUNCTION f.bad(x INT64) AS (x + nope)')).to.match(/Unrecognized name: nope/);
    expect(await refused('CREATE FUNCTION f.twice(x INT64) AS (x)')).to.match(/Already Exists: Routine home-credit:f\.twice/);
    expect(await refused('CREATE OR REPLACE FUNCTION f.twice(x FLOAT64) AS (f.twice(x))')).to.match(/calls itself/);
    expect(await refused(`CREATE FUNCTION f.js(x INT64) RETURNS INT64 LANGUAGE js AS 'return x'`)).to.match(/Functions in JS are not supported by the local BigQuery/);
    expect(await refused('CREATE FUNCTION nowhere.g(x INT64) AS (x)')).to.match(/Dataset home-credit:nowhere/);
    expect(await value('SELECT f.twice(4)')).to.equal(8);
  });
});
