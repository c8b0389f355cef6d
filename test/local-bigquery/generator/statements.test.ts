import { expect } from 'chai';
import { BigQueryError } from '../../../scripts/local-bigquery/errors.ts';
import { openWarehouse, PROJECT, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';

const ref = (tableId: string): object => ({ projectId: PROJECT, datasetId: 'd', tableId });

describe('statements', () => {
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
    await warehouse.addTable('t', [{ name: 'id', type: { kind: 'INT64' } }, { name: 'made_at', type: { kind: 'TIMESTAMP' } }], [['1', 'NULL'], ['2', 'NULL'], ['9', 'NULL']]);
  });
  after(() => warehouse.close());

  async function failure(sql: string): Promise<BigQueryError> {
    const error: unknown = await warehouse.compiled(sql).then(() => null, (reason: unknown) => reason);
    if (!(error instanceof BigQueryError)) throw new Error(`${sql} gave ${String(error)}`);
    return error;
  }

  it('reads partitioning, clustering, options and column notes of CREATE TABLE', async () => {
    const made = await warehouse.compiled(`CREATE TABLE d.new (id INT64 NOT NULL OPTIONS (description = 'the id'), day DATE, s STRUCT<x FLOAT64>)
      PARTITION BY DATE_TRUNC(day, MONTH) CLUSTER BY id OPTIONS (description = "it's", labels = [('team', 'risk')], require_partition_filter = TRUE)`);
    expect(made).to.deep.include({
      kind: 'createTable',
      ref: ref('new'),
      mode: 'create',
      temporary: false,
      as: null,
      partitioning: { column: 'day', kind: 'time', unit: 'MONTH' },
      clustering: ['id'],
      options: { description: `it's`, labels: [['team', 'risk']], require_partition_filter: true },
    });
    expect(made).to.have.nested.property('columns[0]').that.deep.equals({ name: 'id', type: { kind: 'INT64' }, required: true, description: 'the id' });
  });

  for (const [by, expected] of [
    ['RANGE_BUCKET(id, GENERATE_ARRAY(0, 500000, 1000))', { column: 'id', kind: 'range', start: 0, end: 500_000, interval: 1000 }],
    ['DATE(made_at)', { column: 'made_at', kind: 'time', unit: 'DAY' }],
    ['TIMESTAMP_TRUNC(made_at, HOUR)', { column: 'made_at', kind: 'time', unit: 'HOUR' }],
  ] as const) {
    it(`partitions by ${by}`, async () => {
      const made = await warehouse.compiled(`CREATE OR REPLACE TABLE d.new PARTITION BY ${by} AS SELECT * FROM t`);
      expect(made).to.deep.include({ mode: 'orReplace', partitioning: expected });
    });
  }

  it('refuses a partitioning that BigQuery does not have', async () => {
    expect((await failure('CREATE TABLE d.new PARTITION BY id AS SELECT * FROM t')).message).to.match(/^PARTITION BY expression must be/);
  });

  it('keeps the text of a view', async () => {
    expect(await warehouse.compiled('create or replace view `home-credit.d.v` as select id + 1 as next from `home-credit.d.t`')).to.deep.include({
      kind: 'createView',
      ref: ref('v'),
      query: 'select id + 1 as next from `home-credit.d.t`',
    });
  });

  it('keeps the newer syntax of a view as it was written', async () => {
    for (const query of ['SELECT id, COUNT(*) AS n FROM d.t GROUP BY ALL', 'SELECT id FROM d.t UNION ALL BY NAME SELECT id FROM d.t GROUP BY ALL']) {
      const compiled = await warehouse.compiled(`CREATE VIEW d.v AS ${query}`);
      expect(compiled).to.deep.include({ kind: 'createView', query });
    }
  });

  it('names datasets and tables from their paths and the defaults', async () => {
    expect(await warehouse.compiled('DROP TABLE IF EXISTS `other.e.x`')).to.deep.equal({ kind: 'drop', what: 'TABLE', ref: { projectId: 'other', datasetId: 'e', tableId: 'x' }, qualified: true, ifExists: true });
    expect(await warehouse.compiled('CREATE SCHEMA e OPTIONS (location = "EU")')).to.deep.equal({ kind: 'createSchema', projectId: PROJECT, datasetId: 'e', mode: 'create', options: { location: 'EU' } });
    const unqualified = await warehouse.compile('DROP VIEW v', warehouse.context({ defaultDatasetId: null })).catch((error: unknown) => error);
    expect(unqualified).to.have.property('message', 'Table "v" must be qualified with a dataset (e.g. dataset.table).');
  });

  it('lists the actions of ALTER TABLE in order', async () => {
    expect(await warehouse.compiled('ALTER TABLE d.t ADD COLUMN IF NOT EXISTS name STRING, ADD COLUMN n NUMERIC')).to.have.property('actions').that.deep.equals([
      { kind: 'addColumn', ifNotExists: true, column: { name: 'name', type: { kind: 'STRING' }, required: false, description: null } },
      { kind: 'addColumn', ifNotExists: false, column: { name: 'n', type: { kind: 'NUMERIC' }, required: false, description: null } },
    ]);
    expect(await warehouse.compiled('ALTER TABLE IF EXISTS d.missing DROP COLUMN id')).to.deep.include({ actions: [], ifExists: true });
    expect((await failure('ALTER TABLE d.missing DROP COLUMN id')).reason).to.equal('notFound');
  });

  it('reads EXPORT DATA and ASSERT', async () => {
    expect(await warehouse.compiled(`EXPORT DATA OPTIONS (uri = 'gs://b/x-*.parquet', format = 'PARQUET', overwrite = TRUE) AS SELECT id FROM t`)).to.deep.include({
      kind: 'exportData',
      options: { uri: 'gs://b/x-*.parquet', format: 'PARQUET', overwrite: true },
      columns: [{ name: 'id', type: { kind: 'INT64' } }],
    });
    const claim = await warehouse.compiled(`ASSERT (SELECT COUNT(*) FROM t) > 5 AS 'too few rows'`);
    if (claim.kind !== 'assert') throw new Error(claim.kind);
    expect(claim.message).to.equal('too few rows');
    expect(await warehouse.duck(claim.condition.sql)).to.deep.equal([[false]]);
  });

  it('names columns without a name f0_, f1_, …', async () => {
    expect(await warehouse.compiled('SELECT 1, 2 AS b, 3')).to.have.property('columns').that.deep.equals(
      ['f0_', 'b', 'f1_'].map((name) => ({ name, type: { kind: 'INT64' } })),
    );
  });

  it('puts the fields of SELECT AS STRUCT out as columns', async () => {
    expect(await warehouse.run(`SELECT AS STRUCT 1 AS a, 'x' AS b`)).to.deep.equal([[1n, 'x']]);
  });

  it('keeps a point look-up a filter on the base table', async () => {
    const compiled = await warehouse.compiled('WITH f AS (SELECT * FROM `home-credit.d.t`) SELECT * FROM f WHERE id = @id', {
      parameters: [{ name: 'id', type: { kind: 'INT64' } }],
    });
    if (compiled.kind !== 'query') throw new Error(compiled.kind);
    const plan = JSON.stringify(await warehouse.duck(`EXPLAIN ${compiled.query.sql.replaceAll('$1', '2')}`));
    expect(plan).to.match(/SEQ_SCAN/).and.to.match(/Filters/).and.not.to.match(/FILTER /);
  });

  for (const [sql, reason, message] of [
    ['SELECT nope FROM t', 'invalidQuery', 'Unrecognized name: nope at [1:8]'],
    ['SELECT 1\nFROM', 'invalidQuery', 'Syntax error: Unexpected end of statement at [2:5]'],
    ['SELECT missing.x FROM d.missing', 'notFound', 'Not found: Table home-credit:d.missing was not found in location US'],
    ['SELECT id, id FROM t', 'invalidQuery', 'Duplicate column names in the result are not supported. Found duplicate(s): id'],
    ['SELECT * FROM t TABLESAMPLE SYSTEM (10 PERCENT)', 'invalidQuery', 'TABLESAMPLE other than SYSTEM (0 PERCENT) and SYSTEM (100 PERCENT) is not supported by the local BigQuery.'],
    ['FROM t |> SELECT id', 'invalidQuery', 'Pipe syntax (|>) is not supported'],
    ['SELECT id FROM t INTERSECT ALL SELECT 1', 'invalidQuery', 'INTERSECT ALL is not supported by the local BigQuery.'],
    ['SELECT read_csv("/etc/passwd")', 'invalidQuery', 'Function not found: read_csv at [1:8]'],
    ['SELECT SUM(id) OVER (PARTITION BY CAST(id AS FLOAT64)) FROM t', 'invalidQuery', 'Partitioning by expressions of type FLOAT64 is not allowed at [1:35]'],
  ] as const) {
    it(`refuses ${sql.replace('\n', ' ')}`, async () => {
      const error = await failure(sql);
      expect({ reason: error.reason, message: error.message }).to.deep.equal({ reason, message });
    });
  }
});
