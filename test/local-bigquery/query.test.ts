import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('queries through the official client', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
  });
  after(async () => {
    await warehouse.stop();
  });

  it('sends every type in the form that the client reads', async () => {
    const [row] = await warehouse.rows(`SELECT 9007199254740991 AS i, 0.1 AS f, CAST('NaN' AS FLOAT64) AS nan, CAST('-inf' AS FLOAT64) AS minus,
      1e300 AS big, NUMERIC '12345678901234567890.123456789' AS n, TRUE AS t, 'ä' AS s, b'\\x00\\xff' AS b, DATE '2020-02-29' AS d,
      TIME '12:30:00.25' AS ti, DATETIME '2020-01-01 00:00:00' AS dt, TIMESTAMP '2020-12-31 23:59:59.999999+00' AS ts,
      [1, 2] AS a, STRUCT(1 AS x, ['p'] AS y) AS st, CAST(NULL AS INT64) AS nothing`);
    expect(row).to.deep.include({ i: 9007199254740991, f: 0.1, minus: -Infinity, big: 1e300, t: true, s: 'ä', a: [1, 2], st: { x: 1, y: ['p'] }, nothing: null });
    expect(row?.['nan']).to.be.NaN;
    expect(String(row?.['n'])).to.equal('12345678901234567890.123456789');
    expect(row?.['b']).to.deep.equal(Buffer.from([0, 255]));
    expect((row?.['d'] as { value: string }).value).to.equal('2020-02-29');
    expect((row?.['ti'] as { value: string }).value).to.equal('12:30:00.250000');
    expect((row?.['dt'] as { value: string }).value).to.equal('2020-01-01T00:00:00');
    expect((row?.['ts'] as { value: string }).value).to.equal('2020-12-31T23:59:59.999999000Z');
  });

  it('takes named and positional parameters, arrays and structs included', async () => {
    expect(await warehouse.rows('SELECT @n + 1 AS n, @s AS s, @list AS list, @part.x AS x', { n: 41, s: "it's", list: ['a', 'b'], part: { x: 1.5 } })).to.deep.equal([
      { n: 42, s: "it's", list: ['a', 'b'], x: 1.5 },
    ]);
    expect(await warehouse.rows('SELECT ? AS a, ? AS b', [1, 'two'])).to.deep.equal([{ a: 1, b: 'two' }]);
  });

  it('puts integers where the parameters stand, and nowhere else', async () => {
    const [row] = await warehouse.rows(`SELECT "$1 it's $2" AS s, @a AS a, -@b AS b, @a - @b AS d`, { a: -9007199254740991, b: -2 });
    expect(row).to.deep.equal({ s: "$1 it's $2", a: -9007199254740991, b: 2, d: -9007199254740989 });
  });

  const INT64 = { type: 'INT64' };
  const STRUCT = { type: 'STRUCT', structTypes: [{ name: 'x', type: INT64 }] };
  const odd: readonly [string, unknown, unknown, RegExp][] = [
    ['a list for a number', INT64, { arrayValues: [{ value: '1' }] }, /arrayValues is not the value of a parameter of type INT64/],
    ['a member that there is not', INT64, { odd: 1 }, /odd is not the value/],
    ['a number for a list', { type: 'ARRAY', arrayType: INT64 }, { value: '1' }, /that is arrayValues/],
    ['a number that JSON cannot hold', INT64, { value: 2 ** 60 }, /must be a string/],
    ['a field that the type has not', STRUCT, { structValues: { y: { value: '1' } } }, /names a field "y"/],
    ['a struct of no fields', { type: 'STRUCT' }, {}, /holds no fields/],
    ['a struct of two fields of one name', { type: 'STRUCT', structTypes: [{ type: INT64 }, { type: INT64 }] }, { structValues: { '': { value: '1' } } }, /names the field "" twice/],
  ];
  for (const [name, parameterType, parameterValue, message] of odd) {
    it(`refuses as a parameter ${name}`, async () => {
      const { status, body } = await warehouse.request('POST', '/projects/home-credit/queries', { query: 'SELECT @p', useLegacySql: false, parameterMode: 'NAMED', queryParameters: [{ name: 'p', parameterType, parameterValue }] });
      expect(status).to.equal(400);
      expect((body['error'] as { message: string }).message).to.match(message);
    });
  }

  it('takes a TIMESTAMP parameter in any zone, and none that there is not', async () => {
    const ask = async (value: string): Promise<unknown> => {
      const queryParameters = [{ name: 'p', parameterType: { type: 'TIMESTAMP' }, parameterValue: { value } }];
      const { body } = await warehouse.request('POST', '/projects/home-credit/queries', { query: 'SELECT STRING(@p)', useLegacySql: false, parameterMode: 'NAMED', queryParameters });
      return (body['rows'] as { f: { v: string }[] }[] | undefined)?.[0]?.f[0]?.v ?? (body['error'] as { code: number }).code;
    };
    expect(await ask('2020-07-02 03:04:05.25 America/New_York')).to.equal('2020-07-02 07:04:05.250+00');
    expect(await ask('2020-01-02 03:04:05 UTC')).to.equal('2020-01-02 03:04:05+00');
    // The clock skips this hour, and shows that one twice.
    expect(await ask('2020-03-08 02:30:00 America/New_York')).to.equal('2020-03-08 07:30:00+00');
    expect(await ask('2020-11-01 01:30:00 America/New_York')).to.equal('2020-11-01 05:30:00+00');
    expect(await ask('2020-01-02 03:04:05+14:00')).to.equal('2020-01-01 13:04:05+00');
    for (const odd of ['2020-01-02 03:04:05 Nowhere/City', '2020-01-02 03:04:05+14:01', '2020-01-02 03:04:05+99', '9999-12-31 23:59:59-01', '0001-01-01 00:00:00+01']) expect(await ask(odd), odd).to.equal(400);
  });

  it('refuses a parameter that is no value of its type', async () => {
    const body = { query: 'SELECT @n', useLegacySql: false, parameterMode: 'NAMED', queryParameters: [{ name: 'n', parameterType: { type: 'INT64' }, parameterValue: { value: '1.5' } }] };
    const { status, body: answer } = await warehouse.request('POST', '/projects/home-credit/queries', body);
    expect(status).to.equal(400);
    expect((answer['error'] as { message: string }).message).to.equal('Query parameter n: Invalid value for type INT64: 1.5');
  });

  it('answers in the TIMESTAMP format that is asked for, with and without the path prefix', async () => {
    const ask = async (path: string, formatOptions?: unknown, timestamp = '2001-09-09 01:46:40.5+00'): Promise<unknown> => {
      const { body } = await warehouse.request('POST', `${path}/projects/home-credit/queries`, { query: `SELECT TIMESTAMP '${timestamp}'`, useLegacySql: false, formatOptions });
      return (body['rows'] as { f: { v: string }[] }[])[0]?.f[0]?.v;
    };
    expect(await ask('')).to.equal('1.0000000005E9');
    expect(await ask('/bigquery/v2', { useInt64Timestamp: true })).to.equal('1000000000500000');
    expect(await ask('', { useInt64Timestamp: true }, '1969-12-31 23:59:59.999999+00')).to.equal('-1');
    expect(await ask('', { timestampOutputFormat: 'ISO8601_STRING' })).to.equal('2001-09-09T01:46:40.500000Z');
  });

  it('shows errors in the shape of BigQuery, with line and column', async () => {
    const { failure } = warehouse;
    expect(await failure(warehouse.rows('SELECT\n  nope'))).to.include({ reason: 'invalidQuery', location: 'q', message: 'Unrecognized name: nope at [2:3]' });
    expect(await failure(warehouse.rows('SELECT * FROM d.missing'))).to.include({ reason: 'notFound', message: 'Not found: Table home-credit:d.missing was not found in location US' });
    expect(await failure(warehouse.rows('SELECT * FROM nods.t'))).to.include({ reason: 'notFound', message: 'Not found: Dataset home-credit:nods was not found in location US' });
    expect(await failure(warehouse.rows('SELECT 1 / 0'))).to.include({ reason: 'invalidQuery', message: 'division by zero: 1 / 0' });
  });

  it('never uses the plan of a query on rows that came after it', async () => {
    await warehouse.rows("CREATE OR REPLACE TABLE d.late AS SELECT 1 AS a, 'x' AS b UNION ALL SELECT 9, 'y'");
    const query = 'SELECT a, b FROM d.late WHERE a < 100 ORDER BY a';
    expect(await warehouse.rows(query)).to.have.lengthOf(2);
    await warehouse.rows("INSERT INTO d.late VALUES (5, 'longer'), (1000, 'out'), (50, NULL)");
    expect(await warehouse.rows(query)).to.deep.equal([
      { a: 1, b: 'x' },
      { a: 5, b: 'longer' },
      { a: 9, b: 'y' },
      { a: 50, b: null },
    ]);
  });

  it('compiles a view anew when what it reads has changed', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.base AS SELECT 1 AS a');
    await warehouse.rows('CREATE OR REPLACE VIEW d.over AS SELECT a FROM d.base');
    await warehouse.rows('CREATE OR REPLACE VIEW d.above AS SELECT a AS b FROM d.over');
    expect(await warehouse.rows('SELECT * FROM d.over')).to.deep.equal([{ a: 1 }]);
    expect(await warehouse.rows('SELECT b FROM d.above')).to.deep.equal([{ b: 1 }]);
    await warehouse.rows("CREATE OR REPLACE TABLE d.base AS SELECT 'text' AS a");
    expect(await warehouse.rows('SELECT * FROM d.over')).to.deep.equal([{ a: 'text' }]);
    expect(await warehouse.rows('SELECT UPPER(b) AS c FROM d.above')).to.deep.equal([{ c: 'TEXT' }]);
    await warehouse.rows("CREATE OR REPLACE VIEW d.over AS SELECT a || '!' AS a FROM d.base");
    expect(await warehouse.rows('SELECT b FROM d.above')).to.deep.equal([{ b: 'text!' }]);
  });

  it('reads the same bytes by a view that it knows', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.base AS SELECT 1 AS a, 2 AS b');
    await warehouse.rows('CREATE OR REPLACE VIEW d.over AS SELECT a FROM d.base');
    const bytes = async (sql: string): Promise<unknown> => {
      const [job] = await warehouse.bigquery.createQueryJob({ query: sql, dryRun: true });
      return (job.metadata as { statistics: { totalBytesProcessed: string } }).statistics.totalBytesProcessed;
    };
    expect(await bytes('SELECT * FROM d.over')).to.equal('8');
    expect(await bytes('SELECT a + 1 FROM d.over')).to.equal('8');
  });

  it('lets views nest sixteen deep, also by views that it knows', async () => {
    await warehouse.rows('CREATE VIEW d.nested1 AS SELECT 1 AS a');
    for (let level = 2; level <= 17; level += 1) {
      expect(await warehouse.rows(`SELECT a FROM d.nested${level - 1}`)).to.deep.equal([{ a: 1 }]);
      await warehouse.rows(`CREATE VIEW d.nested${level} AS SELECT a FROM d.nested${level - 1}`);
    }
    expect((await warehouse.failure(warehouse.rows('SELECT a FROM d.nested17'))).message).to.include('nests more than 16 views');
  });

  it('keeps ids that differ in case apart', async () => {
    await warehouse.rows('CREATE TABLE d.Case AS SELECT 1 AS a');
    await warehouse.rows('CREATE TABLE d.case AS SELECT 2 AS a');
    expect(await warehouse.rows('SELECT a FROM d.Case')).to.deep.equal([{ a: 1 }]);
    expect(await warehouse.rows('SELECT a FROM d.case')).to.deep.equal([{ a: 2 }]);
  });

  it('tells a dry run its schema and runs nothing', async () => {
    const [job] = await warehouse.bigquery.createQueryJob({ query: 'SELECT 1 AS a, [STRUCT("x" AS s)] AS l', dryRun: true });
    const { statistics } = job.metadata as { statistics: { query: { schema: unknown; statementType: string } } };
    expect(statistics.query.statementType).to.equal('SELECT');
    expect(statistics.query.schema).to.deep.equal({
      fields: [
        { name: 'a', type: 'INTEGER', mode: 'NULLABLE' },
        { name: 'l', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 's', type: 'STRING', mode: 'NULLABLE' }] },
      ],
    });
    await warehouse.bigquery.createQueryJob({ query: 'CREATE TABLE d.dry AS SELECT 1 AS a', dryRun: true });
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM d.dry'))).reason).to.equal('notFound');
  });

  it('tells a dry run the parameters that are to be declared, and their types', async () => {
    const undeclared = async (query: string): Promise<unknown> =>
      ((await warehouse.bigquery.createQueryJob({ query, dryRun: true }))[0].metadata as { statistics: { query: { undeclaredQueryParameters?: unknown } } }).statistics.query.undeclaredQueryParameters;
    expect(await undeclared('SELECT @a + 1 FROM UNNEST([DATE \'2020-01-01\']) AS day WHERE day IN UNNEST(@days) AND @A > 5')).to.deep.equal([
      { name: 'a', parameterType: { type: 'INT64' } },
      { name: 'days', parameterType: { type: 'ARRAY', arrayType: { type: 'DATE' } } },
    ]);
    expect(await undeclared('SELECT CONCAT(?, \'x\'), ? * 1.5')).to.deep.equal([{ parameterType: { type: 'STRING' } }, { parameterType: { type: 'FLOAT64' } }]);
    expect(await undeclared('SELECT 1')).to.equal(undefined);
    expect((await warehouse.failure(undeclared('SELECT @a + missing'))).message).to.equal('Unrecognized name: missing at [1:13]');
  });

  it('follows the dry run of a script as far as DDL or a branch', async () => {
    const dryRun = async (query: string): Promise<unknown> => (await warehouse.bigquery.createQueryJob({ query, dryRun: true }))[0].metadata;
    await warehouse.rows('CREATE TABLE d.cut AS SELECT 1 AS a');
    expect((await warehouse.failure(dryRun('DECLARE x DEFAULT 1;\nSELECT x;\nSELECT x + missing'))).message).to.equal('Query error: Unrecognized name: missing at [3:12]');
    expect((await warehouse.failure(dryRun('CREATE PROCEDURE d.dry() BEGIN SELECT missing; END'))).message).to.equal('Query error: Unrecognized name: missing at [1:39]');
    expect((await warehouse.failure(dryRun("SET @@dataset_id = 'd'; TRUNCATE TABLE d.cut; SELECT a, missing FROM cut"))).message).to.equal('Query error: Unrecognized name: missing at [1:57]');
    await warehouse.rows('CREATE PROCEDURE d.takes(x ANY TYPE, y STRING) BEGIN SELECT x; END');
    expect((await warehouse.failure(dryRun("CALL d.takes('a', 1)"))).message).to.equal('Query error: Cannot coerce expression of type INT64 to type STRING at [1:19]');
    for (const query of ['CREATE TABLE d.dry AS SELECT 1 AS a; SELECT b FROM d.dry', 'IF missing THEN SELECT 1; END IF', "EXECUTE IMMEDIATE 'x'; SELECT missing", "CALL d.takes(1, 'a'); SELECT missing"]) {
      expect(await dryRun(query)).to.have.nested.property('statistics.query.statementType', 'SCRIPT');
    }
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM d.dry'))).reason).to.equal('notFound');
  });

  it('takes a query after temporary functions for a single one', async () => {
    const query = 'CREATE TEMP FUNCTION twice(x INT64) AS (2 * x); SELECT twice(21) AS a';
    const [dry] = await warehouse.bigquery.createQueryJob({ query, dryRun: true });
    expect((dry.metadata as { statistics: { query: unknown } }).statistics.query).to.include({ statementType: 'SELECT' }).and.have.nested.property('schema.fields[0].name', 'a');
    const [job] = await warehouse.bigquery.createQueryJob({ query, destination: warehouse.bigquery.dataset('d').table('after_functions') });
    expect((await job.getQueryResults())[0]).to.deep.equal([{ a: 42 }]);
    expect(await warehouse.rows('SELECT a FROM d.after_functions')).to.deep.equal([{ a: 42 }]);
  });

  it('pages through a result that is too big for memory', async () => {
    const query = "SELECT n, REPEAT('x', 300) AS pad FROM UNNEST(GENERATE_ARRAY(1, 60000)) AS n ORDER BY n";
    const [job] = await warehouse.bigquery.createQueryJob(query);
    let expected = 1;
    for await (const row of job.getQueryResultsStream() as AsyncIterable<{ n: number }>) {
      if (row.n !== expected) expect.fail(`row ${expected} is ${row.n}`);
      expected += 1;
    }
    expect(expected).to.equal(60001);
  });

  it('writes into a destination table by its disposition', async () => {
    const destination = warehouse.bigquery.dataset('d').table('dest');
    const run = async (query: string, writeDisposition: string): Promise<unknown> => {
      const [job] = await warehouse.bigquery.createQueryJob({ query, destination, writeDisposition });
      return (await job.getQueryResults())[0];
    };
    expect(await run('SELECT 1 AS a', 'WRITE_EMPTY')).to.deep.equal([{ a: 1 }]);
    expect((await warehouse.failure(run('SELECT 2 AS a', 'WRITE_EMPTY'))).reason).to.equal('duplicate');
    expect(await run('SELECT 2 AS a', 'WRITE_APPEND')).to.deep.equal([{ a: 1 }, { a: 2 }]);
    expect(await run("SELECT 'b' AS b", 'WRITE_TRUNCATE')).to.deep.equal([{ b: 'b' }]);
    await run('SELECT 1 AS x, 2 AS y', 'WRITE_TRUNCATE');
    expect(await run('SELECT 4 AS y, 3 AS x', 'WRITE_APPEND')).to.deep.equal([{ x: 1, y: 2 }, { x: 3, y: 4 }]);
    expect((await warehouse.failure(run('SELECT 1 AS `x.y`', 'WRITE_TRUNCATE'))).message).to.include('Invalid field name "x.y"');
  });

  it('interrupts a job that is cancelled', async () => {
    const [job] = await warehouse.bigquery.createQueryJob('SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 200000)) a, UNNEST(GENERATE_ARRAY(1, 200000)) b WHERE a + b > 7');
    await job.cancel();
    const error = await warehouse.failure(job.getQueryResults());
    expect(error).to.include({ reason: 'stopped' });
  });

  it('serves fifty clients at once, writers of one table among them', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.busy (k INT64)');
    await Promise.all(Array.from({ length: 50 }, (_, k) => (k % 2 === 0 ? warehouse.rows('INSERT INTO d.busy VALUES (@k)', { k }) : warehouse.rows('SELECT COUNT(*) AS n FROM d.busy'))));
    expect(await warehouse.rows('SELECT COUNT(*) AS n, SUM(k) AS s FROM d.busy')).to.deep.equal([{ n: 25, s: 600 }]);
  });

  it('shows readers the old table or the new one while it is replaced', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.flip AS SELECT 0 AS v FROM UNNEST(GENERATE_ARRAY(1, 1000))');
    const writes = (async () => {
      for (let v = 1; v <= 10; v += 1) await warehouse.rows(`CREATE OR REPLACE TABLE d.flip AS SELECT ${v} AS v FROM UNNEST(GENERATE_ARRAY(1, 1000))`);
    })();
    const reads = Array.from({ length: 5 }, async () => {
      for (let read = 0; read < 10; read += 1) {
        const [row] = await warehouse.rows('SELECT COUNT(*) AS n, MIN(v) = MAX(v) AS one FROM d.flip');
        expect(row).to.deep.equal({ n: 1000, one: true });
      }
    });
    await Promise.all([writes, ...reads]);
  });

  it('shows tables and columns in INFORMATION_SCHEMA', async () => {
    await warehouse.rows('CREATE SCHEMA info; CREATE TABLE info.t (a INT64 NOT NULL, b ARRAY<STRUCT<x STRING>>) PARTITION BY RANGE_BUCKET(a, GENERATE_ARRAY(0, 10, 1)) CLUSTER BY a; CREATE VIEW info.v AS SELECT a FROM info.t');
    expect(await warehouse.rows('SELECT table_name, column_name, ordinal_position AS o, data_type, is_nullable, is_partitioning_column AS p FROM info.INFORMATION_SCHEMA.COLUMNS ORDER BY 1, 3')).to.deep.equal([
      { table_name: 't', column_name: 'a', o: 1, data_type: 'INT64', is_nullable: 'NO', p: 'YES' },
      { table_name: 't', column_name: 'b', o: 2, data_type: 'ARRAY<STRUCT<x STRING>>', is_nullable: 'NO', p: 'NO' },
      { table_name: 'v', column_name: 'a', o: 1, data_type: 'INT64', is_nullable: 'YES', p: 'NO' },
    ]);
    expect(await warehouse.rows('SELECT table_name, table_type FROM `home-credit.info.INFORMATION_SCHEMA.TABLES` ORDER BY 1')).to.deep.equal([
      { table_name: 't', table_type: 'BASE TABLE' },
      { table_name: 'v', table_type: 'VIEW' },
    ]);
  });

  it('takes expressions and subqueries that are deeply nested', async () => {
    const chain = (text: string, operator: string): string => Array.from({ length: 60 }, () => text).join(operator);
    const nested = (open: string, inner: string, close: string): string => `${open.repeat(40)}${inner}${close.repeat(40)}`;
    const sql = `SELECT ${chain('x', ' + ')} AS total, LENGTH(${chain("'a'", ' || ')}) AS length, ${nested('IF(x > 1, 0, ', 'x', ')')} AS found, ${nested('COALESCE(NULL, ', 'x', ')')} AS kept
      FROM ${nested('(SELECT * FROM ', '(SELECT 1 AS x)', ')')}`;
    expect(await warehouse.rows(sql)).to.deep.equal([{ total: 60, length: 60, found: 1, kept: 1 }]);
  });
});
