import { expect } from 'chai';
import { openDataformProject, type DataformProject } from './support/dataform.ts';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const incremental = (config: string, where: string): string => `config { type: "incremental", ${config} tags: ["incremental"] }
  pre_operations { declare seen default (select count(*) from \${ref("stg")}) }
  post_operations { assert seen > 0 as 'no events' }
  select id, day, ts, kind, \${when(incremental(), "'later'", "'first'")} as run from \${ref("stg")} \${when(incremental(), \`${where}\`)}`;

const FILES: Readonly<Record<string, string>> = {
  'includes/helpers.js': 'module.exports = { double: (column) => column + " * 2" };',
  'sources.js': 'declare({ schema: "raw", name: "events" });',
  'stg.sqlx': `config { type: "view", schema: "staging", bigquery: { labels: { team: "risk" } } }
    select id, date(ts) as day, ts, kind, amount, \${helpers.double("amount")} as twice from \${ref("raw", "events")}`,
  'by_day.sqlx': `config { type: "view", materialized: true, bigquery: { partitionBy: "day", clusterBy: ["kind"], additionalOptions: { enable_refresh: "true" } } }
    select date(ts) as day, kind, count(*) as n from \${ref("raw", "events")} group by 1, 2`,
  'daily.sqlx': `config { type: "table", description: "it's \\"daily\\"", columns: { stats: { description: "figures", columns: { n: "count" } } },
      bigquery: { partitionBy: "day", clusterBy: ["kind"], requirePartitionFilter: true, partitionExpirationDays: 4000, labels: { a: "b" }, additionalOptions: { friendly_name: '"Daily"' } } }
    select day, kind, struct(count(*) as n, sum(amount) as total) as stats from \${ref("stg")} group by day, kind`,
  'picked.sqlx': `config { type: "table", bigquery: { partitionBy: "TIMESTAMP_TRUNC(ts, MONTH)" }, dependencies: ["daily"], assertions: { uniqueKeys: [["id"], ["ts", "kind"]], nonNull: "id", rowConditions: ["amount >= 0"] } }
    js { const least = 3; }
    pre_operations {
      create temp table wanted as select id from \${ref("stg")} where id > \${least}
      ---
      create temp function next(i int64) as (i + 1)
    }
    post_operations { delete from \${self()} where id = 5 }
    select id, next(id) as successor, ts, kind, amount from \${ref("stg")} join wanted using (id)`,
  'made.sqlx': `config { type: "operations", hasOutput: true, dependencies: ["picked"] }
    declare top int64 default (select max(id) from \${ref("picked")});
    create or replace table \${self()} (n int64 not null, made_at timestamp default current_timestamp());
    insert into \${self()} (n) values (top);
    begin transaction; update \${self()} set n = n + 1 where true; commit transaction;
    if (select count(*) from \${self()} where made_at is null) > 0 then raise using message = 'no default'; end if`,
  'made.js': `
    ["x", "y"].forEach((name) => publish("made_" + name, { type: "table" }).query((ctx) => \`select '\${name}' as name, count(*) as n from \${ctx.ref("stg")}\`));
    operate("called", () => ["create or replace procedure marts.answer(out r int64) begin set r = 42; end", "begin declare r int64; call marts.answer(r); assert r = 42 as 'not 42'; end"]);
    assert("no_debts", (ctx) => \`select * from \${ctx.ref("stg")} where amount < 0\`);
    publish("vars", { type: "view" }).query(() => \`select date '\${dataform.projectConfig.vars.cutoff}' as cutoff\`);`,
  'appended.sqlx': incremental('', 'where ts > (select max(ts) from ${self()})'),
  'merged.sqlx': incremental('uniqueKey: ["id", "kind"], bigquery: { partitionBy: "date(ts)", updatePartitionFilter: "ts >= timestamp \'2020-01-02\'" },', ''),
  'overwritten.sqlx': incremental('incrementalStrategy: "INSERT_OVERWRITE", bigquery: { partitionBy: "day" },', "where day >= '2020-01-04'"),
  'protected.sqlx': incremental('protected: true, uniqueKey: ["id"],', ''),
  'ignored.sqlx': incremental('onSchemaChange: "IGNORE",', 'where false'),
  'extended.sqlx': incremental('uniqueKey: ["id"], onSchemaChange: "EXTEND",', ''),
  'synchronised.sqlx': incremental('uniqueKey: ["id"], onSchemaChange: "SYNCHRONIZE",', ''),
  'replaced.sqlx': incremental('incrementalStrategy: "INSERT_OVERWRITE", onSchemaChange: "EXTEND", bigquery: { partitionBy: "day" },', ''),
  'test_stg.sqlx': `config { type: "test", dataset: { schema: "staging", name: "stg" } }
    input "raw", "events" { select 1 as id, timestamp '2020-01-01' as ts, 'a' as kind, numeric '2' as amount }
    select 1 as id, date '2020-01-01' as day, timestamp '2020-01-01' as ts, 'a' as kind, numeric '2' as amount, numeric '4' as twice`,
};

