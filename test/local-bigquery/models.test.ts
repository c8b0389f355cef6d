import { expect } from 'chai';
import { linear } from './support/onnx.ts';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('imported models', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.putObject('models/linear.onnx', linear([1, 10, 100]));
    await warehouse.putObject('models/other.onnx', linear([1, 1, 1]));
    await warehouse.rows(`CREATE SCHEMA m;
      CREATE TABLE m.rows_to_score AS SELECT id, [CAST(id AS FLOAT64), 2, 0.5] AS x, id * 7 AS count FROM UNNEST(GENERATE_ARRAY(1, 5000)) AS id`);
    await warehouse.rows(`CREATE MODEL m.linear OPTIONS (model_type = 'ONNX', model_path = 'gs://models/linear.onnx')`);
  });
  after(() => warehouse.stop());

  it('give their outputs before the columns of the input', async () => {
    const rows = await warehouse.rows('SELECT * FROM ML.PREDICT(MODEL `home-credit.m.linear`, TABLE m.rows_to_score) ORDER BY id LIMIT 2');
    expect(rows).to.deep.equal([
      { total: [71], double: [142], same: 7, id: 1, x: [1, 2, 0.5], count: 7 },
      { total: [72], double: [144], same: 14, id: 2, x: [2, 2, 0.5], count: 14 },
    ]);
    expect(Object.keys(rows[0] ?? {})).to.deep.equal(['total', 'double', 'same', 'id', 'x', 'count']);
  });

  it('score every row of a query, inside larger queries', async () => {
    const [row] = await warehouse.rows(`WITH picked AS (SELECT id, x, count FROM m.rows_to_score WHERE MOD(id, 2) = 0)
      SELECT COUNT(*) AS n, SUM(total[OFFSET(0)] - id) AS rest FROM ML.PREDICT(MODEL m.linear, (SELECT * FROM picked)) AS p WHERE p.same > 0`);
    expect(row).to.deep.equal({ n: 2500, rest: 2500 * 70 });
    await warehouse.rows('CREATE TABLE m.scores AS SELECT id, total[OFFSET(0)] AS total FROM ML.PREDICT(MODEL m.linear, TABLE m.rows_to_score)');
    expect(await warehouse.rows('SELECT MAX(total) AS most FROM m.scores')).to.deep.equal([{ most: 5070 }]);
    const twice = await warehouse.rows(`SELECT same FROM ML.PREDICT(MODEL m.linear, (SELECT [1.0, total[OFFSET(0)], 1.0] AS x, same AS count FROM ML.PREDICT(MODEL m.linear, (SELECT [1.0, 1.0, 1.0] AS x, 3 AS count))))`);
    expect(twice).to.deep.equal([{ same: 3 }]);
  });

  it('keep the graph that they were made of, until they are replaced', async () => {
    await warehouse.putObject('models/linear.onnx', linear([0, 0, 0]));
    const total = async (): Promise<unknown> => (await warehouse.rows('SELECT total FROM ML.PREDICT(MODEL m.linear, (SELECT [1.0, 1.0, 1.0] AS x, 1 AS count))'))[0]?.['total'];
    expect(await total()).to.deep.equal([111]);
    await warehouse.restart();
    expect(await total()).to.deep.equal([111]);
    await warehouse.rows(`CREATE OR REPLACE MODEL m.linear OPTIONS (model_type = 'ONNX', model_path = 'gs://models/other.onnx')`);
    expect(await total()).to.deep.equal([3]);
  });

  it('are shown, described and deleted by the client', async () => {
    const [models] = await warehouse.bigquery.dataset('m').getModels();
    expect(models.map(({ id }) => id)).to.deep.equal(['linear']);
    const model = warehouse.bigquery.dataset('m').model('linear');
    await model.setMetadata({ description: 'three weights' });
    expect((await model.getMetadata())[0]).to.deep.include({
      modelType: 'ONNX',
      description: 'three weights',
      featureColumns: [{ name: 'x', type: { typeKind: 'ARRAY', arrayElementType: { typeKind: 'FLOAT64' } } }, { name: 'count', type: { typeKind: 'INT64' } }],
    });
    await warehouse.rows(`CREATE MODEL m.short_lived OPTIONS (model_type = 'ONNX', model_path = 'gs://models/other.onnx')`);
    await warehouse.bigquery.dataset('m').model('short_lived').delete();
    await warehouse.rows('DROP MODEL IF EXISTS m.short_lived');
    expect((await warehouse.failure(warehouse.rows('DROP MODEL m.short_lived'))).reason).to.equal('notFound');
  });

  it('fail by name for what does not fit', async () => {
    const refused = async (sql: string): Promise<string> => (await warehouse.failure(warehouse.rows(sql))).message;
    expect(await refused('SELECT * FROM ML.PREDICT(MODEL m.nope, TABLE m.rows_to_score)')).to.match(/Not found: Model home-credit:m\.nope/);
    expect(await refused('SELECT * FROM ML.PREDICT(MODEL m.linear, (SELECT [1.0, 2.0] AS x, 1 AS count))')).to.match(/input x needs 3 values, not 2/);
    expect(await refused('SELECT * FROM ML.PREDICT(MODEL m.linear, (SELECT [1.0, 2.0, NULL] AS x, 1 AS count))')).to.match(/input x holds a NULL/);
    expect(await refused('SELECT * FROM ML.PREDICT(MODEL m.linear, (SELECT 1 AS count))')).to.match(/x/);
    expect(await refused(`CREATE MODEL m.linear OPTIONS (model_type = 'ONNX', model_path = 'gs://models/other.onnx')`)).to.match(/Already Exists: Model home-credit:m\.linear/);
    expect(await refused(`CREATE MODEL m.k OPTIONS (model_type = 'KMEANS') AS SELECT 1 AS x`)).to.match(/CREATE MODEL with AS SELECT is not supported by the local BigQuery/);
    expect(await refused(`CREATE MODEL m.k OPTIONS (model_type = 'ONNX', model_path = 'gs://models/nope.onnx')`)).to.match(/gs:\/\/models\/nope\.onnx/);
    expect(await refused(`CREATE MODEL m.k OPTIONS (model_type = 'ONNX', model_path = 'gs://models/../../warehouse.duckdb')`)).to.match(/Access Denied/);
    await warehouse.putObject('models/text.onnx', 'no graph');
    expect(await refused(`CREATE MODEL m.k OPTIONS (model_type = 'ONNX', model_path = 'gs://models/text.onnx')`)).to.match(/gs:\/\/models\/text\.onnx is no ONNX graph/);
  });
});
