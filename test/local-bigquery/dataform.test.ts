import { expect } from 'chai';
import { openDataformProject, type DataformProject } from './support/dataform.ts';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const FILES: Readonly<Record<string, string>> = {
  'people.sqlx': `config { type: "operations", hasOutput: true, schema: "raw" }
    create or replace table \${self()} (id int64, name string)
    ---
    insert into \${self()} values (1, 'a'), (2, 'b'), (3, 'c')`,
  'log.sqlx': `config { type: "operations", hasOutput: true, schema: "raw" }
    create table if not exists \${self()} (top int64)`,
  'staged.sqlx': `config { type: "view", schema: "staging", description: "One row per person.", columns: { id: "The id." }, bigquery: { labels: { layer: "staging" } },
    assertions: { uniqueKey: ["id"], nonNull: ["name"], rowConditions: ["id > 0"] } }
    select id, name from \${ref("people")}`,
  'mart.sqlx': `config { type: "table", description: "The people.", bigquery: { partitionBy: "RANGE_BUCKET(id, GENERATE_ARRAY(0, 100, 10))", clusterBy: ["name"] } }
    select id, upper(name) as name from \${ref("staged")}`,
  'appended.sqlx': `config { type: "incremental" }
    select id from \${ref("staged")}`,
  'merged.sqlx': `config { type: "incremental", uniqueKey: ["id"] }
    pre_operations { declare top int64 default (select max(id) from \${ref("people")}) }
    post_operations { insert into \${ref("log")} select top }
    select id, \${when(incremental(), "'second'", "'first'")} as run from \${ref("staged")} \${when(incremental(), "where id > 1")}`,
  'extended.sqlx': `config { type: "incremental", uniqueKey: ["id"], onSchemaChange: "EXTEND", tags: ["schema"] }
    select id from \${ref("staged")}`,
  'fixed.sqlx': `config { type: "incremental", onSchemaChange: "FAIL", tags: ["schema"] }
    select id from \${ref("staged")}`,
  'synchronised.sqlx': `config { type: "incremental", uniqueKey: ["id"], onSchemaChange: "SYNCHRONIZE", tags: ["schema"] }
    select id from \${ref("staged")}`,
  'overwritten.sqlx': `config { type: "incremental", incrementalStrategy: "INSERT_OVERWRITE", bigquery: { partitionBy: "day" } }
    select id, date_add(date '2020-01-01', interval id day) as day from \${ref("staged")}`,
  'no_third.sqlx': `config { type: "assertion", schema: "checks" }
    select * from \${ref("staged")} where id = 3`,
  'test_mart.sqlx': `config { type: "test", dataset: "mart" }
    input "staged" { select 7 as id, 'z' as name }
    select 7 as id, 'Z' as name`,
};

describe('the Dataform CLI', function () {
  this.timeout(120_000);
  let warehouse: TestWarehouse;
  let project: DataformProject;
  before(async () => {
    warehouse = await openTestWarehouse();
    project = await openDataformProject(() => warehouse.endpoint, FILES);
  });
  after(async () => {
    await warehouse.stop();
    await project.remove();
  });

  const define: DataformProject['define'] = (name, text) => project.define(name, text);
  const dataform: DataformProject['dataform'] = (...args) => project.dataform(...args);

  it('builds views, tables, incremental tables and operations, and runs the assertions', async () => {
    const { code, output } = await dataform('run');
    expect(output).to.match(/Assertion failed: .*checks\.no_third/).and.include('query returned 1 row(s)');
    expect(output.match(/Assertion passed/g), output).to.have.lengthOf(2);
    expect(output.match(/Table created/g)).to.have.lengthOf(8);
    expect(code).to.equal(1);
    expect(await warehouse.rows('SELECT * FROM marts.mart ORDER BY id')).to.deep.equal([{ id: 1, name: 'A' }, { id: 2, name: 'B' }, { id: 3, name: 'C' }]);
  });

  it('leaves descriptions and labels on what it built', async () => {
    const view = await warehouse.table('staging', 'staged');
    expect(view).to.deep.include({ type: 'VIEW', description: 'One row per person.', labels: { layer: 'staging' } });
    expect((view['schema'] as { fields: unknown[] }).fields[0]).to.include({ name: 'id', description: 'The id.' });
    const table = await warehouse.table('marts', 'mart');
    expect(table).to.deep.include({ description: 'The people.', clustering: { fields: ['name'] }, rangePartitioning: { field: 'id', range: { start: '0', end: '100', interval: '10' } } });
  });

  it('adds to incremental tables: rows appended, merged by key, partitions replaced', async () => {
    const { output } = await dataform('run');
    expect(output.match(/Table created/g), output).to.have.lengthOf(8);
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM marts.appended')).to.deep.equal([{ n: 6 }]);
    expect(await warehouse.rows('SELECT * FROM marts.merged ORDER BY id')).to.deep.equal([{ id: 1, run: 'first' }, { id: 2, run: 'second' }, { id: 3, run: 'second' }]);
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM marts.overwritten')).to.deep.equal([{ n: 3 }]);
    expect(await warehouse.rows('SELECT COUNT(*) AS n, MAX(top) AS top FROM raw.log')).to.deep.equal([{ n: 2, top: 3 }]);
  });

  it('meets new columns as onSchemaChange says', async () => {
    for (const [name, strategy] of [['extended', 'EXTEND'], ['fixed', 'FAIL'], ['synchronised', 'SYNCHRONIZE']] as const) {
      await define(`${name}.sqlx`, `config { type: "incremental", uniqueKey: ["id"], onSchemaChange: "${strategy}", tags: ["schema"] }\nselect id, 1.5 as more from \${ref("staged")}`);
    }
    const { code, output } = await dataform('run', '--tags', 'schema');
    expect(code).to.equal(1);
    expect(output).to.include(`Schema mismatch defined by on_schema_change = 'FAIL'. Added columns: [("more", "FLOAT64")], removed columns: []`);
    const columns = await warehouse.rows("SELECT table_name AS t, STRING_AGG(column_name, ',' ORDER BY ordinal_position) AS c FROM marts.INFORMATION_SCHEMA.COLUMNS WHERE table_name IN ('extended', 'fixed', 'synchronised') GROUP BY t ORDER BY t");
    expect(columns).to.deep.equal([{ t: 'extended', c: 'id,more' }, { t: 'fixed', c: 'id' }, { t: 'synchronised', c: 'id,more' }]);
    expect(await warehouse.rows("SELECT COUNT(*) AS n FROM marts.INFORMATION_SCHEMA.TABLES WHERE table_name LIKE '%df_temp%'")).to.deep.equal([{ n: 0 }]);
  });

  it('changes nothing in a dry run, and tells what would fail', async () => {
    await define('mart.sqlx', 'config { type: "table" }\nselect nope from ${ref("staged")}');
    const { code, output } = await dataform('run', '--dry-run', '--actions', 'mart');
    expect(code).to.equal(1);
    expect(output).to.include('Unrecognized name: nope');
    await define('mart.sqlx', FILES['mart.sqlx'] ?? '');
    expect((await dataform('run', '--dry-run')).code).to.equal(0);
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM marts.appended')).to.deep.equal([{ n: 6 }]);
  });

  it('runs unit tests', async () => {
    const passing = await dataform('test');
    expect(passing.output).to.match(/test_mart: .*passed/);
    expect(passing.code).to.equal(0);
    await define('mart.sqlx', 'config { type: "table" }\nselect id, name from ${ref("staged")}');
    expect((await dataform('test')).code).to.equal(1);
  });
});
