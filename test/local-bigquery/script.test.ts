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
    { name: 'answers with the rows of the last query', sql: 'CREATE OR REPLACE TABLE d.x AS SELECT 3 AS a; SELECT 1 AS a; SELECT 2 AS a; ASSERT TRUE', rows: [{ a: 2 }] },
    { name: 'answers without rows when DDL comes after the last query', sql: 'SELECT 1 AS a; CREATE OR REPLACE TABLE d.x AS SELECT 3 AS a', rows: [] },
    { name: 'runs DECLARE, SET and IF', sql: "DECLARE x INT64 DEFAULT 3; DECLARE f FLOAT64; SET x = x + 1; SET f = x; IF x > 3 THEN SELECT x, f; ELSE SELECT 'no'; END IF", rows: [{ x: 4, f: 4 }] },
    { name: 'loops', sql: 'DECLARE i, s INT64 DEFAULT 0; WHILE i < 10 DO SET i = i + 1; IF MOD(i, 2) = 0 THEN CONTINUE; END IF; IF i > 7 THEN BREAK; END IF; SET s = s + i; END WHILE; SELECT i, s', rows: [{ i: 9, s: 16 }] },
    { name: 'goes over the rows of a query', sql: "DECLARE s STRING DEFAULT ''; FOR r IN (SELECT n, CAST(n AS STRING) AS t FROM UNNEST([3, 1, 2]) AS n ORDER BY n) DO SET s = CONCAT(s, r.t); END FOR; SELECT s", rows: [{ s: '123' }] },
    { name: 'hands errors to their handler', sql: "BEGIN SELECT 1 / 0; EXCEPTION WHEN ERROR THEN SELECT @@error.message AS m, '@@error.message' AS text; END", rows: [{ m: 'Query error: division by zero: 1 / 0 at [1:7]', text: '@@error.message' }] },
    { name: 'keeps temporary tables to itself', sql: 'CREATE TEMP TABLE t AS SELECT 1 AS a; INSERT INTO t VALUES (2); UPDATE t SET a = 5 WHERE a = 2; CREATE TEMP TABLE u AS SELECT SUM(a) AS s FROM t; DROP TABLE t; SELECT s FROM _SESSION.u', rows: [{ s: 6 }] },
    { name: 'executes text into variables', sql: "DECLARE r INT64; EXECUTE IMMEDIATE 'SELECT @a * 2' INTO r USING 21 AS a; SELECT r", rows: [{ r: 42 }] },
    { name: 'calls procedures with OUT arguments', sql: 'CREATE OR REPLACE PROCEDURE d.twice(n INT64, OUT r INT64) BEGIN SET r = n * 2; END; BEGIN DECLARE z INT64; CALL d.twice(21, z); SELECT z; END', rows: [{ z: 42 }] },
    { name: 'rolls a transaction back', sql: 'CREATE OR REPLACE TABLE d.tx AS SELECT 1 AS a; BEGIN TRANSACTION; INSERT INTO d.tx VALUES (2); CREATE TEMP TABLE inside AS SELECT 1 AS a; ROLLBACK TRANSACTION; SELECT COUNT(*) AS n FROM d.tx', rows: [{ n: 1 }] },
    { name: 'commits a transaction as a whole', sql: 'CREATE OR REPLACE TABLE d.tx AS SELECT 1 AS a; BEGIN TRANSACTION; INSERT INTO d.tx VALUES (2); DELETE FROM d.tx WHERE a = 1; COMMIT TRANSACTION; SELECT a FROM d.tx', rows: [{ a: 2 }] },
    { name: 'coerces what it assigns as GoogleSQL does', sql: "DECLARE n NUMERIC DEFAULT 1.5; DECLARE day DATE; DECLARE s STRUCT<x FLOAT64, y STRING>; SET (day, s) = ('2020-02-29', (SELECT AS STRUCT 1, 'q')); SELECT CAST(n + 1 AS STRING) AS n, CAST(day AS STRING) AS day, s.x, s.y", rows: [{ n: '2.5', day: '2020-02-29', x: 1, y: 'q' }] },
    { name: 'takes NULL for false, and goes on after a CASE without a match', sql: "IF NULL THEN SELECT 1; END IF; CASE 3 WHEN 1 THEN SELECT 'one'; END CASE; CASE WHEN NULL THEN SELECT 2; ELSE SELECT 'else' AS a; END CASE", rows: [{ a: 'else' }] },
    { name: 'leaves labelled loops and blocks', sql: 'DECLARE i, n INT64 DEFAULT 0; outer_: LOOP SET i = i + 1; REPEAT SET n = n + 1; IF n > 10 THEN LEAVE outer_; END IF; IF MOD(n, 3) = 0 THEN ITERATE OUTER_; END IF; UNTIL FALSE END REPEAT; END LOOP; done: BEGIN LEAVE done; SET i = 100; END; SELECT i, n', rows: [{ i: 4, n: 11 }] },
    { name: 'tells where a caught error came from', sql: "CREATE OR REPLACE PROCEDURE d.fails() BEGIN SELECT 1 / 0; END;\nBEGIN CALL d.fails(); EXCEPTION WHEN ERROR THEN SELECT @@error.message AS m, @@error.statement_text AS s, @@error.formatted_stack_trace AS f, ARRAY_LENGTH(@@error.stack_trace) AS n; END", rows: [{ m: 'Query error: division by zero: 1 / 0 at [home-credit.d.fails:1:7]', s: 'SELECT 1 / 0', f: 'At home-credit.d.fails[1:7]\nAt [2:7]', n: 2 }] },
    { name: 'knows system variables, and changes the default dataset', sql: "CREATE OR REPLACE TABLE d.counted AS SELECT 1 AS a; INSERT d.counted VALUES (2), (3); SET @@dataset_id = 'd'; SELECT @@row_count AS n, @@project_id AS p, @@dataset_id AS d, (SELECT COUNT(*) FROM counted) AS c", rows: [{ n: 2, p: 'home-credit', d: 'd', c: 3 }] },
    { name: 'counts the rows that the last statement changed', sql: 'CREATE OR REPLACE TABLE d.counted AS SELECT 1 AS a; INSERT d.counted VALUES (2), (3); SELECT @@row_count AS n', rows: [{ n: 2 }] },
    { name: 'hands results of dynamic SQL on, coerced, and NULL for no row', sql: "DECLARE f FLOAT64; DECLARE n INT64 DEFAULT 1; EXECUTE IMMEDIATE 'SELECT ? + ?' INTO f USING 1, 2; EXECUTE IMMEDIATE 'SELECT @a FROM UNNEST([]) AS x' INTO n USING 7 AS a; SELECT f, n", rows: [{ f: 3, n: null }] },
    { name: 'passes values through procedures both ways', sql: 'CREATE OR REPLACE PROCEDURE d.both(a INT64, INOUT b FLOAT64, OUT c STRING) BEGIN SET b = b + a; SET c = CAST(b AS STRING); END; BEGIN DECLARE x FLOAT64 DEFAULT 1.5; DECLARE y STRING; CALL d.both(2, x, y); SELECT x, y; END', rows: [{ x: 3.5, y: '3.5' }] },
    { name: 'takes its own project for the default one', sql: "SET @@dataset_project_id = 'home-credit'; SELECT @@dataset_project_id AS a", rows: [{ a: 'home-credit' }] },
    { name: 'takes for possible what an earlier turn of a loop makes', sql: "CREATE OR REPLACE PROCEDURE d.turns(OUT s INT64) BEGIN DECLARE i INT64 DEFAULT 0; WHILE i < 2 DO IF i = 1 THEN SET s = (SELECT SUM(a) FROM d.turn); ELSE CREATE OR REPLACE TABLE d.turn AS SELECT 5 AS a; END IF; SET i = i + 1; END WHILE; END; DROP TABLE IF EXISTS d.turn; BEGIN DECLARE r INT64; CALL d.turns(r); SELECT r; END", rows: [{ r: 5 }] },
    { name: 'passes ASSERT that holds', sql: "ASSERT (SELECT COUNT(*) FROM UNNEST([1, 2])) = 2 AS 'two'; SELECT 'ok' AS a", rows: [{ a: 'ok' }] },
  ];
  for (const { name, sql, rows } of cases) {
    it(name, async () => {
      expect(await warehouse.rows(sql)).to.deep.equal(rows);
    });
  }

  const failures: readonly { readonly name: string; readonly sql: string; readonly message: string }[] = [
    { name: 'says where an error happened', sql: 'SELECT 1;\n  SELECT nope', message: 'Query error: Unrecognized name: nope at [2:10]' },
    { name: 'finds a word unexpected where a statement should begin', sql: "SELECT 'é😀';\n-- then\nSELEC 2", message: 'Syntax error: Unexpected identifier "SELEC" at [3:1]' },
    { name: 'finds a statement ended too early otherwise', sql: 'SELECT 1; SELECT 2 SELECT 3', message: 'Syntax error: Expected end of input but got keyword SELECT at [1:20]' },
    { name: 'takes no empty statement', sql: 'SELECT 1;\n;\nSELECT 2', message: 'Syntax error: Unexpected ";" at [2:1]' },
    { name: 'takes no comments alone', sql: '-- nothing', message: 'Syntax error: Unexpected end of statement at [1:11]' },
    { name: 'makes no view of its variables', sql: 'DECLARE x INT64 DEFAULT 2; CREATE VIEW d.broken AS SELECT x AS a', message: 'A view cannot read variables, which are gone when it is read' },
    { name: 'raises', sql: "SELECT 1;\nRAISE USING MESSAGE = CONCAT('bo', 'o')", message: 'boo at [2:1]' },
    { name: 'raises again', sql: 'BEGIN SELECT 1 / 0; EXCEPTION WHEN ERROR THEN RAISE; END', message: 'division by zero: 1 / 0 at [1:7]' },
    { name: 'fails an ASSERT with its description', sql: "ASSERT 1 = 2 AS 'one is two'", message: 'one is two' },
    { name: 'refuses what does not coerce', sql: "DECLARE x INT64; SET x = 'a'", message: 'Query error: Cannot coerce expression of type STRING to type INT64 at [1:26]' },
    { name: 'places errors of expressions', sql: 'DECLARE x INT64;\nSET x =\n  nope + 1', message: 'Query error: Unrecognized name: nope at [3:3]' },
    { name: 'refuses DECLARE after other statements', sql: 'SELECT 1; DECLARE x INT64', message: 'Variable declarations are allowed only at the start of a block or script at [1:11]' },
    { name: 'refuses to hide a variable', sql: 'DECLARE x INT64; BEGIN DECLARE X STRING; END', message: "Variable 'X' redeclaration at [1:24]" },
    { name: 'refuses BREAK outside loops', sql: 'IF TRUE THEN BREAK; END IF', message: 'BREAK without label is only allowed inside of a loop body at [1:14]' },
    { name: 'refuses RAISE outside handlers', sql: 'BEGIN RAISE; END', message: 'Cannot re-raise an existing exception outside of an exception handler at [1:7]' },
    { name: 'checks the body of a procedure', sql: 'CREATE PROCEDURE d.wrong() BEGIN SELECT 1; DECLARE x INT64; END', message: 'Variable declarations are allowed only at the start of a block or script at [1:44]' },
    { name: 'checks the tables that a procedure names, in loops, too', sql: 'CREATE PROCEDURE d.wrong() BEGIN LOOP SELECT * FROM d.no_such; CREATE TABLE d.other (a INT64); END LOOP; END', message: 'Not found: Table home-credit:d.no_such was not found in location US at [1:39]' },
    { name: 'refuses an OUT argument that is no variable', sql: 'CREATE OR REPLACE PROCEDURE d.out_(OUT r INT64) BEGIN SET r = 1; END; CALL d.out_(3)', message: 'Procedure OUT/INOUT argument must be a variable' },
    { name: 'refuses dynamic SQL of several statements', sql: "EXECUTE IMMEDIATE 'SELECT 1; SELECT 2'", message: 'EXECUTE IMMEDIATE sql string must contain exactly one statement at [1:1]' },
    { name: 'refuses dynamic SQL that is NULL', sql: 'EXECUTE IMMEDIATE CAST(NULL AS STRING)', message: 'EXECUTE IMMEDIATE sql string cannot be NULL' },
    { name: 'refuses control statements as dynamic SQL', sql: "EXECUTE IMMEDIATE 'IF TRUE THEN SELECT 1; END IF'", message: 'SQL created by EXECUTE IMMEDIATE contains unsupported statement type: IfStatement' },
    { name: 'refuses what does not fit INTO', sql: "DECLARE s STRING; EXECUTE IMMEDIATE 'SELECT 1' INTO s", message: 'Value returned by Dynamic SQL has type INT64 which is not assignable to variable s of type STRING' },
    { name: 'refuses a DEFAULT that is longer than its variable', sql: "DECLARE s STRING(2) DEFAULT 'abc'", message: 'STRING(2) has maximum length 2 but got a value with length 3' },
    { name: 'refuses a value that is longer than its variable', sql: "DECLARE s STRING(2) DEFAULT 'ab'; SET s = 'abc'", message: 'STRING(2) has maximum length 2 but got a value with length 3' },
    { name: 'refuses DDL of permanent tables in a transaction', sql: 'BEGIN TRANSACTION; CREATE TABLE d.inside AS SELECT 1 AS a', message: 'is not allowed in a transaction' },
    { name: 'reads nothing in a transaction that an error has ended', sql: 'CREATE OR REPLACE TABLE d.tx AS SELECT 1 AS a; BEGIN BEGIN TRANSACTION; INSERT d.tx VALUES (2); SELECT 1 / 0; EXCEPTION WHEN ERROR THEN SELECT COUNT(*) FROM d.tx; END', message: 'The transaction was aborted by an earlier error: roll it back.' },
    { name: 'refuses another project as the default one', sql: "SET @@dataset_project_id = 'other'", message: 'SET @@dataset_project_id to other is not supported by the local BigQuery' },
    { name: 'refuses lengths of an argument, which it would not keep', sql: "CREATE OR REPLACE PROCEDURE d.short(s STRING(2)) BEGIN SELECT s; END; CALL d.short('abc')", message: 'An argument of a procedure of type STRING(2) is not supported by the local BigQuery' },
    { name: 'knows no other system variable', sql: 'SELECT 1; SET @@nope = 1', message: '@@nope' },
    { name: 'knows no variable that was not declared', sql: 'SELECT 1; SET y = 1', message: 'Undeclared variable: y' },
  ];
  for (const { name, sql, message } of failures) {
    it(name, async () => {
      expect((await warehouse.failure(warehouse.rows(sql))).message).to.include(message);
    });
  }

  it('is none when it only makes or drops a procedure', async () => {
    for (const [query, statementType, ddlOperationPerformed] of [
      ['CREATE PROCEDURE d.alone() BEGIN SELECT 1; END', 'CREATE_PROCEDURE', 'CREATE'],
      ['DROP PROCEDURE d.alone', 'DROP_PROCEDURE', 'DROP'],
      ['DROP PROCEDURE IF EXISTS d.alone', 'DROP_PROCEDURE', 'SKIP'],
    ] as const) {
      const [job] = await warehouse.bigquery.createQueryJob({ query });
      await job.getQueryResults();
      const answer: readonly unknown[] = await job.getMetadata();
      const { statistics } = answer[0] as { statistics: Record<string, unknown> };
      expect(statistics['numChildJobs']).to.equal(undefined);
      expect(statistics['query']).to.deep.include({ statementType, ddlOperationPerformed, ddlTargetRoutine: { projectId: 'home-credit', datasetId: 'd', routineId: 'alone' } });
    }
  });

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
