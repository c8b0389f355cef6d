import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('INFORMATION_SCHEMA', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows("CREATE SCHEMA d OPTIONS (description = 'q', default_table_expiration_days = 3)");
    await warehouse.rows(`CREATE TABLE d.parent (id INT64 NOT NULL OPTIONS (description = 'the "id"'), s STRING(10) DEFAULT 'x', st STRUCT<a INT64, b ARRAY<STRUCT<c DATE>>>, day DATE, PRIMARY KEY (id) NOT ENFORCED)
      PARTITION BY day CLUSTER BY s OPTIONS (labels = [('a', 'b')], expiration_timestamp = TIMESTAMP '2090-01-01 00:00:00 UTC')`);
    await warehouse.rows('CREATE TABLE d.child (n INT64, parent_id INT64 REFERENCES d.parent(id) NOT ENFORCED) PARTITION BY RANGE_BUCKET(n, GENERATE_ARRAY(0, 100, 10))');
    await warehouse.rows('INSERT d.child (n) VALUES (1), (5), (15), (NULL), (-3), (100)');
    await warehouse.rows('CREATE VIEW d.seen (x OPTIONS (description = "xx")) AS SELECT id FROM d.parent');
    await warehouse.rows('CREATE FUNCTION d.next(x INT64) RETURNS INT64 AS (x + 1)');
    await warehouse.rows('CREATE PROCEDURE d.proc(IN a INT64, INOUT `b c` ARRAY<STRUCT<x INT64, y STRING>>, OUT r STRING) BEGIN SELECT 1; END');
  });
  after(() => warehouse.stop());

  for (const [name, sql, rows] of [
    ['TABLES', "SELECT table_type AS t, is_insertable_into AS i, ddl FROM d.INFORMATION_SCHEMA.TABLES WHERE table_name = 'child'", [{ t: 'BASE TABLE', i: 'YES', ddl: 'CREATE TABLE `home-credit.d.child`\n(\n  n INT64,\n  parent_id INT64,\n  FOREIGN KEY (parent_id) REFERENCES `home-credit.d.parent`(id) NOT ENFORCED\n)\nPARTITION BY RANGE_BUCKET(n, GENERATE_ARRAY(0, 100, 10))', }]],
    ['COLUMNS', "SELECT column_name AS c, ordinal_position AS o, is_nullable AS n, data_type AS t, is_partitioning_column AS p, clustering_ordinal_position AS k, column_default AS d FROM d.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'parent' ORDER BY o", [
      { c: 'id', o: 1, n: 'NO', t: 'INT64', p: 'NO', k: null, d: null },
      { c: 's', o: 2, n: 'YES', t: 'STRING(10)', p: 'NO', k: 1, d: "'x'" },
      { c: 'st', o: 3, n: 'YES', t: 'STRUCT<a INT64, b ARRAY<STRUCT<c DATE>>>', p: 'NO', k: null, d: null },
      { c: 'day', o: 4, n: 'YES', t: 'DATE', p: 'YES', k: null, d: null },
    ]],
    ['COLUMN_FIELD_PATHS', "SELECT field_path AS f, data_type AS t FROM d.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS WHERE column_name = 'st'", [{ f: 'st', t: 'STRUCT<a INT64, b ARRAY<STRUCT<c DATE>>>' }, { f: 'st.a', t: 'INT64' }, { f: 'st.b', t: 'ARRAY<STRUCT<c DATE>>' }, { f: 'st.b.c', t: 'DATE' }]],
    ['TABLE_OPTIONS', "SELECT option_name AS o, option_type AS t, option_value AS v FROM d.INFORMATION_SCHEMA.TABLE_OPTIONS WHERE table_name = 'parent' ORDER BY o", [{ o: 'expiration_timestamp', t: 'TIMESTAMP', v: 'TIMESTAMP "2090-01-01T00:00:00.000Z"' }, { o: 'labels', t: 'ARRAY<STRUCT<STRING, STRING>>', v: '[STRUCT("a", "b")]' }]],
    ['VIEWS', 'SELECT table_name AS t, view_definition AS v, use_standard_sql AS s FROM d.INFORMATION_SCHEMA.VIEWS', [{ t: 'seen', v: 'SELECT id FROM d.parent', s: 'YES' }]],
    ['PARTITIONS', "SELECT partition_id AS p, total_rows AS n FROM d.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'child' ORDER BY p", [{ p: '0', n: 2 }, { p: '10', n: 1 }, { p: '__NULL__', n: 1 }, { p: '__UNPARTITIONED__', n: 2 }]],
    ['SCHEMATA', 'SELECT schema_name AS s, location AS l FROM INFORMATION_SCHEMA.SCHEMATA', [{ s: 'd', l: 'US' }]],
    ['SCHEMATA_OPTIONS', 'SELECT option_name AS o, option_type AS t, option_value AS v FROM `region-us`.INFORMATION_SCHEMA.SCHEMATA_OPTIONS ORDER BY o', [{ o: 'default_table_expiration_days', t: 'FLOAT64', v: '3.0' }, { o: 'description', t: 'STRING', v: '"q"' }]],
    ['ROUTINES', 'SELECT routine_name AS r, routine_type AS t, data_type AS d FROM d.INFORMATION_SCHEMA.ROUTINES ORDER BY r', [{ r: 'next', t: 'FUNCTION', d: 'INT64' }, { r: 'proc', t: 'PROCEDURE', d: null }]],
    ['PARAMETERS', 'SELECT specific_name AS s, ordinal_position AS o, parameter_mode AS m, parameter_name AS n, data_type AS t FROM d.INFORMATION_SCHEMA.PARAMETERS ORDER BY s, o', [
      { s: 'next', o: 0, m: null, n: null, t: 'INT64' },
      { s: 'next', o: 1, m: null, n: 'x', t: 'INT64' },
      { s: 'proc', o: 1, m: 'IN', n: 'a', t: 'INT64' },
      { s: 'proc', o: 2, m: 'INOUT', n: 'b c', t: 'ARRAY<STRUCT<X INT64, Y STRING>>' },
      { s: 'proc', o: 3, m: 'OUT', n: 'r', t: 'STRING' },
    ]],
    ['TABLE_CONSTRAINTS', 'SELECT constraint_name AS c, constraint_type AS t, enforced AS e FROM d.INFORMATION_SCHEMA.TABLE_CONSTRAINTS ORDER BY c', [{ c: 'child.fk$1', t: 'FOREIGN KEY', e: 'NO' }, { c: 'parent.pk$', t: 'PRIMARY KEY', e: 'NO' }]],
    ['KEY_COLUMN_USAGE', "SELECT column_name AS c, ordinal_position AS o, position_in_unique_constraint AS p FROM d.INFORMATION_SCHEMA.KEY_COLUMN_USAGE WHERE table_name = 'child'", [{ c: 'parent_id', o: 1, p: 1 }]],
    ['CONSTRAINT_COLUMN_USAGE', "SELECT table_name AS t, column_name AS c FROM d.INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE WHERE constraint_name = 'child.fk$1'", [{ t: 'parent', c: 'id' }]],
    ['all of a project in a region', 'SELECT COUNT(*) AS n FROM `home-credit`.`region-us`.INFORMATION_SCHEMA.TABLES', [{ n: 3 }]],
    ['nothing of another region', 'SELECT COUNT(*) AS n FROM `home-credit.region-eu.INFORMATION_SCHEMA.TABLES`', [{ n: 0 }]],
    ['rows and bytes in __TABLES__', 'SELECT table_id AS t, row_count AS n, size_bytes AS b, type FROM d.__TABLES__ ORDER BY t', [{ t: 'child', n: 6, b: 40, type: 1 }, { t: 'parent', n: 0, b: 0, type: 1 }, { t: 'seen', n: 0, b: 0, type: 2 }]],
  ] as const) {
    it(`shows ${name}`, async () => {
      const found = await warehouse.rows(sql);
      // The table expires when its dataset says, at a time of its own.
      for (const row of found) if (typeof row['ddl'] === 'string') row['ddl'] = row['ddl'].replace(/\nOPTIONS\([\s\S]*$/, '');
      expect(found).to.deep.equal(rows);
    });
  }

  it("has BigQuery's columns, in its order", async () => {
    const columns = async (view: string): Promise<string[]> => Object.keys((await warehouse.rows(`SELECT * FROM d.INFORMATION_SCHEMA.${view} LIMIT 1`))[0] ?? {});
    expect(await columns('TABLES')).to.deep.equal(['table_catalog', 'table_schema', 'table_name', 'table_type', 'managed_table_type', 'is_insertable_into', 'is_fine_grained_mutations_enabled', 'is_typed', 'is_change_history_enabled', 'creation_time', 'base_table_catalog', 'base_table_schema', 'base_table_name', 'snapshot_time_ms', 'replica_source_catalog', 'replica_source_schema', 'replica_source_name', 'replication_status', 'replication_error', 'ddl', 'default_collation_name', 'sync_status', 'upsert_stream_apply_watermark']);
    expect(await columns('COLUMNS')).to.deep.equal(['table_catalog', 'table_schema', 'table_name', 'column_name', 'ordinal_position', 'is_nullable', 'data_type', 'is_generated', 'generation_expression', 'is_stored', 'is_hidden', 'is_updatable', 'is_system_defined', 'is_partitioning_column', 'clustering_ordinal_position', 'collation_name', 'column_default', 'rounding_mode', 'data_policies', 'policy_tags']);
  });

  it('shows jobs: of one answer, scripts and their statements, failures', async () => {
    await warehouse.rows('SELECT 1; INSERT d.child (n) VALUES (7), (8)');
    await warehouse.failure(warehouse.rows('SELECT nope FROM d.child'));
    const jobs = await warehouse.rows("SELECT statement_type AS t, state AS s, error_result.message AS m, parent_job_id IS NOT NULL AS child, dml_statistics.inserted_row_count AS n FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE query IN ('SELECT 1; INSERT d.child (n) VALUES (7), (8)', 'SELECT 1', 'INSERT d.child (n) VALUES (7), (8)', 'SELECT nope FROM d.child') ORDER BY t, child");
    const done = { s: 'DONE', m: null, n: null };
    expect(jobs).to.deep.equal([
      { ...done, t: null, m: 'Unrecognized name: nope at [1:8]', child: false },
      { ...done, t: 'INSERT', child: true, n: 2 },
      { ...done, t: 'SCRIPT', child: false },
      { ...done, t: 'SELECT', child: true },
    ]);
  });

  it('shows which table a job wrote', async () => {
    await warehouse.rows('CREATE TABLE d.written AS SELECT 1 AS a');
    await warehouse.rows('DELETE FROM d.written WHERE a = 1');
    expect(await warehouse.rows("SELECT statement_type AS t, destination_table.dataset_id AS d FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE destination_table.table_id = 'written' ORDER BY t")).to.deep.equal([{ t: 'CREATE_TABLE_AS_SELECT', d: 'd' }, { t: 'DELETE', d: 'd' }]);
  });

  it('refuses views that it has not', async () => {
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM d.INFORMATION_SCHEMA.NOPE'))).message).to.include('INFORMATION_SCHEMA.NOPE is not supported by the local BigQuery');
  });
});
