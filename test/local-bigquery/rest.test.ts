import { request } from 'node:http';
import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('REST v2', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
  });
  after(async () => {
    await warehouse.stop();
  });

  it('keeps what is said of datasets', async () => {
    const dataset = warehouse.bigquery.dataset('kept');
    await warehouse.request('POST', '/projects/home-credit/datasets', { datasetReference: { datasetId: 'kept' }, location: 'EU', description: 'one', labels: { a: '1', b: '2' } });
    await dataset.setMetadata({ description: 'two', labels: { a: null, c: '3' } });
    const { body: metadata } = await warehouse.request('GET', '/projects/home-credit/datasets/kept');
    expect(metadata).to.deep.include({ location: 'EU', description: 'two', labels: { b: '2', c: '3' } });
    expect((await warehouse.bigquery.getDatasets())[0].map(({ id }) => id)).to.include.members(['d', 'kept']);
    await dataset.delete();
    expect((await dataset.exists())[0]).to.equal(false);
  });

  it('lists only the fields that are selected, in the order of the table', async () => {
    await warehouse.rows("CREATE TABLE d.selected AS SELECT 1 AS a, 'x' AS b, TRUE AS c");
    const path = '/projects/home-credit/datasets/d/tables/selected/data?selectedFields=';
    expect((await warehouse.request('GET', `${path}c,A`)).body['rows']).to.deep.equal([{ f: [{ v: '1' }, { v: 'true' }] }]);
    expect((await warehouse.request('GET', `${path}nope`)).status).to.equal(400);
    expect((await warehouse.request('GET', `${path}a.b`)).status).to.equal(400);
  });

  it('shows a table without its statistics, or some of its columns', async () => {
    await warehouse.rows("CREATE TABLE d.shown AS SELECT 1 AS a, STRUCT('x' AS b, 2 AS c) AS r");
    const path = '/projects/home-credit/datasets/d/tables/shown';
    const { body: basic } = await warehouse.request('GET', `${path}?view=BASIC`);
    expect(basic).to.include.keys('schema', 'creationTime');
    expect(basic).to.not.have.any.keys('numRows', 'numBytes', 'lastModifiedTime');
    const { body: some } = await warehouse.request('GET', `${path}?selectedFields=r.C`);
    expect(some['schema']).to.deep.equal({ fields: [{ name: 'r', type: 'RECORD', mode: 'NULLABLE', fields: [{ name: 'c', type: 'INTEGER', mode: 'NULLABLE' }] }] });
  });

  it('gives every query an id, and finds short ones done', async () => {
    const { body } = await warehouse.request('POST', '/projects/home-credit/queries', { query: 'SELECT 1', useLegacySql: false });
    expect(body['queryId']).to.be.a('string');
    const inserted = await warehouse.request('POST', '/projects/home-credit/jobs', { configuration: { query: { query: 'SELECT 1', useLegacySql: false } } });
    expect(inserted.body['status']).to.deep.equal({ state: 'DONE' });
  });

  it('keeps idle connections as long as clients wait between two tries', async () => {
    const response = await fetch(`${warehouse.endpoint}/projects`);
    expect(Number(/timeout=(\d+)/.exec(response.headers.get('keep-alive') ?? '')?.[1])).to.be.at.least(60);
  });

  it('has no models, and says so', async () => {
    const path = '/projects/home-credit/datasets/d/models';
    expect(await warehouse.request('GET', path)).to.deep.equal({ status: 200, body: {} });
    expect((await warehouse.request('GET', `${path}/m`)).body['error']).to.deep.include({ code: 404, message: 'Not found: Model home-credit:d.m' });
    expect((await warehouse.request('DELETE', `${path}/m`)).status).to.equal(404);
    expect((await warehouse.request('GET', path.replace('/d/', '/nope/'))).status).to.equal(404);
  });

  it('keeps what is said of tables and columns, across a restart too', async () => {
    const table = (): ReturnType<ReturnType<TestWarehouse['bigquery']['dataset']>['table']> => warehouse.bigquery.dataset('d').table('t');
    await table().create({
      schema: { fields: [{ name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'the id' }, { name: 'day', type: 'DATE' }] },
      description: 'one',
      labels: { k: 'v' },
      timePartitioning: { type: 'MONTH', field: 'day' },
      clustering: { fields: ['id'] },
    });
    await warehouse.rows("INSERT INTO d.t VALUES (1, DATE '2020-01-01'), (2, NULL)");
    await table().setMetadata({ description: 'two', schema: { fields: [{ name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'changed' }, { name: 'day', type: 'DATE' }, { name: 'more', type: 'STRING' }] } });
    await warehouse.restart();
    const metadata = await warehouse.table('d', 't');
    expect(metadata).to.deep.include({
      description: 'two',
      labels: { k: 'v' },
      type: 'TABLE',
      numRows: '2',
      timePartitioning: { type: 'MONTH', field: 'day' },
      clustering: { fields: ['id'] },
      schema: {
        fields: [
          { name: 'id', type: 'INTEGER', mode: 'REQUIRED', description: 'changed' },
          { name: 'day', type: 'DATE' },
          { name: 'more', type: 'STRING' },
        ],
      },
    });
    expect(await warehouse.rows('SELECT id, more FROM d.t ORDER BY id')).to.deep.equal([{ id: 1, more: null }, { id: 2, more: null }]);
    expect((await warehouse.failure(warehouse.rows('INSERT INTO d.t (id) VALUES (NULL)'))).message).to.include('id');
  });

  it('refuses a change that does not fit the columns', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.fixed (a INT64)');
    const set = (fields: unknown): Promise<unknown> => warehouse.bigquery.dataset('d').table('fixed').setMetadata({ schema: { fields } } as never);
    expect((await warehouse.failure(set([{ name: 'a', type: 'STRING' }]))).message).to.include('Field a has changed type from INT64 to STRING');
    expect((await warehouse.failure(set([{ name: 'b', type: 'STRING' }]))).message).to.include('Field a is missing in new schema');
  });

  it('answers 412 when the resource has changed since it was read', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.etag (a INT64)');
    const path = '/projects/home-credit/datasets/d/tables/etag';
    const { body } = await warehouse.request('GET', path);
    expect((await warehouse.request('PATCH', path, { description: 'x' }, { 'if-match': String(body['etag']) })).status).to.equal(200);
    expect((await warehouse.request('PATCH', path, { description: 'y' }, { 'if-match': String(body['etag']) })).status).to.equal(412);
  });

  it('answers 412 of a dataset, by PATCH and by PUT, and keeps it', async () => {
    const path = '/projects/home-credit/datasets/etags';
    await warehouse.request('POST', '/projects/home-credit/datasets', { datasetReference: { datasetId: 'etags' }, description: 'first' });
    for (const method of ['PATCH', 'PUT']) {
      const old = String((await warehouse.request('GET', path)).body['etag']);
      const changed = await warehouse.request(method, path, { description: method }, { 'if-match': old });
      expect([changed.status, changed.body['description']]).to.deep.equal([200, method]);
      const late = await warehouse.request(method, path, { description: 'late' }, { 'if-match': old });
      expect(late.body['error']).to.deep.include({ code: 412, status: 'FAILED_PRECONDITION' });
      expect((await warehouse.request('GET', path)).body['description']).to.equal(method);
    }
  });

  it('inserts rows, the same insertId once, and none when one is bad', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.stream (a INT64, l ARRAY<STRING>)');
    const table = warehouse.bigquery.dataset('d').table('stream');
    for (let time = 0; time < 2; time += 1) await table.insert([{ insertId: 'one', json: { a: 1, l: ['x'] } }], { raw: true });
    const error = (await table.insert([{ a: 2 }, { a: 'no number' }]).catch((caught: unknown) => caught)) as { name: string };
    expect(error.name).to.equal('PartialFailureError');
    expect(await warehouse.rows('SELECT a, l FROM d.stream')).to.deep.equal([{ a: 1, l: ['x'] }]);
  });

  it('lists the rows of a table page by page', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.pages AS SELECT n FROM UNNEST(GENERATE_ARRAY(1, 10)) AS n');
    const seen: unknown[] = [];
    for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
      const { body } = await warehouse.request('GET', `/bigquery/v2/projects/home-credit/datasets/d/tables/pages/data?maxResults=4&pageToken=${pageToken}`);
      seen.push((body['rows'] as unknown[]).length);
      pageToken = body['pageToken'] as string | undefined;
    }
    expect(seen).to.deep.equal([4, 4, 2]);
  });

  it('keeps a finished job with its statistics', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.stats (a INT64)');
    const [job] = await warehouse.bigquery.createQueryJob('INSERT INTO d.stats VALUES (1), (2)');
    await job.getQueryResults();
    const metadata: unknown = (await job.getMetadata())[0];
    const { status, statistics } = metadata as { status: unknown; statistics: { query: Record<string, unknown> } };
    expect(status).to.deep.equal({ state: 'DONE' });
    expect(statistics.query).to.deep.include({ statementType: 'INSERT', numDmlAffectedRows: '2', dmlStats: { insertedRowCount: '2', updatedRowCount: '0', deletedRowCount: '0' } });
    const [failed] = await warehouse.bigquery.createQueryJob('SELECT 1 / 0 AS x');
    await warehouse.failure(failed.getQueryResults());
    expect((await failed.getMetadata())[0]).to.have.nested.property('status.errorResult.reason', 'invalidQuery');
  });

  it('copies a table', async () => {
    await warehouse.rows("CREATE OR REPLACE TABLE d.original AS SELECT 1 AS a, 'x' AS b");
    await warehouse.bigquery.dataset('d').table('original').copy(warehouse.bigquery.dataset('d').table('copy'));
    expect(await warehouse.rows('SELECT * FROM d.copy')).to.deep.equal([{ a: 1, b: 'x' }]);
  });

  it('deletes a dataset with its tables only when it is told to', async () => {
    await warehouse.rows('CREATE SCHEMA filled; CREATE TABLE filled.t AS SELECT 1 AS a');
    for (const text of ['', '?deleteContents=False']) expect((await warehouse.request('DELETE', `/projects/home-credit/datasets/filled${text}`)).status, text).to.equal(400);
    expect((await warehouse.request('DELETE', '/projects/home-credit/datasets/filled?deleteContents=True')).status).to.equal(204);
    expect((await warehouse.request('GET', '/projects/home-credit/datasets/filled')).status).to.equal(404);
  });

  const nested = (depth: number): unknown => (depth === 0 ? { name: 'x', type: 'STRING' } : { name: 'r', type: 'RECORD', fields: [nested(depth - 1)] });

  it('makes records fifteen levels deep', async () => {
    const { status } = await warehouse.request('POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'deep' }, schema: { fields: [nested(15)] } });
    expect(status).to.equal(200);
  });

  const refused: readonly [string, string, string, unknown, number, string][] = [
    ['an unknown path', 'GET', '/projects/p/nothing', undefined, 404, 'notFound'],
    ['legacy SQL', 'POST', '/projects/p/queries', { query: 'SELECT 1', useLegacySql: true }, 501, 'notImplemented'],
    ['an unknown member of a query', 'POST', '/projects/p/queries', { query: 'SELECT 1', querry: 1 }, 400, 'invalid'],
    ['a job of no kind', 'POST', '/projects/p/jobs', { configuration: {} }, 400, 'invalid'],
    ['an unknown job', 'GET', '/projects/p/jobs/none', undefined, 404, 'notFound'],
    ['an external table', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, externalDataConfiguration: {} }, 501, 'notImplemented'],
    ['a parameterised type', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: [{ name: 'a', type: 'BIGNUMERIC', precision: '3' }] } }, 501, 'notImplemented'],
    ['a table that takes no heed of case', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, defaultCollation: 'und:ci', schema: { fields: [{ name: 'a', type: 'STRING' }] } }, 501, 'notImplemented'],
    ['a filter that is neither wanted nor not', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, requirePartitionFilter: 'true', schema: { fields: [{ name: 'a', type: 'STRING' }] } }, 400, 'invalid'],
    ['a view over private rows', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, view: { query: 'SELECT 1 AS a', privacyPolicy: { aggregationThresholdPolicy: { threshold: '3' } } } }, 501, 'notImplemented'],
    ['another result of a script', 'POST', '/projects/home-credit/jobs', { configuration: { query: { query: 'SELECT 1; SELECT 2', useLegacySql: false, scriptOptions: { keyResultStatement: 'FIRST_SELECT' } } } }, 501, 'notImplemented'],
    ['a label in upper case', 'PATCH', '/projects/home-credit/datasets/d', { labels: { Team: 'risk' } }, 400, 'invalid'],
    ['a label that is a number', 'PATCH', '/projects/home-credit/datasets/d', { labels: { team: 5 } }, 400, 'invalid'],
    ['a label of a job with a space', 'POST', '/projects/home-credit/queries', { query: 'SELECT 1', useLegacySql: false, labels: { 'a b': 'c' } }, 400, 'invalid'],
    ['a description that is no text', 'PATCH', '/projects/home-credit/datasets/d', { description: 5 }, 400, 'invalid'],
    ['a billing model that there is not', 'PATCH', '/projects/home-credit/datasets/d', { storageBillingModel: 'ODD' }, 400, 'invalid'],
    ['a time travel of five hours', 'PATCH', '/projects/home-credit/datasets/d', { maxTimeTravelHours: '5' }, 400, 'invalid'],
    ['a dataset of another project than the path', 'POST', '/projects/home-credit/datasets', { datasetReference: { projectId: 'other', datasetId: 'x' } }, 400, 'invalid'],
    ['a table of another dataset than the path', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { datasetId: 'other', tableId: 'x' }, schema: { fields: [{ name: 'a', type: 'STRING' }] } }, 400, 'invalid'],
    ['a table that has expired', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, expirationTime: '1000', schema: { fields: [{ name: 'a', type: 'STRING' }] } }, 400, 'invalid'],
    ['hours of a DATE', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, timePartitioning: { type: 'HOUR', field: 'a' }, schema: { fields: [{ name: 'a', type: 'DATE' }] } }, 400, 'invalid'],
    ['records sixteen levels deep', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: [nested(16)] } }, 400, 'invalid'],
    ['10,001 columns', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: Array.from({ length: 10_001 }, (_, index) => ({ name: `c${index}`, type: 'STRING' })) } }, 400, 'invalid'],
    ['a default of another type', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: [{ name: 'a', type: 'INT64', defaultValueExpression: "'x'" }] } }, 400, 'invalid'],
    ['a default that names nothing', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: [{ name: 'a', type: 'INT64', defaultValueExpression: 'nope' }] } }, 400, 'invalid'],
    ['a default that is two statements', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, schema: { fields: [{ name: 'a', type: 'INT64', defaultValueExpression: '1); DROP TABLE d.t; (' }] } }, 400, 'invalid'],
    ['two partitionings', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, timePartitioning: { type: 'DAY', field: 'a' }, rangePartitioning: { field: 'b', range: { start: '0', end: '9', interval: '1' } }, schema: { fields: [{ name: 'a', type: 'DATE' }, { name: 'b', type: 'INT64' }] } }, 400, 'invalid'],
    ['a view of both kinds', 'POST', '/projects/home-credit/datasets/d/tables', { tableReference: { tableId: 'x' }, view: { query: 'SELECT 1 AS a' }, materializedView: { query: 'SELECT 1 AS a' } }, 400, 'invalid'],
    ['a job of two kinds', 'POST', '/projects/home-credit/jobs', { configuration: { query: { query: 'SELECT 1', useLegacySql: false }, copy: {} } }, 400, 'invalid'],
    ['a priority that there is not', 'POST', '/projects/home-credit/jobs', { configuration: { query: { query: 'SELECT 1', useLegacySql: false, priority: 'ODD' } } }, 400, 'invalid'],
    ['a schema in one line', 'POST', '/projects/home-credit/jobs', { configuration: { load: { destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 'x' }, sourceUris: ['gs://b/x.csv'], schemaInline: 'a:STRING' } } }, 501, 'notImplemented'],
    ['texts for the enums of Parquet', 'POST', '/projects/home-credit/jobs', { configuration: { load: { destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 'x' }, sourceUris: ['gs://b/x.parquet'], sourceFormat: 'PARQUET', parquetOptions: { enumAsString: true } } } }, 501, 'notImplemented'],
    ['a flag of a load that is a text', 'POST', '/projects/home-credit/jobs', { configuration: { load: { destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 'x' }, sourceUris: ['gs://b/x.csv'], autodetect: 'true' } } }, 400, 'invalid'],
    ['a Buffer, which a client writes as an object', 'POST', '/projects/home-credit/queries', { query: 'SELECT @b', useLegacySql: false, parameterMode: 'NAMED', queryParameters: [{ name: 'b', parameterType: { type: 'BYTES' }, parameterValue: { value: Buffer.from('x') } }] }, 400, 'invalid'],
    ['a bad dataset id', 'POST', '/projects/home-credit/datasets', { datasetReference: { datasetId: 'a-b' } }, 400, 'invalid'],
  ];
  for (const [name, method, path, body, status, reason] of refused) {
    it(`refuses ${name}`, async () => {
      const answer = await warehouse.request(method, path, body);
      expect([answer.status, (answer.body['error'] as { errors: { reason: string }[] }).errors[0]?.reason]).to.deep.equal([status, reason]);
    });
  }

  it('answers neither another host nor another site', async () => {
    const status = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${warehouse.endpoint}/projects`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject).end();
      });
    expect(await status({ host: 'evil.example' })).to.equal(403);
    expect(await status({ origin: 'https://evil.example' })).to.equal(403);
    expect(await status({})).to.equal(200);
  });

  it('refuses bytes that are no text, rather than other ones', async () => {
    const send = async (text: Buffer): Promise<{ status: number; body: { rows?: { f: { v: string }[] }[]; error?: { message: string } } }> => {
      const body = Buffer.concat([Buffer.from('{"useLegacySql":false,"query":"SELECT \''), text, Buffer.from('\'"}')]);
      const response = await fetch(`${warehouse.endpoint}/projects/home-credit/queries`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return { status: response.status, body: (await response.json()) as never };
    };
    expect((await send(Buffer.from('é😀'))).body.rows?.[0]?.f[0]?.v).to.equal('é😀');
    const refusal = await send(Buffer.from([0xe9]));
    expect([refusal.status, refusal.body.error?.message]).to.deep.equal([400, 'Invalid JSON payload received: it is not UTF-8']);
  });

  it('runs nothing when it is not certain whether to', async () => {
    const query = 'CREATE TABLE d.dry AS SELECT 1 AS a';
    const asked = await warehouse.request('POST', '/projects/home-credit/queries', { query, useLegacySql: false, dryRun: 'true' });
    const inserted = await warehouse.request('POST', '/projects/home-credit/jobs', { configuration: { dryRun: 'true', query: { query, useLegacySql: false } } });
    expect([asked.status, inserted.status]).to.deep.equal([400, 400]);
    expect(await warehouse.bigquery.dataset('d').table('dry').exists()).to.deep.equal([false]);
  });
});
