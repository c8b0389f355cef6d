import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('STRING and BYTES through the official client', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
  });
  after(async () => {
    await warehouse.stop();
  });

  it('takes BYTES and STRING parameters into functions and gives them back unchanged', async () => {
    const bytes = Buffer.from([0, 255, 97, 98, 0]);
    const text = '\ufeffe\u0301 👍\u2028"\\';
    const [[row]] = await warehouse.bigquery.query({
      query: 'SELECT @b AS whole, SUBSTR(@b, 2, 3) AS part, REVERSE(@b) AS turned, STRPOS(@b, @part) AS place, @s AS text, REVERSE(@s) AS reversed, LENGTH(@s) AS length',
      params: { b: bytes.toString('base64'), part: bytes.subarray(2, 4).toString('base64'), s: text },
      types: { b: 'BYTES', part: 'BYTES', s: 'STRING' },
    }) as unknown as [Record<string, unknown>[]];
    expect(row).to.deep.equal({
      whole: bytes, part: bytes.subarray(1, 4), turned: Buffer.from(bytes).reverse(), place: 3,
      text, reversed: Array.from(text).reverse().join(''), length: Array.from(text).length,
    });
  });

  it('takes patterns, formats and their arguments from parameters', async () => {
    const [row] = await warehouse.rows(
      'SELECT REGEXP_EXTRACT(@s, @p, 3) AS found, REGEXP_EXTRACT_ALL(@s, @p) AS every, REGEXP_REPLACE(@s, @p, @r) AS replaced, REGEXP_INSTR(@s, @p, 1, 2) AS place, FORMAT(@f, @s, @i) AS formatted, @s LIKE @l AS alike',
      { s: 'banana', p: '(a)n', r: '<\\1>', f: '%-8s|%05d', i: -42, l: 'b_n%' },
    );
    expect(row).to.deep.equal({ found: 'a', every: ['a', 'a'], replaced: 'b<a><a>a', place: 4, formatted: 'banana  |-0042', alike: true });
  });

  it('keeps BYTES and text in tables, filters, groups and orders by them', async () => {
    await warehouse.rows(`CREATE TABLE d.texts AS SELECT b, SAFE_CONVERT_BYTES_TO_STRING(b) AS s FROM UNNEST([b'a\\xff', b'', b'a', NULL, b'\\xef\\xbb\\xbfx']) AS b`);
    const rows = await warehouse.rows(`SELECT TO_HEX(b) AS hex, s, COUNT(*) AS n FROM d.texts WHERE b IS NULL OR b LIKE b'%' GROUP BY b, s ORDER BY b`);
    expect(rows).to.deep.equal([
      { hex: null, s: null, n: 1 }, { hex: '', s: '', n: 1 }, { hex: '61', s: 'a', n: 1 }, { hex: '61ff', s: 'a\ufffd', n: 1 }, { hex: 'efbbbf78', s: '\ufeffx', n: 1 },
    ]);
  });

  it('computes in JavaScript over more rows than one batch, in parallel statements', async () => {
    const sql = `SELECT COUNTIF(REGEXP_EXTRACT(s, r'(1)|2', 2) = '1') AS found, COUNT(DISTINCT TO_HEX(SHA512(s))) AS hashes FROM (SELECT FORMAT('%x', i) AS s FROM UNNEST(GENERATE_ARRAY(1, 5000)) AS i)`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => warehouse.rows(sql)));
    const found = Array.from({ length: 5000 }, (_, index) => (index + 1).toString(16)).filter((text) => /^[^12]*1/.test(text.slice(1))).length;
    for (const rows of answers) expect(rows).to.deep.equal([{ found, hashes: 5000 }]);
  });

  it('fails in the words of BigQuery, and gives NULL where SAFE says so', async () => {
    const failure = (sql: string, params?: unknown): ReturnType<TestWarehouse['failure']> => warehouse.failure(warehouse.rows(sql, params));
    expect(await failure('SELECT REGEXP_CONTAINS(@s, @p)', { s: 'a', p: '(' })).to.include({ reason: 'invalidQuery', message: 'Cannot parse regular expression: missing ): (' });
    expect((await failure(`SELECT CAST(b AS STRING) FROM UNNEST([b'a', b'\\xff']) AS b`)).message).to.equal('Invalid cast of bytes to UTF8 string');
    expect((await failure(`SELECT FORMAT('%d', 'a')`)).message).to.equal('Invalid type for argument 2 to FORMAT; Expected integer; Got STRING at [1:8]');
    expect((await failure('SELECT FORMAT(@f, 1)', { f: '%s' })).message).to.equal('Invalid type for argument 2 to FORMAT; Expected STRING; Got INT64');
    expect((await failure(`SELECT COLLATE('a', 'und:ci')`)).message).to.match(/^The function COLLATE .* is not supported by the local BigQuery/);
    expect(await warehouse.rows(`SELECT SAFE.REGEXP_CONTAINS('a', '(') AS a, SAFE.FROM_HEX('x') AS b, SAFE.CHR(-1) AS c, SAFE.NET.IP_FROM_STRING('x') AS d, SAFE_CAST(b'\\xff' AS STRING) AS e`)).to.deep.equal([
      { a: null, b: null, c: null, d: null, e: null },
    ]);
  });
});
