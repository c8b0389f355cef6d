import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('JSON, arrays and structs through the official client', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
  });
  after(async () => {
    await warehouse.stop();
  });

  const text = async (sql: string): Promise<unknown> => {
    const { status, body } = await warehouse.request('POST', '/projects/home-credit/queries', { query: sql, useLegacySql: false });
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body['rows'] as { f: { v: unknown }[] }[]).map(({ f }) => f.map(({ v }) => v));
  };

  it('keeps columns in the form that BigQuery prints, whichever way they came', async () => {
    await warehouse.rows('CREATE TABLE d.events (id INT64, payload JSON)');
    await warehouse.rows(`INSERT INTO d.events VALUES (1, JSON '{"b": 1.50, "a": [1, null]}'), (2, PARSE_JSON('{"z":1,"z":2}')), (3, NULL), (4, JSON 'null')`);
    await warehouse.bigquery.dataset('d').table('events').insert([{ id: 5, payload: { y: 1.5, x: [] } }]);
    expect(await text('SELECT id, payload FROM d.events ORDER BY id')).to.deep.equal([
      ['1', '{"a":[1,null],"b":1.5}'], ['2', '{"z":1}'], ['3', null], ['4', 'null'], ['5', '{"x":[],"y":1.5}'],
    ]);
    const [rows] = await warehouse.bigquery.dataset('d').table('events').getRows({ parseJSON: true } as object);
    expect((rows as { id: number; payload: unknown }[]).find(({ id }) => id === 1)?.payload).to.deep.equal({ a: [1, null], b: 1.5 });
    await warehouse.rows(`UPDATE d.events SET payload = JSON_SET(payload, '$.n', id) WHERE id IN (1, 4)`);
    expect(await text('SELECT INT64(payload.n), payload.a[0] FROM d.events WHERE payload.n IS NOT NULL ORDER BY id')).to.deep.equal([['1', '1'], ['4', null]]);
  });

  it('takes parameters, alone, in arrays and in structs', async () => {
    const [rows] = await warehouse.bigquery.query({
      query: 'SELECT TO_JSON_STRING(@one) AS one, TO_JSON_STRING(@many) AS many, JSON_VALUE(@part.j, "$.k") AS k, @path AS path, JSON_VALUE(@one, @path) AS found',
      params: { one: '{"b": 1, "a": 1e2}', many: ['1.0', '"x"'], part: { j: '{"k": true}' }, path: '$.b' },
      types: { one: 'JSON', many: ['JSON'], part: { j: 'JSON' }, path: 'STRING' },
    });
    expect(rows).to.deep.equal([{ one: '{"a":100.0,"b":1}', many: '[1.0,"x"]', k: 'true', path: '$.b', found: '1' }]);
  });

  it('refuses what is no JSON, and what BigQuery allows no JSON in', async () => {
    const failure = (sql: string): ReturnType<TestWarehouse['failure']> => warehouse.failure(warehouse.rows(sql));
    expect((await failure(`SELECT PARSE_JSON('{"a":1,}')`)).message).to.equal(`Invalid input to PARSE_JSON: syntax error while parsing object key - unexpected '}'; expected string literal`);
    expect((await failure('SELECT j, COUNT(*) FROM (SELECT payload AS j FROM d.events) GROUP BY j')).message).to.match(/^Grouping by expressions of type JSON is not allowed/);
    expect((await failure(`SELECT JSON '1' = JSON '1'`)).message).to.match(/^Equality is not defined for arguments of type JSON/);
    expect((await failure(`SELECT JSON_VALUE(payload, '$.a[') FROM d.events`)).message).to.equal('Invalid token in JSONPath at: [');
  });

  it('goes through scripts, tables made of queries and functions', async () => {
    const rows = await warehouse.rows(`
      DECLARE doc JSON DEFAULT JSON '{"n": 1}';
      CREATE TEMP FUNCTION more(j JSON) AS (JSON_SET(j, '$.m', INT64(j.n) + 1));
      SET doc = more(doc);
      CREATE OR REPLACE TABLE d.docs AS SELECT doc AS j, [doc, JSON 'null'] AS js, STRUCT(doc AS inner_doc) AS s;
      SELECT TO_JSON_STRING(j) AS j, ARRAY_LENGTH(js) AS n, TO_JSON_STRING(js) AS js, INT64(s.inner_doc.m) AS m FROM d.docs`);
    expect(rows).to.deep.equal([{ j: '{"m":2,"n":1}', n: 2, js: '[{"m":2,"n":1},null]', m: 2 }]);
    const { schema } = (await warehouse.table('d', 'docs')) as { schema: { fields: { name: string; type: string }[] } };
    expect(schema.fields.map(({ name, type }) => `${name} ${type}`)).to.deep.equal(['j JSON', 'js JSON', 's RECORD']);
  });

  it('refuses NULL in an array of a result, while queries may hold it', async () => {
    expect(await text('SELECT ARRAY_LENGTH([1, NULL])')).to.deep.equal([['2']]);
    expect((await warehouse.failure(warehouse.rows('SELECT [1, NULL] AS xs'))).message).to.equal('Array cannot have a null element; error in writing field xs');
    expect(await text('SELECT CAST(NULL AS ARRAY<INT64>)')).to.deep.equal([[[]]]);
  });

  it('refuses two fields of one name in a struct of a result, while queries may hold them', async () => {
    expect(await text('SELECT TO_JSON_STRING(STRUCT(1 AS a, 2 AS a))')).to.deep.equal([['{"a":1,"a":2}']]);
    expect((await warehouse.failure(warehouse.rows('SELECT [STRUCT(1 AS a, 2 AS A)] AS s'))).message).to.equal('Duplicate column names in the result are not supported. Found duplicate(s): s.a');
  });
});
