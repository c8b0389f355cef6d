import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

type Members = Record<string, unknown>;

describe('tables through the REST API', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
  });
  after(async () => {
    await warehouse.stop();
  });

  const FOLDER = '/projects/home-credit/datasets/d/tables';
  const call = async (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Members }> => warehouse.request(method, `${FOLDER}${path}`, body, headers);
  const create = async (tableId: string, more: Members): Promise<Members> => (await call('POST', '', { tableReference: { tableId }, ...more })).body;
  const message = ({ body }: { body: Members }): string => (body['error'] as { message: string } | undefined)?.message ?? 'no error';
  const insertAll = async (tableId: string, rows: readonly unknown[], more: Members = {}): Promise<unknown> =>
    (await call('POST', `/${tableId}/insertAll`, { rows: rows.map((json) => ({ json })), ...more })).body['insertErrors'];

  it('shows a schema as it was given, of every type', async () => {
    const scalars = ['STRING', 'BYTES', 'INTEGER', 'FLOAT', 'NUMERIC', 'BIGNUMERIC', 'BOOLEAN', 'TIMESTAMP', 'DATE', 'TIME', 'DATETIME', 'JSON', 'INTERVAL'].map((type) => ({ name: `a_${type.toLowerCase()}`, type }));
    const fields = [...scalars, { name: 'required', type: 'INTEGER', mode: 'REQUIRED', description: 'why' }, { name: 'rows', type: 'RECORD', mode: 'REPEATED', fields: [...scalars, { name: 'deep', type: 'RECORD', fields: [{ name: 'x', type: 'STRING', maxLength: '3' }] }] }];
    expect(await create('all', { schema: { fields } })).to.have.deep.property('schema', { fields });
    expect((await call('GET', '/all?selectedFields=rows,a_string&view=BASIC')).body).to.have.deep.property('schema', { fields: [scalars[0], fields.at(-1)] }).and.not.to.have.property('numRows');
  });

  const refused: readonly [string, Members, number, string][] = [
    ['a type that it has not', { schema: { fields: [{ name: 'g', type: 'GEOGRAPHY' }] } }, 501, 'The local BigQuery has no GEOGRAPHY (field g).'],
    ['a name that BigQuery keeps for itself', { schema: { fields: [{ name: '_PARTITIONTIME', type: 'DATE' }] } }, 400, 'Field names are not allowed to start with'],
    ['a field twice', { schema: { fields: [{ name: 'a', type: 'DATE' }, { name: 'A', type: 'DATE' }] } }, 400, 'Field A already exists in schema'],
    ['a partitioning column of another type', { schema: { fields: [{ name: 'a', type: 'STRING' }] }, timePartitioning: { type: 'DAY', field: 'a' } }, 400, 'The type found is: STRING'],
    ['clustering by what has no order', { schema: { fields: [{ name: 'a', type: 'FLOAT' }] }, clustering: { fields: ['a'] } }, 400, 'cannot be used for clustering'],
    ['clustering by a column twice', { schema: { fields: [{ name: 'a', type: 'DATE' }] }, clustering: { fields: ['a', 'A'] } }, 400, 'Duplicate clustering column: A'],
    ['more partitions than BigQuery makes', { schema: { fields: [{ name: 'a', type: 'INTEGER' }] }, rangePartitioning: { field: 'a', range: { start: '0', end: '10001', interval: '1' } } }, 400, 'at most 10000 partitions'],
    ['partitions by ingestion time', { schema: { fields: [{ name: 'a', type: 'DATE' }] }, timePartitioning: { type: 'DAY' } }, 501, 'name a field'],
    ['external data', { externalDataConfiguration: { sourceFormat: 'CSV' } }, 501, 'externalDataConfiguration'],
    ['a view in legacy SQL', { view: { query: 'SELECT 1', useLegacySql: true } }, 501, 'useLegacySql'],
  ];
  for (const [name, body, status, text] of refused) {
    it(`refuses ${name}`, async () => {
      const answer = await call('POST', '', { tableReference: { tableId: 'refused' }, ...body });
      expect([answer.status, message(answer)]).to.satisfy(([code, said]: [number, string]) => code === status && said.includes(text), `${answer.status} ${message(answer)}`);
      expect((await call('GET', '/refused')).status).to.equal(404);
    });
  }

  it('lets columns come and NOT NULL go, inside records too, and nothing else', async () => {
    await create('grow', { schema: { fields: [{ name: 'a', type: 'INTEGER', mode: 'REQUIRED' }, { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'x', type: 'STRING', maxLength: '3' }] }] } });
    await insertAll('grow', [{ a: 1, r: [{ x: 'abc' }] }]);
    const patch = (fields: readonly unknown[]): Promise<{ status: number; body: Members }> => call('PATCH', '/grow', { schema: { fields } });
    const r = (...inner: unknown[]): Members => ({ name: 'r', type: 'RECORD', mode: 'REPEATED', fields: inner });
    const x = { name: 'x', type: 'STRING', maxLength: '5' };
    const wanted = [{ name: 'a', type: 'INTEGER' }, r(x, { name: 'y', type: 'INTEGER' }), { name: 'l', type: 'STRING', mode: 'REPEATED' }];
    expect((await patch(wanted)).body).to.have.deep.property('schema', { fields: wanted });
    expect(await insertAll('grow', [{ r: [{ x: 'abcde', y: 2 }], l: ['z'] }])).to.equal(undefined);
    expect(await warehouse.rows('SELECT a, r, l FROM d.grow ORDER BY a NULLS LAST')).to.deep.equal([{ a: 1, r: [{ x: 'abc', y: null }], l: [] }, { a: null, r: [{ x: 'abcde', y: 2 }], l: ['z'] }]);
    const prefix = 'Provided Schema does not match Table home-credit:d.grow. ';
    expect(message(await patch([...wanted.slice(1)]))).to.equal(`${prefix}Field a is missing in new schema`);
    expect(message(await patch([{ name: 'a', type: 'STRING' }, ...wanted.slice(1)]))).to.equal(`${prefix}Field a has changed type from INT64 to STRING`);
    expect(message(await patch([{ name: 'a', type: 'INTEGER', mode: 'REQUIRED' }, ...wanted.slice(1)]))).to.equal(`${prefix}Field a has changed mode from NULLABLE to REQUIRED`);
    expect(message(await patch([wanted[0], r({ ...x, maxLength: '4' }, { name: 'y', type: 'INTEGER' }), wanted[2]]))).to.equal(`${prefix}Field r.x has changed type from STRING(5) to STRING(4)`);
    expect(message(await patch([...wanted, { name: 'n', type: 'DATE', mode: 'REQUIRED' }]))).to.equal(`${prefix}Cannot add required fields to an existing schema. (field: n)`);
    expect(message(await call('PATCH', '/grow', { timePartitioning: { type: 'DAY', field: 'a' } }))).to.include('Incompatible table partitioning specification');
    await patch([wanted[0], r(x, { name: 'y', type: 'INTEGER' }, { name: 'ls', type: 'INTEGER', mode: 'REPEATED' }), wanted[2]]);
    expect(await warehouse.rows('SELECT (SELECT SUM(ARRAY_LENGTH(ls)) FROM UNNEST(r)) AS n FROM d.grow')).to.deep.equal([{ n: 0 }, { n: 0 }]);
  });

  it('has tables without columns, until they get some', async () => {
    expect(await create('bare', {})).not.to.have.property('schema');
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM d.bare'))).message).to.equal('Table home-credit:d.bare does not have a schema.');
    await call('PATCH', '/bare', { schema: { fields: [{ name: 'a', type: 'INTEGER' }] } });
    expect(await warehouse.rows('SELECT * FROM d.bare')).to.deep.equal([]);
  });

  it('says why rows cannot be streamed, the bad ones first', async () => {
    await create('stream', { schema: { fields: [{ name: 'i', type: 'INTEGER', mode: 'REQUIRED' }, { name: 's', type: 'STRING', maxLength: '3' }, { name: 'r', type: 'RECORD', fields: [{ name: 'f', type: 'FLOAT', mode: 'REPEATED' }] }, { name: 't', type: 'TIMESTAMP' }] } });
    const bad: readonly [unknown, string, string][] = [
      [{ i: 'x' }, 'i', 'Cannot convert value to integer (bad value): x'],
      [{ i: 1.5 }, 'i', 'Cannot convert value to integer (bad value): 1.5'],
      [{ s: 'x' }, 'i', 'Missing required field: i.'],
      [{ i: 1, s: true }, 's', 'Conversion from bool to std::string is unsupported.'],
      [{ i: 1, s: 'abcd' }, 's', 'Field s: STRING(3) has maximum length 3 but got a value with length 4'],
      [{ i: 1, zz: 1 }, 'zz', 'no such field: zz.'],
      [{ i: [1] }, 'i', 'Array specified for non-repeated field: i.'],
      [{ i: 1, r: 1 }, 'r', 'This field: r is not a record.'],
      [{ i: 1, r: { f: ['q'] } }, 'r.f', 'Cannot convert value to floating point (bad value): q'],
      [{ i: 1, t: 'soon' }, 't', "Could not parse 'soon' as a timestamp. Required format is YYYY-MM-DD HH:MM[:SS[.SSSSSS]] or YYYY/MM/DD HH:MM[:SS[.SSSSSS]]"],
    ];
    const errors = (await insertAll('stream', [{ i: 0 }, ...bad.map(([row]) => row)])) as { index: number; errors: { reason: string; location: string; message: string }[] }[];
    expect(errors.map(({ index, errors: [error] }) => [index, error?.reason, error?.location, error?.message])).to.deep.equal([
      ...bad.map(([, location, text], index) => [index + 1, 'invalid', location, text]),
      [0, 'stopped', '', ''],
    ]);
    expect(await insertAll('stream', [{ i: 0, t: 1577836800.5 }, { i: 'x' }], { skipInvalidRows: true })).to.have.lengthOf(1);
    expect(await insertAll('stream', [{ i: 1, zz: 1 }], { ignoreUnknownValues: true })).to.equal(undefined);
    expect(await warehouse.rows('SELECT i, UNIX_MICROS(t) AS t, ARRAY_LENGTH(r.f) AS n FROM d.stream ORDER BY i')).to.deep.equal([{ i: 0, t: 1577836800500000, n: null }, { i: 1, t: null, n: null }]);
  });

  it('fills in what rows leave out, each for itself, and makes tables of a template', async () => {
    await create('filled', { schema: { fields: [{ name: 'i', type: 'INTEGER' }, { name: 'id', type: 'STRING', defaultValueExpression: 'GENERATE_UUID()' }, { name: 'k', type: 'STRING', defaultValueExpression: "'none'" }] } });
    expect(await insertAll('filled', [{ i: 1 }, { i: 2, k: null }, { i: 3 }], { templateSuffix: '_x' })).to.equal(undefined);
    expect(await warehouse.rows('SELECT COUNT(DISTINCT id) AS ids, ARRAY_AGG(IFNULL(k, "null") ORDER BY i) AS ks FROM d.filled_x')).to.deep.equal([{ ids: 3, ks: ['none', 'null', 'none'] }]);
    expect((await call('GET', '/filled')).body).to.include({ numRows: '0' });
  });

  it('lists chosen fields of records, page by page', async () => {
    await warehouse.rows("CREATE TABLE d.listed AS SELECT n, [STRUCT(n AS x, 'y' AS y)] AS r FROM UNNEST([1, 2, 3]) AS n");
    const { body } = await call('GET', '/listed/data?selectedFields=r.x&startIndex=1&maxResults=1');
    expect(body).to.deep.include({ totalRows: '3', rows: [{ f: [{ v: [{ v: { f: [{ v: '2' }] } }] }] }] }).and.to.have.property('pageToken');
    const both = await call('GET', '/listed/data?formatOptions.useInt64Timestamp=true&formatOptions.timestampOutputFormat=FLOAT64');
    expect(message(both)).to.equal('Cannot specify both use_int64_timestamp and timestamp_output_format.');
  });

  it('lets a table go when its time has come', async () => {
    await create('brief', { schema: { fields: [{ name: 'a', type: 'INTEGER' }] }, expirationTime: String(Date.now() + 60_000) });
    expect((await call('GET', '/brief')).body).to.have.property('expirationTime');
    await call('PATCH', '/brief', { expirationTime: String(Date.now() - 1) });
    expect((await call('GET', '/brief')).status).to.equal(404);
    expect((await warehouse.failure(warehouse.rows('SELECT * FROM d.brief'))).reason).to.equal('notFound');
    expect(await create('brief', { schema: { fields: [{ name: 'b', type: 'INTEGER' }] } })).to.have.property('id', 'home-credit:d.brief');
    expect(await warehouse.rows('SELECT b FROM d.brief')).to.deep.equal([]);
  });

  it('counts logical bytes as BigQuery does', async () => {
    await warehouse.rows("CREATE TABLE d.sized AS SELECT 1 AS i, 'äb' AS s, [1, 2] AS l, STRUCT(TRUE AS b, b'xyz' AS y) AS r, NUMERIC '1' AS n UNION ALL SELECT NULL, NULL, [], NULL, NULL");
    expect((await call('GET', '/sized')).body).to.include({ numRows: '2', numBytes: String(8 + 5 + 16 + 1 + 5 + 16) });
  });

  it('keeps views and materialized views', async () => {
    expect(await create('v', { view: { query: 'SELECT 1 AS a', useLegacySql: false } })).to.deep.include({ type: 'VIEW', view: { query: 'SELECT 1 AS a', useLegacySql: false } });
    expect(await create('m', { materializedView: { query: 'SELECT COUNT(*) AS n FROM d.v', enableRefresh: false } })).to.deep.include({ type: 'MATERIALIZED_VIEW' }).and.have.nested.property('materializedView.enableRefresh', false);
    expect(await warehouse.rows('SELECT n FROM d.m')).to.deep.equal([{ n: 1 }]);
    await call('PATCH', '/v', { view: { query: "SELECT 'x' AS b", useLegacySql: false } });
    expect(await warehouse.rows('SELECT * FROM d.v')).to.deep.equal([{ b: 'x' }]);
    expect(message(await call('GET', '/v/data'))).to.equal('Cannot list a table of type VIEW.');
  });

  it('takes as many streamed rows at once as BigQuery does', async () => {
    await warehouse.rows('CREATE TABLE d.many (x INT64, s STRING)');
    expect(await insertAll('many', Array.from({ length: 5000 }, (_, x) => ({ x, s: x % 2 === 0 ? null : String(x) })))).to.equal(undefined);
    expect(await warehouse.rows('SELECT COUNT(*) AS n, SUM(x) AS total, COUNTIF(s = CAST(x AS STRING)) AS odd FROM d.many')).to.deep.equal([{ n: 5000, total: 12_497_500, odd: 2500 }]);
  });
});
