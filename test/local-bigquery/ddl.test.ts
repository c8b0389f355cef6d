import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

describe('DDL', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
    await warehouse.rows(`CREATE TABLE d.full_ (
      id INT64 NOT NULL OPTIONS (description = 'The "id".'), name STRING(5) DEFAULT 'x', day DATE, made_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP(),
      inner_ STRUCT<a INT64 NOT NULL OPTIONS (description = 'inside'), b ARRAY<STRUCT<c DATE>>>, PRIMARY KEY (id) NOT ENFORCED)
      PARTITION BY DATE_TRUNC(day, MONTH) CLUSTER BY id, name
      OPTIONS (description = 'All of it.', labels = [('team', 'risk')], partition_expiration_days = 4000, friendly_name = 'Full')`);
    await warehouse.rows("INSERT d.full_ (id, day) VALUES (1, '2020-01-05'), (2, '2020-02-29'), (3, NULL)");
  });
  after(() => warehouse.stop());

  const message = async (sql: string): Promise<string> => (await warehouse.failure(warehouse.rows(sql))).message;

  it('fills columns that INSERT, MERGE and UPDATE leave to their DEFAULT', async () => {
    await warehouse.rows(`CREATE TABLE d.defaults (id INT64 DEFAULT 7 NOT NULL, s STRING DEFAULT 'x', n NUMERIC DEFAULT 1.5, day DATE DEFAULT '2020-01-01', key STRING DEFAULT GENERATE_UUID(), list ARRAY<INT64> DEFAULT [1, 2], less INT64 DEFAULT -1)`);
    await warehouse.rows("INSERT d.defaults (s) VALUES ('a'), (DEFAULT)");
    await warehouse.rows('INSERT d.defaults (id) SELECT x FROM UNNEST([10, 20]) AS x');
    await warehouse.rows('UPDATE d.defaults SET n = 3, s = DEFAULT WHERE id = 10');
    await warehouse.rows('MERGE d.defaults t USING (SELECT 10 AS id UNION ALL SELECT 99) q ON t.id = q.id WHEN MATCHED THEN UPDATE SET n = DEFAULT WHEN NOT MATCHED THEN INSERT (id, s) VALUES (id, DEFAULT)');
    const rows: Rows = await warehouse.rows('SELECT id, s, CAST(n AS STRING) AS n, CAST(day AS STRING) AS day, LENGTH(key) AS key, list, less FROM d.defaults ORDER BY id, s');
    const row = { s: 'x', n: '1.5', day: '2020-01-01', key: 36, list: [1, 2], less: -1 };
    expect(rows).to.deep.equal([{ id: 7, ...row, s: 'a' }, { id: 7, ...row }, { id: 10, ...row }, { id: 20, ...row }, { id: 99, ...row }]);
    expect(await warehouse.rows('SELECT COUNT(DISTINCT key) AS n FROM d.defaults')).to.deep.equal([{ n: 5 }]);
  });

  it('holds NOT NULL and lengths, inside structs too', async () => {
    expect(await message('INSERT d.full_ (day) VALUES (NULL)')).to.equal('Required field id cannot be null');
    expect(await message("INSERT d.full_ (id, name) VALUES (9, 'longer')")).to.include('longer than its type allows: 5');
    expect(await message('INSERT d.full_ (id, inner_) VALUES (9, STRUCT(NULL, []))')).to.equal('Required field inner_.a cannot be null');
  });

  it('rounds to the scale of NUMERIC(P, S), and holds its precision', async () => {
    await warehouse.rows('CREATE TABLE d.precise (a NUMERIC(5, 2), b NUMERIC(3), s STRING)');
    await warehouse.rows("INSERT d.precise VALUES (1.235, 12.5, 'x'), (-1.235, NULL, 'y')");
    await warehouse.rows("INSERT d.precise (a, s) SELECT CAST(x AS NUMERIC) / 3, 'z' FROM UNNEST([20]) AS x");
    await warehouse.rows("UPDATE d.precise SET b = NUMERIC '0.5' WHERE s = 'z'");
    expect(await warehouse.rows('SELECT CAST(a AS STRING) AS a, CAST(b AS STRING) AS b FROM d.precise ORDER BY s')).to.deep.equal([{ a: '1.24', b: '13' }, { a: '-1.24', b: null }, { a: '6.67', b: '1' }]);
    expect(await message('INSERT d.precise (a) VALUES (999.995)')).to.include('does not fit the precision and scale');
    expect(await warehouse.rows("SELECT data_type AS t FROM d.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'precise' ORDER BY ordinal_position")).to.deep.equal([{ t: 'NUMERIC(5, 2)' }, { t: 'NUMERIC(3)' }, { t: 'STRING' }]);
    expect(await message('CREATE TABLE d.x (a STRUCT<b NUMERIC(5, 2)>)')).to.include('NUMERIC with a precision inside a STRUCT');
  });

  it('stores arrays as tables do: never NULL, never with NULL elements', async () => {
    await warehouse.rows('CREATE TABLE d.lists AS SELECT 1 AS id, CAST(NULL AS ARRAY<INT64>) AS list');
    expect(await warehouse.rows('SELECT list IS NULL AS n, ARRAY_LENGTH(list) AS l FROM d.lists')).to.deep.equal([{ n: false, l: 0 }]);
    expect(await message('CREATE TABLE d.x AS SELECT [1, NULL] AS list')).to.equal('Array cannot have a null element; error in writing field list');
  });

  for (const [form, type] of [['LIKE', 'BASE TABLE'], ['COPY', 'BASE TABLE'], ['CLONE', 'CLONE']] as const) {
    it(`keeps everything in CREATE TABLE ${form}`, async () => {
      await warehouse.rows(`CREATE TABLE d.by_${form} ${form} d.full_`);
      const { schema, timePartitioning, clustering, description, labels, friendlyName } = await warehouse.table('d', 'full_');
      expect(await warehouse.table('d', `by_${form}`)).to.deep.include({ schema, timePartitioning, clustering, description, labels, friendlyName });
      expect(await warehouse.rows(`SELECT COUNT(*) AS n FROM d.by_${form}`)).to.deep.equal([{ n: form === 'LIKE' ? 0 : 3 }]);
      expect(await warehouse.rows(`SELECT table_type AS t FROM d.INFORMATION_SCHEMA.TABLES WHERE table_name = 'by_${form}'`)).to.deep.equal([{ t: type }]);
    });
  }

  it('makes snapshots that nothing changes', async () => {
    await warehouse.rows('CREATE SNAPSHOT TABLE d.snap CLONE d.full_ OPTIONS (expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 1 DAY))');
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.snap')).to.deep.equal([{ n: 3 }]);
    for (const sql of ['DELETE d.snap WHERE TRUE', 'DROP TABLE d.snap']) expect(await message(sql)).to.include('is currently a SNAPSHOT');
    await warehouse.rows('DROP SNAPSHOT TABLE d.snap');
  });

  it('makes materialized views, which DROP VIEW does not drop', async () => {
    await warehouse.rows('CREATE MATERIALIZED VIEW d.mv OPTIONS (enable_refresh = true, refresh_interval_minutes = 30) AS SELECT COUNT(*) AS n FROM d.full_');
    expect(await warehouse.rows('SELECT n FROM d.mv')).to.deep.equal([{ n: 3 }]);
    expect(await message('DROP VIEW d.mv')).to.include('is currently a MATERIALIZED VIEW');
    await warehouse.rows('DROP MATERIALIZED VIEW d.mv; DROP MATERIALIZED VIEW IF EXISTS d.mv; DROP SNAPSHOT TABLE IF EXISTS d.mv; DROP EXTERNAL TABLE IF EXISTS d.mv');
  });

  it('alters columns: type, default, NOT NULL, name, description', async () => {
    await warehouse.rows("CREATE TABLE d.altered AS SELECT 1 AS id, 'a' AS s, 2 AS gone");
    await warehouse.rows('ALTER TABLE d.altered ADD COLUMN IF NOT EXISTS s STRING, ADD COLUMN more STRING(2), DROP COLUMN gone, DROP COLUMN IF EXISTS never');
    await warehouse.rows("ALTER TABLE d.altered ALTER COLUMN id SET DATA TYPE NUMERIC, ALTER COLUMN s SET DEFAULT 'q', ALTER COLUMN s SET OPTIONS (description = 'text'), ALTER COLUMN IF EXISTS never DROP NOT NULL");
    await warehouse.rows('ALTER TABLE d.altered RENAME COLUMN more TO further, RENAME COLUMN s TO text');
    await warehouse.rows('INSERT d.altered (id) VALUES (2.5)');
    expect(await warehouse.rows('SELECT CAST(id AS STRING) AS id, text, further FROM d.altered ORDER BY 1')).to.deep.equal([{ id: '1', text: 'a', further: null }, { id: '2.5', text: 'q', further: null }]);
    expect(await message("UPDATE d.altered SET further = 'abc' WHERE TRUE")).to.include('longer than its type allows: 2');
    expect(await message('ALTER TABLE d.altered ALTER COLUMN further SET DATA TYPE STRING(1)')).to.include('requires that the existing column type (STRING(2)) is assignable to the new type (STRING(1))');
    await warehouse.rows('ALTER TABLE d.altered ALTER COLUMN further SET DATA TYPE STRING(3)');
    await warehouse.rows('ALTER TABLE d.altered RENAME TO renamed; DROP TABLE IF EXISTS d.altered');
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.renamed')).to.deep.equal([{ n: 2 }]);
  });

  for (const [sql, expected] of [
    ['ALTER TABLE d.full_ ALTER COLUMN id SET DATA TYPE STRING', 'requires that the existing column type (INT64) is assignable to the new type (STRING)'],
    ['ALTER TABLE d.full_ ALTER COLUMN day DROP NOT NULL', 'requires a column that is NOT NULL'],
    ['ALTER TABLE d.full_ DROP COLUMN day', 'it is a partitioning column'],
    ['ALTER TABLE d.full_ ADD COLUMN x INT64 DEFAULT 3', 'cannot be added with a DEFAULT'],
    ['CREATE OR REPLACE TABLE d.full_ AS SELECT 1 AS id', 'Cannot replace a table with a different partitioning spec. Instead, DROP the table, and then recreate it. New partitioning spec is none and existing spec is interval(type:month,field:day) clustering(id,name)'],
    ['CREATE TABLE d.x (a INT64 DEFAULT 1 + 2)', 'The DEFAULT of a must be a literal'],
    ['CREATE TABLE d.x (a INT64, PRIMARY KEY (a))', 'NOT ENFORCED'],
    ['CREATE TABLE d.x (a INT64) PARTITION BY _PARTITIONDATE', 'Partitioning by ingestion time (_PARTITIONDATE) is not supported by the local BigQuery'],
    ['CREATE TABLE d.x (a INT64) CLUSTER BY a, A', 'Duplicate clustering column'],
    ['CREATE TABLE d.x (a INT64) OPTIONS (nope = 1)', 'The option nope of a TABLE is not supported by the local BigQuery'],
    ['CREATE TABLE d.x (a INT64) OPTIONS (description = 1)', 'The option description must be of type STRING'],
    ["CREATE TABLE d.x (a INT64) OPTIONS (labels = [('Team', 'risk')])", 'Invalid label key "Team"'],
    ["CREATE EXTERNAL TABLE d.x OPTIONS (format = 'CSV', uris = ['gs://b/x.csv'])", 'CREATE EXTERNAL TABLE is not supported by the local BigQuery'],
    ['DROP SCHEMA d', 'Dataset home-credit:d is still in use'],
  ] as const) {
    it(`refuses ${sql}`, async () => {
      expect(await message(sql)).to.include(expected);
    });
  }

  it('reads a table that requires a partition filter only with one', async () => {
    await warehouse.rows('CREATE TABLE d.guarded (day DATE, n INT64) PARTITION BY day OPTIONS (require_partition_filter = true)');
    await warehouse.rows("INSERT d.guarded VALUES ('2020-01-01', 1), ('2020-01-02', 2)");
    const refused = "Cannot query over table 'home-credit.d.guarded' without a filter over column(s) 'day' that can be used for partition elimination";
    for (const sql of ['SELECT n FROM d.guarded', 'SELECT COUNT(*) FROM d.guarded', 'SELECT * FROM d.guarded WHERE n = 1', 'DELETE d.guarded WHERE n = 1']) expect(await message(sql), sql).to.equal(refused);
    await warehouse.rows('CREATE VIEW d.open_ AS SELECT * FROM d.guarded');
    for (const sql of ["SELECT n FROM d.guarded WHERE day > '2020-01-01'", "WITH g AS (SELECT * FROM d.guarded) SELECT n FROM g WHERE EXTRACT(DAY FROM day) = 2", "SELECT n FROM d.open_ WHERE day > '2020-01-01'"]) {
      expect(await warehouse.rows(sql), sql).to.deep.equal([{ n: 2 }]);
    }
    await warehouse.rows('ALTER TABLE d.guarded SET OPTIONS (require_partition_filter = false)');
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.guarded')).to.deep.equal([{ n: 2 }]);
  });

  it('alters and drops schemas, whose expiration new tables have', async () => {
    await warehouse.rows("CREATE SCHEMA short OPTIONS (description = 'Gone soon.'); ALTER SCHEMA short SET OPTIONS (default_table_expiration_days = 1.5)");
    await warehouse.rows('CREATE TABLE short.t (a INT64)');
    const { expirationTime, creationTime } = await warehouse.table('short', 't');
    expect(Number(expirationTime) - Number(creationTime)).to.equal(1.5 * 86_400_000);
    await warehouse.rows('DROP SCHEMA short CASCADE; DROP SCHEMA IF EXISTS short');
  });

  it('keeps everything over a restart', async () => {
    const before = await warehouse.table('d', 'full_');
    await warehouse.restart();
    expect(await warehouse.table('d', 'full_')).to.deep.equal(before);
    await warehouse.rows('INSERT d.full_ (id) VALUES (4)');
    expect(await warehouse.rows("SELECT name FROM d.full_ WHERE id = 4 AND made_at IS NOT NULL")).to.deep.equal([{ name: 'x' }]);
  });
});
