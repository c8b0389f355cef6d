import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('scripts', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
  });
  after(async () => {
    await warehouse.stop();
  });

  const cases: readonly { readonly name: string; readonly sql: string; readonly rows: unknown }[] = [
    { name: 'answers with the rows of the last query', sql: 'SELECT 1 AS a; SELECT 2 AS a; CREATE OR REPLACE TABLE d.x AS SELECT 3 AS a', rows: [{ a: 2 }] },
    { name: 'runs DECLARE, SET and IF', sql: "DECLARE x INT64 DEFAULT 3; DECLARE f FLOAT64; SET x = x + 1; SET f = x; IF x > 3 THEN SELECT x, f; ELSE SELECT 'no'; END IF", rows: [{ x: 4, f: 4 }] },
    { name: 'loops', sql: 'DECLARE i, s INT64 DEFAULT 0; WHILE i < 10 DO SET i = i + 1; IF MOD(i, 2) = 0 THEN CONTINUE; END IF; IF i > 7 THEN BREAK; END IF; SET s = s + i; END WHILE; SELECT i, s', rows: [{ i: 9, s: 16 }] },
    { name: 'goes over the rows of a query', sql: "DECLARE s STRING DEFAULT ''; FOR r IN (SELECT n, CAST(n AS STRING) AS t FROM UNNEST([3, 1, 2]) AS n ORDER BY n) DO SET s = CONCAT(s, r.t); END FOR; SELECT s", rows: [{ s: '123' }] },
    { name: 'hands errors to their handler', sql: "BEGIN SELECT 1 / 0; EXCEPTION WHEN ERROR THEN SELECT @@error.message AS m, '@@error.message' AS text; END", rows: [{ m: 'division by zero: 1 / 0', text: '@@error.message' }] },
    { name: 'keeps temporary tables to itself', sql: 'CREATE TEMP TABLE t AS SELECT 1 AS a; INSERT INTO t VALUES (2); UPDATE t SET a = 5 WHERE a = 2; SELECT SUM(a) AS s FROM t; DROP TABLE t', rows: [{ s: 6 }] },
    { name: 'executes text into variables', sql: "DECLARE r INT64; EXECUTE IMMEDIATE 'SELECT @a * 2' INTO r USING 21 AS a; SELECT r", rows: [{ r: 42 }] },
    { name: 'calls procedures with OUT arguments', sql: 'CREATE OR REPLACE PROCEDURE d.twice(n INT64, OUT r INT64) BEGIN SET r = n * 2; END; BEGIN DECLARE z INT64; CALL d.twice(21, z); SELECT z; END', rows: [{ z: 42 }] },
    { name: 'rolls a transaction back', sql: 'CREATE OR REPLACE TABLE d.tx AS SELECT 1 AS a; BEGIN TRANSACTION; INSERT INTO d.tx VALUES (2); CREATE TABLE d.inside AS SELECT 1 AS a; ROLLBACK TRANSACTION; SELECT COUNT(*) AS n FROM d.tx', rows: [{ n: 1 }] },
    { name: 'commits a transaction as a whole', sql: 'CREATE OR REPLACE TABLE d.tx AS SELECT 1 AS a; BEGIN TRANSACTION; INSERT INTO d.tx VALUES (2); DELETE FROM d.tx WHERE a = 1; COMMIT TRANSACTION; SELECT a FROM d.tx', rows: [{ a: 2 }] },
    { name: 'passes ASSERT that holds', sql: "ASSERT (SELECT COUNT(*) FROM UNNEST([1, 2])) = 2 AS 'two'; SELECT 'ok' AS a", rows: [{ a: 'ok' }] },
  ];
  for (const { name, sql, rows } of cases) {
    it(name, async () => {
      expect(await warehouse.rows(sql)).to.deep.equal(rows);
    });
  }

  const failures: readonly { readonly name: string; readonly sql: string; readonly message: string }[] = [
    { name: 'says where an error happened', sql: 'SELECT 1;\n  SELECT nope', message: 'Unrecognized name: nope at [2:10]' },
    { name: 'raises', sql: "SELECT 1;\nRAISE USING MESSAGE = CONCAT('bo', 'o')", message: 'boo at [2:1]' },
    { name: 'raises again', sql: 'BEGIN SELECT 1 / 0; EXCEPTION WHEN ERROR THEN RAISE; END', message: 'division by zero: 1 / 0 at [1:7]' },
    { name: 'fails an ASSERT with its description', sql: "ASSERT 1 = 2 AS 'one is two'", message: 'Assertion failed: one is two' },
    { name: 'refuses what does not coerce', sql: "DECLARE x INT64; SET x = 'a'", message: 'Cannot coerce expression of type STRING to type INT64 at [1:18]' },
    { name: 'knows no variable that was not declared', sql: 'SELECT 1; SET y = 1', message: 'Undeclared variable: y' },
  ];
  for (const { name, sql, message } of failures) {
    it(name, async () => {
      expect((await warehouse.failure(warehouse.rows(sql))).message).to.include(message);
    });
  }

  it('undoes the statements of a transaction when one fails, and keeps what was before', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.keep AS SELECT 1 AS a');
    await warehouse.failure(warehouse.rows('BEGIN TRANSACTION; DELETE FROM d.keep WHERE TRUE; SELECT 1 / 0; COMMIT TRANSACTION'));
    expect(await warehouse.rows('SELECT a FROM d.keep')).to.deep.equal([{ a: 1 }]);
  });

  it('leaves nothing of a script behind: neither temporary tables nor open transactions', async () => {
    await warehouse.rows('CREATE TEMP TABLE gone AS SELECT 1 AS a; SELECT 1');
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM gone'))).message).to.include('must be qualified with a dataset');
    await warehouse.rows('CREATE OR REPLACE TABLE d.open AS SELECT 1 AS a; BEGIN TRANSACTION; DELETE FROM d.open WHERE TRUE');
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.open')).to.deep.equal([{ n: 1 }]);
  });
});