describe('the Dataform CLI, feature by feature', function () {
  this.timeout(120_000);
  let warehouse: TestWarehouse;
  let project: DataformProject;
  const events = (from: number, to: number): Promise<unknown> =>
    warehouse.rows(`INSERT raw.events SELECT n, TIMESTAMP_ADD(TIMESTAMP '2020-01-01 00:00:00+00', INTERVAL n * 6 HOUR), IF(MOD(n, 2) = 0, 'a', 'b'), n * NUMERIC '1.5' FROM UNNEST(GENERATE_ARRAY(${from}, ${to})) AS n`);
  const runs = async (table: string): Promise<unknown> =>
    Object.fromEntries((await warehouse.rows(`SELECT run, COUNT(*) AS n FROM marts.${table} GROUP BY run`)).map(({ run, n }) => [run, n]));
  before(async () => {
    warehouse = await openTestWarehouse();
    project = await openDataformProject(() => warehouse.endpoint, FILES);
    await warehouse.rows('CREATE SCHEMA raw; CREATE TABLE raw.events (id INT64, ts TIMESTAMP, kind STRING, amount NUMERIC) PARTITION BY DATE(ts) CLUSTER BY kind');
    await events(1, 20);
  });
  after(async () => {
    await warehouse.stop();
    await project.remove();
  });

  it('runs every kind of action', async () => {
    const { code, output } = await project.dataform('run');
    expect(code, output).to.equal(0);
    expect(output.match(/Assertion passed/g)).to.have.lengthOf(4);
    expect(await warehouse.rows('SELECT MIN(id) AS lo, COUNT(*) AS n, COUNTIF(successor = id + 1) AS good FROM marts.picked')).to.deep.equal([{ lo: 4, n: 16, good: 16 }]);
    expect(await warehouse.rows('SELECT n FROM marts.made')).to.deep.equal([{ n: 21 }]);
  });

  it('keeps what configs say of a table: partitions, clusters, labels, descriptions of nested fields', async () => {
    const table = await warehouse.table('marts', 'daily');
    expect(table).to.deep.include({ description: `it's "daily"`, friendlyName: 'Daily', labels: { a: 'b' }, requirePartitionFilter: true, clustering: { fields: ['kind'] } });
    expect(table['timePartitioning']).to.deep.include({ type: 'DAY', field: 'day', expirationMs: String(4000 * 86_400_000) });
    expect(table).to.have.nested.property('schema.fields[2].fields[0].description', 'count');
    const view = await warehouse.table('marts', 'by_day');
    expect(view['type']).to.equal('MATERIALIZED_VIEW');
    expect(await warehouse.rows('SELECT SUM(n) AS n FROM marts.by_day')).to.deep.equal([{ n: 20 }]);
  });

  it('adds to incremental tables by every strategy, and meets added columns', async () => {
    await events(21, 24);
    for (const name of ['ignored', 'extended', 'synchronised', 'replaced']) {
      await project.define(`${name}.sqlx`, (FILES[`${name}.sqlx`] ?? '').replace('as run from', `as run, 1 as more from`));
    }
    const { code, output } = await project.dataform('run', '--tags', 'incremental');
    expect(code, output).to.equal(0);
    expect(await runs('appended')).to.deep.equal({ first: 20, later: 4 });
    // Three rows of the first day are outside the filter: they are not found, so that their like come a second time.
    expect(await runs('merged')).to.deep.equal({ first: 3, later: 24 });
    expect(await runs('overwritten')).to.deep.equal({ first: 11, later: 13 });
    expect(await runs('ignored')).to.deep.equal({ first: 20 });
    for (const name of ['extended', 'synchronised', 'replaced']) {
      expect(await runs(name), name).to.deep.equal({ later: 24 });
      // The CLI writes the columns that it saw before the run: a new one is filled by the next.
      expect(await warehouse.rows(`SELECT COUNT(*) AS n, COUNT(more) AS more FROM marts.${name}`)).to.deep.equal([{ n: 24, more: 0 }]);
    }
  });

  it('meets removed columns, refreshes in full, and protects what is protected', async () => {
    for (const name of ['extended', 'synchronised']) await project.define(`${name}.sqlx`, (FILES[`${name}.sqlx`] ?? '').replace('ts, kind,', 'kind,'));
    const { code, output } = await project.dataform('run', '--actions', 'extended', '--actions', 'synchronised');
    expect(code).to.equal(1);
    expect(output).to.include("Column removals are not allowed when on_schema_change = 'EXTEND'. Removed columns: [");
    expect(await warehouse.rows(`SELECT STRING_AGG(column_name ORDER BY ordinal_position) AS c FROM marts.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'synchronised'`)).to.deep.equal([{ c: 'id,day,kind,run' }]);
    const refreshed = await project.dataform('run', '--full-refresh', '--actions', 'appended', '--actions', 'protected');
    expect(refreshed.code, refreshed.output).to.equal(0);
    expect(await runs('appended')).to.deep.equal({ first: 24 });
    expect(await runs('protected')).to.deep.equal({ later: 24 });
  });

  it('runs dependencies and dependents of an action, in a dry run too', async () => {
    const { code, output } = await project.dataform('run', '--dry-run', '--actions', 'picked', '--include-deps', '--include-dependents');
    expect(code, output).to.equal(0);
    expect(output).to.match(/dry run success:.*staging\.stg/).and.match(/dry run success:.*marts\.made/).and.not.include('marts.vars');
    expect((await project.dataform('test')).code).to.equal(0);
  });
});
