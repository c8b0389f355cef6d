import { symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const SCHEMA = { fields: [{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'STRING' }, { name: 'c', type: 'FLOAT' }] };

describe('load and export', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('raw');
  });
  after(async () => {
    await warehouse.stop();
  });

  const upload = async (content: string | Buffer, options: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
    const file = join(warehouse.dir, 'upload');
    await writeFile(file, content);
    const [job] = await warehouse.bigquery
      .dataset('raw')
      .table('t')
      .load(file, { sourceFormat: 'CSV', skipLeadingRows: 1, schema: SCHEMA, writeDisposition: 'WRITE_TRUNCATE', ...options });
    return (job as { statistics: { load: Record<string, unknown> } }).statistics.load;
  };
  const loadObjects = async (sourceUris: string[], tableId: string, options: Record<string, unknown> = {}): Promise<void> => {
    const destinationTable = { projectId: 'home-credit', datasetId: 'raw', tableId };
    const [job] = await warehouse.bigquery.createJob({ configuration: { load: { sourceUris, destinationTable, writeDisposition: 'WRITE_TRUNCATE', ...options } } });
    await new Promise((resolve, reject) => {
      job.on('complete', resolve);
      job.on('error', reject);
    });
  };
  const content = (): Promise<unknown> => warehouse.rows('SELECT * FROM raw.t ORDER BY a');

  it('loads a CSV file: quotes, NULLs and numbers as BigQuery reads them', async () => {
    const statistics = await upload('a,b,c\n1,"x, ""y""",1.5\n2,,\n+3,"",-1e3\n');
    expect(statistics).to.include({ outputRows: '3', badRecords: '0' });
    expect(await content()).to.deep.equal([
      { a: 1, b: 'x, "y"', c: 1.5 },
      { a: 2, b: null, c: null },
      { a: 3, b: '', c: -1000 },
    ]);
  });

  const faults: readonly { readonly name: string; readonly csv: string | Buffer; readonly message: string }[] = [
    { name: 'a fraction in an integer column', csv: 'a,b,c\n1,x,1.5\n12.5,y,2\n', message: 'Unable to parse; line_number: 3 byte_offset_to_start_of_line: 14 column_index: 0 column_name: "a" column_type: INT64 value: "12.5"' },
    { name: 'a text in a float column', csv: 'a,b,c\n1,ä,1.5\n1,y,zz\n', message: 'Unable to parse; line_number: 3 byte_offset_to_start_of_line: 15 column_index: 2 column_name: "c" column_type: FLOAT64 value: "zz"' },
    { name: 'a missing column', csv: 'a,b\n1,x\n', message: 'Too few columns: expected 3 column(s) but got 2 column(s); line_number: 2 byte_offset_to_start_of_line: 4' },
    { name: 'an extra column', csv: 'a,b,c,d\n1,x,2,3\n', message: 'Too many columns: expected 3 column(s) but got 4 column(s); line_number: 2' },
    { name: 'a quote that never closes', csv: 'a,b,c\n1,"x,2\n', message: 'Missing close quote character ("); line_number: 2' },
    { name: 'a newline in quotes', csv: 'a,b,c\n1,"x\ny",2\n', message: 'Quoted section contains a newline' },
    { name: 'bytes that are no UTF-8', csv: Buffer.concat([Buffer.from('a,b,c\n1,'), Buffer.from([0xff, 0xfe]), Buffer.from(',2\n')]), message: 'Invalid UTF-8 bytes; line_number: 2' },
    { name: 'a truncated gzip file', csv: gzipSync(`a,b,c\n${Array.from({ length: 50_000 }, (_, k) => `${k},n${(k * 7919) % 1000},${k / 7}`).join('\n')}\n`).subarray(0, 100_000), message: 'The gzip file is truncated' },
  ];
  for (const { name, csv, message } of faults) {
    it(`refuses ${name}, and leaves the table as it was`, async () => {
      await upload('a,b,c\n7,before,0\n');
      const error = await warehouse.failure(upload(csv));
      expect(error.reason).to.equal('invalid');
      expect(error.message).to.include(message).and.match(/^Error while reading data, error message: .* File: uploaded file$/);
      expect(await content()).to.deep.equal([{ a: 7, b: 'before', c: 0 }]);
    });
  }

  it('names the gs:// file and its line', async () => {
    await warehouse.putObject('bucket/in/x1.csv', '1,x,1\n');
    await warehouse.putObject('bucket/in/x2.csv', '2,x,1\nu,y,2\n');
    const error = await warehouse.failure(loadObjects(['gs://bucket/in/x*.csv'], 'g', { schema: SCHEMA }));
    expect(error.location).to.equal('gs://bucket/in/x2.csv');
    expect(error.message).to.include('line_number: 2').and.include('value: "u" File: gs://bucket/in/x2.csv');
  });

  it('loads what a wildcard names, gzip among it', async () => {
    await warehouse.putObject('bucket/many/x1.csv', '1,x,1\n');
    await warehouse.putObject('bucket/many/x2.csv.gz', gzipSync('2,y,2\n'));
    await loadObjects(['gs://bucket/many/x*'], 'many', { schema: SCHEMA });
    expect(await warehouse.rows('SELECT a FROM raw.many ORDER BY a')).to.deep.equal([{ a: 1 }, { a: 2 }]);
  });

  it('leaves out as many bad records as it may', async () => {
    expect(await upload('a,b,c\n1,x,1\nzz,y,2\n3,k,3\n', { maxBadRecords: 1 })).to.include({ outputRows: '2', badRecords: '1' });
    expect(await content()).to.deep.equal([{ a: 1, b: 'x', c: 1 }, { a: 3, b: 'k', c: 3 }]);
    expect((await warehouse.failure(upload('a,b,c\nx,x,1\nzz,y,2\n', { maxBadRecords: 1 }))).message).to.include('line_number: 2');
  });

  it('appends, and refuses a full table that must be empty', async () => {
    await upload('a,b,c\n1,x,1\n');
    await upload('a,b,c\n2,y,2\n', { writeDisposition: 'WRITE_APPEND' });
    expect(await content()).to.have.lengthOf(2);
    expect((await warehouse.failure(upload('a,b,c\n2,y,2\n', { writeDisposition: 'WRITE_EMPTY' }))).reason).to.equal('duplicate');
  });

  it('keeps objects in their folder', async () => {
    for (const uri of ['gs://bucket/../../warehouse.duckdb', 'gs://bucket/a/../../b', 'gs://../secret.csv']) {
      expect((await warehouse.failure(loadObjects([uri], 'escape', { schema: SCHEMA }))).reason).to.equal('accessDenied');
      expect((await warehouse.failure(warehouse.rows(`EXPORT DATA OPTIONS(uri='${uri}*', format='CSV') AS SELECT 1 AS a`))).reason).to.equal('accessDenied');
    }
    await warehouse.putObject('bucket/linked/own', '1\n');
    await symlink(warehouse.dir, join(warehouse.dir, 'gcs/bucket/linked/out'));
    await symlink(warehouse.dir, join(warehouse.dir, 'gcs/linked'));
    await symlink(join(warehouse.dir, 'nothing'), join(warehouse.dir, 'gcs/bucket/linked/dangling'));
    await writeFile(join(warehouse.dir, 'secret'), '1\n');
    for (const uri of ['gs://bucket/linked/out/secret', 'gs://linked/secret', 'gs://linked/s*', 'gs://bucket/linked/dangling']) {
      expect((await warehouse.failure(loadObjects([uri], 'escape', { schema: { fields: [{ name: 'a', type: 'STRING' }] } }))).reason, uri).to.equal('accessDenied');
    }
    for (const uri of ['gs://bucket/linked/out/new-*.csv', 'gs://bucket/linked/out/deep/er/*.csv', 'gs://linked/new-*.json']) {
      expect((await warehouse.failure(warehouse.rows(`EXPORT DATA OPTIONS(uri='${uri}', format='CSV') AS SELECT 1 AS a`))).reason, uri).to.equal('accessDenied');
    }
    await loadObjects(['gs://bucket/linked/*'], 'own', { schema: { fields: [{ name: 'a', type: 'STRING' }] } });
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM raw.own')).to.deep.equal([{ n: 1 }]);
  });

  it('loads newline-delimited JSON, and refuses unknown fields by line', async () => {
    const options = { sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: [...SCHEMA.fields, { name: 'l', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'x', type: 'DATE' }] }] } };
    await warehouse.putObject('bucket/j.json', '{"a":1,"b":"x","l":[{"x":"2020-02-29"}]}\n\n{"a":"2","c":1.5}\n');
    await loadObjects(['gs://bucket/j.json'], 'j', options);
    expect(await warehouse.rows('SELECT a, b, c, ARRAY_LENGTH(l) AS n FROM raw.j ORDER BY a')).to.deep.equal([{ a: 1, b: 'x', c: null, n: 1 }, { a: 2, b: null, c: 1.5, n: 0 }]);
    await warehouse.putObject('bucket/bad.json', '{"a":1}\n{"zz":3}\n');
    expect((await warehouse.failure(loadObjects(['gs://bucket/bad.json'], 'j', options))).message).to.include('line_number: 2: No such field: zz');
  });

  it('writes Parquet that it reads back as it was', async () => {
    await warehouse.rows(`CREATE OR REPLACE TABLE raw.types AS SELECT 1 AS i, 0.1 AS f, NUMERIC '1.000000001' AS n, 'ä' AS s, DATE '2020-02-29' AS d,
      TIMESTAMP '2020-01-01 00:00:00.000001+00' AS ts, [1, 2] AS l UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL`);
    await warehouse.rows("EXPORT DATA OPTIONS(uri='gs://bucket/out/*.parquet', format='PARQUET', overwrite=true) AS SELECT * FROM raw.types");
    await loadObjects(['gs://bucket/out/*.parquet'], 'back', { sourceFormat: 'PARQUET', parquetOptions: { enableListInference: true } });
    expect(await warehouse.rows('SELECT * FROM raw.back ORDER BY i')).to.deep.equal(await warehouse.rows('SELECT * FROM raw.types ORDER BY i'));
    expect((await warehouse.failure(warehouse.rows("EXPORT DATA OPTIONS(uri='gs://bucket/out/*.parquet', format='PARQUET') AS SELECT 1 AS a"))).message).to.include('is not empty');
  });

  it('takes a resumable upload in pieces', async () => {
    const resource = { configuration: { load: { sourceFormat: 'CSV', schema: SCHEMA, destinationTable: { projectId: 'home-credit', datasetId: 'raw', tableId: 'resumed' } } } };
    const start = await fetch(`${warehouse.endpoint}/upload/bigquery/v2/projects/home-credit/jobs?uploadType=resumable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(resource),
    });
    const session = start.headers.get('location') ?? '';
    const csv = '1,x,1\n2,y,2\n';
    const first = await fetch(session, { method: 'PUT', headers: { 'content-range': 'bytes 0-7/*' }, body: csv.slice(0, 8), redirect: 'manual' });
    expect([first.status, first.headers.get('range')]).to.deep.equal([308, 'bytes=0-7']);
    const last = await fetch(session, { method: 'PUT', headers: { 'content-range': `bytes 8-${csv.length - 1}/${csv.length}` }, body: csv.slice(8) });
    expect(last.status).to.equal(200);
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM raw.resumed')).to.deep.equal([{ n: 2 }]);
  });

  it('takes an upload whose lines end without a carriage return, and keeps those of the file', async () => {
    const load = JSON.stringify({ configuration: { load: { sourceFormat: 'CSV', schema: SCHEMA, destinationTable: { projectId: 'home-credit', datasetId: 'raw', tableId: 'lines' } } } });
    const body = ['--=x==', 'Content-Type: application/json', 'MIME-Version: 1.0', '', load, '--=x==', 'Content-Type: text/csv', '', '1,a,\r\n\n2,--=x,\n\n', '--=x==--'].join('\n');
    const response = await fetch(`${warehouse.endpoint}/upload/bigquery/v2/projects/home-credit/jobs?uploadType=multipart`, { method: 'POST', headers: { 'content-type': 'multipart/related; boundary="=x=="' }, body });
    const { jobReference } = (await response.json()) as { jobReference: { jobId: string } };
    await warehouse.bigquery.job(jobReference.jobId).promise();
    expect(await warehouse.rows('SELECT a, b FROM raw.lines ORDER BY a')).to.deep.equal([{ a: 1, b: 'a' }, { a: 2, b: '--=x' }]);
  });

  it('answers what is wrong with an upload, and goes on', async () => {
    const post = async (boundary: string, body: string): Promise<{ status: number; body: string }> => {
      const response = await fetch(`${warehouse.endpoint}/upload/bigquery/v2/projects/home-credit/jobs?uploadType=multipart`, { method: 'POST', headers: { 'content-type': `multipart/related${boundary}` }, body });
      return { status: response.status, body: await response.text() };
    };
    const file = '--x\r\n\r\n1,2\r\n--x--';
    const load = JSON.stringify({ configuration: { load: { sourceFormat: 'CSV', schema: SCHEMA, destinationTable: { projectId: 'home-credit', datasetId: 'nowhere', tableId: 't' } } } });
    const answers = [await post('', 'x'), await post('; boundary=x', 'x'), await post('; boundary=x', `--x\r\n\r\n{bad\r\n${file}`), await post('; boundary=x', `--x\r\n\r\n${load}\r\n${file}`)];
    expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 404]);
    expect(answers[3]?.body).to.include('Not found: Dataset home-credit:nowhere');
    expect(await warehouse.rows('SELECT 1 AS a')).to.deep.equal([{ a: 1 }]);
  });

  it('counts what came of a piece whose client hung up', async () => {
    const resource = { configuration: { load: { sourceFormat: 'CSV', schema: SCHEMA, destinationTable: { projectId: 'home-credit', datasetId: 'raw', tableId: 'cut' } } } };
    const start = await fetch(`${warehouse.endpoint}/upload/bigquery/v2/projects/home-credit/jobs?uploadType=resumable`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(resource),
    });
    const session = new URL(start.headers.get('location') ?? '');
    const csv = '1,x,1\n2,y,2\n';
    await new Promise<void>((resolve) => {
      const piece = httpRequest(session, { method: 'PUT', headers: { 'content-length': csv.length, 'content-range': `bytes 0-${csv.length - 1}/${csv.length}` } });
      piece.on('error', () => {
        resolve();
      });
      piece.write(csv.slice(0, 8));
      setTimeout(() => piece.destroy(new Error('hung up')), 100);
    });
    let arrived = { status: 0, headers: new Headers() };
    for (let attempt = 0; attempt < 50 && arrived.headers.get('range') === null; attempt += 1) arrived = await fetch(session, { method: 'PUT', headers: { 'content-range': `bytes */${csv.length}` }, redirect: 'manual' });
    expect([arrived.status, arrived.headers.get('range')]).to.deep.equal([308, 'bytes=0-7']);
    await fetch(session, { method: 'PUT', headers: { 'content-range': `bytes 8-${csv.length - 1}/${csv.length}` }, body: csv.slice(8) });
    expect(await warehouse.rows('SELECT a, b FROM raw.cut ORDER BY a')).to.deep.equal([{ a: 1, b: 'x' }, { a: 2, b: 'y' }]);
  });
});
