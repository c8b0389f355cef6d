import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

type Members = Record<string, unknown>;
interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode?: string;
}

/** `a:INTEGER,b:STRING:REQUIRED` */
const schemaOf = (text: string): { fields: Field[] } => ({
  fields: text.split(',').map((field) => {
    const [name = '', type = '', mode] = field.split(':');
    return { name, type, ...(mode === undefined ? {} : { mode }) };
  }),
});

describe('files that are loaded and written', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
  });
  after(async () => {
    await warehouse.stop();
  });

  const job = async (configuration: Members): Promise<string | null> => {
    let { body } = await warehouse.request('POST', '/projects/home-credit/jobs', { configuration });
    for (;;) {
      const { error, status, jobReference } = body as { error?: { message: string }; status?: { state: string; errorResult?: { message: string } }; jobReference?: { jobId: string } };
      if (error !== undefined || status?.state === 'DONE') return error?.message ?? status?.errorResult?.message ?? null;
      ({ body } = await warehouse.request('GET', `/projects/home-credit/jobs/${jobReference?.jobId ?? ''}?location=US`));
    }
  };
  /** @returns the error; null for none */
  const load = async (content: string | Buffer, options: Members): Promise<string | null> => {
    await warehouse.putObject('bucket/file', content);
    return job({ load: { sourceUris: ['gs://bucket/file'], destinationTable: { datasetId: 'd', tableId: 't' }, writeDisposition: 'WRITE_TRUNCATE', ...options } });
  };
  const cells = async (): Promise<unknown[][]> => {
    const { body } = await warehouse.request('GET', '/projects/home-credit/datasets/d/tables/t/data?formatOptions.timestampOutputFormat=ISO8601_STRING');
    return ((body['rows'] ?? []) as { f: { v: unknown }[] }[]).map(({ f }) => f.map(({ v }) => v));
  };
  const fields = async (): Promise<string[]> => ((await warehouse.table('d', 't')) as { schema: { fields: Field[] } }).schema.fields.map(({ name, type, mode }) => `${name}:${type}${mode === 'REPEATED' ? ':REPEATED' : ''}`);

  const values: readonly [type: string, text: string, read: string | null | undefined][] = [
    ['FLOAT', '1_000', undefined], ['FLOAT', '1e400', undefined], ['FLOAT', '-inf', '-Infinity'], ['FLOAT', ' .5 ', '0.5'], ['FLOAT', '', null],
    ['INTEGER', '9223372036854775807', '9223372036854775807'], ['INTEGER', '9223372036854775808', undefined], ['INTEGER', '1.0', undefined], ['INTEGER', ' +7', '7'],
    ['NUMERIC', '1_000', undefined], ['NUMERIC', '1.1234567895', '1.12345679'], ['BIGNUMERIC', '0.12345678901234567890123456789012345678', '0.12345678901234567890123456789012345678'],
    ['DATE', 'epoch', undefined], ['DATE', '2020-02-30', undefined], ['DATE', '2020-1-2', '2020-01-02'], ['DATE', '2020-01-01 10:00:00', undefined],
    ['TIME', '24:00:00', undefined], ['TIME', '1:2:3.5', '01:02:03.500000'], ['DATETIME', '2020-01-01 10:00:00Z', undefined], ['DATETIME', '2020-01-01T10:00:00', '2020-01-01T10:00:00'],
    ['TIMESTAMP', '2020/01/01 10:00:00 +05:30', '2020-01-01T04:30:00Z'], ['TIMESTAMP', '2020-01-01 10:00:00 UTC', '2020-01-01T10:00:00Z'], ['TIMESTAMP', 'infinity', undefined],
    ['INTERVAL', '1-2 3 -4:5:6.5', '1-2 3 -4:5:6.500'], ['BYTES', 'aGk=', 'aGk='], ['BYTES', '!!', undefined], ['BOOLEAN', 'yes', 'true'], ['BOOLEAN', 'on', undefined],
    ['JSON', '"{""a"": 12345678901234567890}"', '{"a":12345678901234567890}'], ['JSON', '{x', undefined],
  ];
  it('reads CSV values of every type as strictly as BigQuery', async () => {
    const lines = values.filter(([, , read]) => read !== undefined);
    const schema = { fields: lines.map(([type], index) => ({ name: `c${index}`, type })) };
    expect(await load(`${lines.map(([, text]) => text).join(',')}\n`, { schema })).to.equal(null);
    expect((await cells())[0]).to.deep.equal(lines.map(([, , read]) => read));
    for (const [type, text] of values.filter(([, , read]) => read === undefined)) {
      expect(await load(`${text},k\n`, { schema: schemaOf(`a:${type},b:STRING`) }), `${type} ${text}`).to.include('Unable to parse; line_number: 1');
    }
    const floats = { schema: schemaOf('a:FLOAT,b:STRING') };
    expect(await load('inf,k\n', floats)).to.equal(null);
    expect(await load('1e400,k\n', { ...floats, writeDisposition: 'WRITE_APPEND' })).to.include('Unable to parse; line_number: 1');
    expect(await cells()).to.deep.equal([['Infinity', 'k']]);
  });

  const csvs: readonly [name: string, content: string | Buffer, options: Members, rows: unknown[][]][] = [
    ['tabs and another quote', "1\t'x''y'\n", { fieldDelimiter: '\\t', quote: "'" }, [['1', "x'y"]]],
    ['no quotes at all', '1,"x\n', { quote: '' }, [['1', '"x']]],
    ['short rows', '1\n2,x\n', { allowJaggedRows: true }, [['1', null], ['2', 'x']]],
    ['more columns than there are', '1,x,zz\n', { ignoreUnknownValues: true }, [['1', 'x']]],
    ['a marker of NULL', '1,NA\n2,\n3,"NA"\n', { nullMarker: 'NA' }, [['1', null], ['2', ''], ['3', 'NA']]],
    ['several markers', '1,NA\n2,-\n', { nullMarkers: ['NA', '-'] }, [['1', null], ['2', null]]],
    ['ISO-8859-1', Buffer.from('1,caf\xe9\n', 'latin1'), { encoding: 'ISO-8859-1' }, [['1', 'café']]],
    ['UTF-16LE', Buffer.from('1,é€\n', 'utf16le'), { encoding: 'UTF-16LE' }, [['1', 'é€']]],
    ['carriage returns and a byte order mark', '\ufeff1,x\r\n2,y\r\n', {}, [['1', 'x'], ['2', 'y']]],
  ];
  for (const [name, content, options, rows] of csvs) {
    it(`reads a CSV with ${name}`, async () => {
      expect(await load(content, { schema: schemaOf('a:INTEGER,b:STRING'), ...options })).to.equal(null);
      expect(await cells()).to.deep.equal(rows);
    });
  }

  it('detects names and types, or names columns by their types', async () => {
    await load('id,name,amount,ok,day\n1,x,1.5,true,2020-01-01\n', { autodetect: true });
    expect([await fields(), (await cells()).length]).to.deep.equal([['id:INTEGER', 'name:STRING', 'amount:FLOAT', 'ok:BOOLEAN', 'day:DATE'], 1]);
    await load('1,x,1.5,true,2020-01-01\n', { autodetect: true });
    expect(await fields()).to.deep.equal(['int64_field_0:INTEGER', 'string_field_1:STRING', 'double_field_2:FLOAT', 'bool_field_3:BOOLEAN', 'date_field_4:DATE']);
    await load('at,id\n01:02:03,1\n23:59:59.5,2\n', { autodetect: true });
    expect([await fields(), await cells()]).to.deep.equal([['at:TIME', 'id:INTEGER'], [['01:02:03', '1'], ['23:59:59.500000', '2']]]);
    await load('a,b\nc,d\n', { autodetect: true });
    expect([await fields(), (await cells()).length]).to.deep.equal([['string_field_0:STRING', 'string_field_1:STRING'], 2]);
  });

  it('skips the rows that lead a file, and takes names of the last of them only if it can be nothing else', async () => {
    const skip = async (content: string, skipLeadingRows: number): Promise<unknown> => {
      await load(content, { autodetect: true, skipLeadingRows });
      return [await fields(), (await cells()).length];
    };
    expect(await skip('id,n\n2,y\n3,z\n', 1)).to.deep.equal([['id:INTEGER', 'n:STRING'], 2]);
    expect(await skip('junk,\nid,n\n2,y\n3,z\n', 2)).to.deep.equal([['id:INTEGER', 'n:STRING'], 2]);
    expect(await skip('id,n\n2,y\n3,z\n', 0)).to.deep.equal([['string_field_0:STRING', 'string_field_1:STRING'], 3]);
    expect(await skip('a,b\nx,y\n', 1)).to.deep.equal([['string_field_0:STRING', 'string_field_1:STRING'], 1]);
    expect(await skip('id,n\n', 1)).to.deep.equal([['id:STRING', 'n:STRING'], 0]);
  });

  const detected: readonly [string, string, readonly string[]][] = [
    ['numbers by how they are written', '{"i":9007199254740993,"f":1.0,"e":1e3}', ['i:INTEGER', 'f:FLOAT', 'e:FLOAT']],
    ['dates and times', '{"d":"2020-1-2","t":"01:02:03","ts":"2020-01-02 03:04","z":"2020-01-02T03:04:05.5-05:00"}', ['d:DATE', 't:TIME', 'ts:TIMESTAMP', 'z:TIMESTAMP']],
    ['what has no value as texts', '{"n":null,"l":[],"r":{"x":null}}', ['n:STRING', 'l:STRING:REPEATED', 'r:RECORD']],
    ['names in other case as one', '{"a":1}\n{"A":2.5}', ['a:FLOAT']],
    ['what is mixed as texts', '{"a":1}\n{"a":"x"}', ['a:STRING']],
  ];
  for (const [name, content, columns] of detected) {
    it(`detects in JSON ${name}`, async () => {
      expect(await load(content, { autodetect: true, sourceFormat: 'NEWLINE_DELIMITED_JSON' })).to.equal(null);
      expect(await fields()).to.deep.equal(columns);
    });
  }

  it('keeps all digits of a number that it detected, and refuses lists of lists', async () => {
    await load('{"i":9007199254740993}', { autodetect: true, sourceFormat: 'NEWLINE_DELIMITED_JSON' });
    expect(await cells()).to.deep.equal([['9007199254740993']]);
    expect(await load('{"a":[[1]]}', { autodetect: true, sourceFormat: 'NEWLINE_DELIMITED_JSON' })).to.equal('Nested arrays not allowed. Field: a');
  });

  it('appends columns in the order of the file, and lets its schema grow when it may', async () => {
    await load('1,x\n', { schema: schemaOf('a:INTEGER:REQUIRED,b:STRING') });
    const append = { writeDisposition: 'WRITE_APPEND', schema: schemaOf('b:STRING,c:FLOAT,a:INTEGER') };
    const prefix = 'Provided Schema does not match Table home-credit:d.t. ';
    expect(await load('y,2.5,2\n', append)).to.equal(`${prefix}Field a has changed mode from REQUIRED to NULLABLE`);
    expect(await load('y,2.5,2\n', { ...append, schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION'] })).to.equal(`${prefix}Cannot add fields (field: c)`);
    expect(await load('y,2.5,2\n', { ...append, schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION', 'ALLOW_FIELD_ADDITION'] })).to.equal(null);
    expect([await fields(), await cells()]).to.deep.equal([['a:INTEGER', 'b:STRING', 'c:FLOAT'], [['1', 'x', null], ['2', 'y', '2.5']]]);
    expect(await load('1\n', { writeDisposition: 'WRITE_APPEND', schema: schemaOf('a:INTEGER') })).to.equal(`${prefix}Field b is missing in new schema`);
  });

  it('keeps every digit of JSON numbers, and says which field is wrong', async () => {
    const options = { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: schemaOf('i:INTEGER,n:NUMERIC,j:JSON,t:TIMESTAMP,l:INTEGER:REPEATED') };
    expect(await load('{"i":9007199254740993,"n":123456789012345678.123456789,"j":{"a":12345678901234567890},"t":1577836800.000001,"l":[9007199254740993]}\n', options)).to.equal(null);
    expect(await cells()).to.deep.equal([['9007199254740993', '123456789012345678.123456789', '{"a":12345678901234567890}', '2020-01-01T00:00:00.000001Z', [{ v: '9007199254740993' }]]]);
    expect(await load('{"i":1}\n{"l":[1,null]}\n', options)).to.include('line_number: 2: Only optional fields can be set to NULL. Field: l; Value: NULL');
    expect(await load('{"l":1}\n', options)).to.include('Repeated field must be imported as a JSON array. Field: l.');
    expect(await load('{"i":"x"}\n', options)).to.include('Could not convert value to integer. Field: i; Value: x');
  });

  it('writes nested rows as JSON and CSV as BigQuery does, and reads its own Parquet', async () => {
    await warehouse.rows(`CREATE OR REPLACE TABLE d.nested AS SELECT 1 AS i, [1, 2] AS l, [STRUCT(NUMERIC '1.50' AS n, TIMESTAMP '2020-01-01 00:00:00.5+00' AS t)] AS r, STRUCT(b'hi' AS b, JSON '{"z":[1]}' AS j) AS s,
      0.5 AS f UNION ALL SELECT 2, [], [], NULL, CAST('inf' AS FLOAT64)`);
    const extract = (uri: string, more: Members): Promise<string | null> => job({ extract: { sourceTable: { datasetId: 'd', tableId: 'nested' }, destinationUris: [uri], ...more } });
    const written = (name: string): Promise<Buffer> => readFile(join(warehouse.dir, 'gcs/bucket', name));
    expect(await extract('gs://bucket/out-*.json.gz', { destinationFormat: 'NEWLINE_DELIMITED_JSON', compression: 'GZIP' })).to.equal(null);
    expect(gunzipSync(await written('out-000000000000.json.gz')).toString()).to.equal(
      '{"i":"1","l":["1","2"],"r":[{"n":"1.5","t":"2020-01-01 00:00:00.5 UTC"}],"s":{"b":"aGk=","j":{"z":[1]}},"f":0.5}\n{"i":"2","l":[],"r":[],"f":"Infinity"}\n',
    );
    expect(await extract('gs://bucket/out.csv', {})).to.include('nested schema');
    await extract('gs://bucket/out.parquet', { destinationFormat: 'PARQUET' });
    const parquet = await written('out.parquet');
    expect(await load(parquet, { sourceFormat: 'PARQUET', parquetOptions: { enableListInference: true } })).to.equal(null);
    expect(await fields()).to.deep.equal(['i:INTEGER', 'l:INTEGER:REPEATED', 'r:RECORD:REPEATED', 's:RECORD', 'f:FLOAT']);
    expect(await load(parquet, { sourceFormat: 'PARQUET' })).to.equal(null);
    expect((await cells())[0]?.[1]).to.deep.equal({ f: [{ v: [{ v: { f: [{ v: '1' }] } }, { v: { f: [{ v: '2' }] } }] }] });
    await warehouse.rows("EXPORT DATA OPTIONS(uri='gs://bucket/e-*.csv', format='CSV', field_delimiter=';') AS SELECT BIGNUMERIC '1.50' AS b, INTERVAL 1 MONTH AS v, 'x;\"y' AS s");
    expect((await written('e-000000000000.csv')).toString()).to.equal('1.5;0-1 0 0:0:0;"x;""y"\n');
    expect((await readdir(join(warehouse.dir, 'gcs/bucket'))).filter((name) => name.endsWith('.tmp'))).to.deep.equal([]);
  });

  it('reads back what it has written as JSON: texts among the JSON values, and the sign of zero', async () => {
    await warehouse.rows(`CREATE OR REPLACE TABLE d.written AS SELECT JSON '"[1]"' AS j, [JSON '"x"', JSON '{"a":"1"}'] AS l, -0.0 AS f, STRUCT(JSON '1.5' AS j) AS s`);
    await warehouse.rows("EXPORT DATA OPTIONS(uri='gs://bucket/w-*.json', format='JSON', overwrite=true) AS SELECT * FROM d.written");
    const { schema } = (await warehouse.table('d', 'written')) as { schema: unknown };
    expect(await load(await readFile(join(warehouse.dir, 'gcs/bucket/w-000000000000.json')), { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema })).to.equal(null);
    const shown = "SELECT TO_JSON_STRING(STRUCT(j, l, s)) AS json, FORMAT('%t', f) AS f FROM d.";
    expect(await warehouse.rows(`${shown}t`)).to.deep.equal([{ json: '{"j":"[1]","l":["x",{"a":"1"}],"s":{"j":1.5}}', f: '-0.0' }]);
    expect(await warehouse.rows(`${shown}t`)).to.deep.equal(await warehouse.rows(`${shown}written`));
  });

  it('takes loads into one new table at once, each whole or not at all', async () => {
    const counts = { a: 3000, b: 5000, bad: 4000 };
    for (const [name, count] of Object.entries(counts)) await warehouse.putObject(`bucket/at-once-${name}`, `${`1,${name}\n`.repeat(count)}${name === 'bad' ? 'x,y\n' : ''}`);
    const at = (tableId: string, dispositions: readonly string[]): Promise<(string | null)[]> =>
      Promise.all(Object.keys(counts).map((name, index) =>
        job({ load: { sourceUris: [`gs://bucket/at-once-${name}`], destinationTable: { datasetId: 'd', tableId }, schema: schemaOf('x:INTEGER,y:STRING'), writeDisposition: dispositions[index] } })));
    const [appended, replaced] = await Promise.all([at('both', ['WRITE_APPEND', 'WRITE_APPEND', 'WRITE_TRUNCATE']), at('one', ['WRITE_TRUNCATE', 'WRITE_TRUNCATE', 'WRITE_APPEND'])]);
    for (const [a, b, bad] of [appended, replaced]) expect([a, b, bad?.includes('Unable to parse; line_number: 4001')]).to.deep.equal([null, null, true]);
    const found = (tableId: string): Promise<unknown> => warehouse.rows(`SELECT y, COUNT(*) AS n FROM d.${tableId} GROUP BY y ORDER BY y`);
    expect(await found('both')).to.deep.equal([{ y: 'a', n: 3000 }, { y: 'b', n: 5000 }]);
    expect([[{ y: 'a', n: 3000 }], [{ y: 'b', n: 5000 }]]).to.deep.include(await found('one'));
  });

  it('reads CSV values of several megabytes', async () => {
    const schema = schemaOf('a:INTEGER,b:STRING');
    expect(await load(`1,${'x'.repeat(5_000_000)}\n2,"${'ä'.repeat(2_000_000)}"\n`, { schema })).to.equal(null);
    expect(await warehouse.rows('SELECT a, LENGTH(b) AS length, RIGHT(b, 1) AS ends FROM d.t ORDER BY a')).to.deep.equal([{ a: 1, length: 5_000_000, ends: 'x' }, { a: 2, length: 2_000_000, ends: 'ä' }]);
  });
});
