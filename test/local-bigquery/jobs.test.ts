import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

type Members = Record<string, unknown>;
interface JobResource {
  readonly jobReference: { readonly jobId: string; readonly location: string };
  readonly status: { readonly state: string; readonly errorResult?: { readonly reason: string; readonly message: string } };
  readonly statistics: Members & { readonly query: Members };
}

describe('jobs', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
    await warehouse.request('POST', '/projects/home-credit/datasets', { datasetReference: { datasetId: 'far' }, location: 'asia-northeast1' });
    await warehouse.rows("CREATE TABLE d.t AS SELECT n AS id, CONCAT('u', CAST(n AS STRING)) AS url FROM UNNEST(GENERATE_ARRAY(1, 9)) AS n");
  });
  after(async () => {
    await warehouse.stop();
  });

  const PATH = '/projects/home-credit';
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Members }> => warehouse.request(method, `${PATH}${path}`, body);
  const insert = async (configuration: Members, jobReference: Members = {}): Promise<JobResource> => (await call('POST', '/jobs', { configuration, jobReference })).body as unknown as JobResource;
  const query = async (text: string, more: Members = {}): Promise<{ status: number; body: Members }> => call('POST', '/queries', { query: text, useLegacySql: false, ...more });
  const reasonOf = ({ body }: { body: Members }): string => (body['error'] as { errors: { reason: string }[] }).errors[0]?.reason ?? '';

  it('says in the answer to an insert what is wrong with the query', async () => {
    const job = await insert({ query: { query: 'SELECT nope', useLegacySql: false } });
    expect(job.status).to.deep.include({ state: 'DONE', errorResult: { reason: 'invalidQuery', location: 'query', message: 'Unrecognized name: nope at [1:8]' } });
    const failed = await warehouse.bigquery.createQueryJob('SELEC 1').catch((error: unknown) => error);
    expect(failed).to.have.property('message', 'Syntax error: Unexpected identifier "SELEC" at [1:1]');
  });

  it('knows a job in its location only, and US and EU without one', async () => {
    const job = await insert({ query: { query: 'SELECT 1', useLegacySql: false } }, { location: 'asia-northeast1' });
    const path = `/jobs/${job.jobReference.jobId}`;
    expect((await call('GET', path)).status).to.equal(404);
    expect((await call('GET', `${path}?location=US`)).status).to.equal(404);
    expect((await call('GET', `${path}?location=asia-northeast1`)).status).to.equal(200);
    expect((await call('POST', `${path}/cancel?location=US`)).status).to.equal(404);
  });

  it('runs where its datasets are, and does not find those that are elsewhere', async () => {
    const made = await insert({ query: { query: 'CREATE TABLE far.t AS SELECT 1 AS a', useLegacySql: false } });
    expect(made.jobReference.location).to.equal('asia-northeast1');
    await call('GET', `/queries/${made.jobReference.jobId}?location=asia-northeast1`);
    expect((await insert({ query: { query: 'SELECT * FROM far.t', useLegacySql: false } })).jobReference.location).to.equal('asia-northeast1');
    expect((await insert({ query: { query: 'SELECT * FROM far.t', useLegacySql: false } }, { location: 'US' })).status.errorResult).to.deep.include({
      reason: 'notFound',
      message: 'Not found: Dataset home-credit:far was not found in location US',
    });
    const missed = async (location?: string): Promise<string> => (await insert({ query: { query: 'SELECT * FROM far.nope', useLegacySql: false } }, location === undefined ? {} : { location })).status.errorResult?.message ?? '';
    expect(await missed()).to.equal('Not found: Table home-credit:far.nope was not found in location asia-northeast1');
    expect(await missed('US')).to.equal('Not found: Dataset home-credit:far was not found in location US');
    const copy = { copy: { sourceTable: { datasetId: 'far', tableId: 't' }, destinationTable: { datasetId: 'far', tableId: 'c' } } };
    expect((await call('POST', '/jobs', { configuration: copy, jobReference: { location: 'US' } })).status).to.equal(404);
    expect((await insert(copy)).jobReference.location).to.equal('asia-northeast1');
  });

  it('tells the bytes of the columns that a query reads, and keeps to a limit', async () => {
    const dryRun = async (text: string): Promise<Members> => (await insert({ dryRun: true, query: { query: text, useLegacySql: false } })).statistics.query;
    expect(await dryRun('SELECT id FROM d.t')).to.deep.include({ totalBytesProcessed: '72', totalBytesBilled: '0', statementType: 'SELECT', referencedTables: [{ projectId: 'home-credit', datasetId: 'd', tableId: 't' }] });
    expect(await dryRun('SELECT id, url FROM d.t')).to.include({ totalBytesProcessed: '108' });
    expect(await dryRun('SELECT COUNT(*) FROM d.t')).to.include({ totalBytesProcessed: '0' });
    expect(reasonOf(await query('SELECT id FROM d.t', { maximumBytesBilled: '1000' }))).to.equal('bytesBilledLimitExceeded');
    expect((await query('SELECT id FROM d.t', { maximumBytesBilled: '10485760' })).body).to.include({ totalBytesProcessed: '72' });
  });

  it('refuses an id that is taken, and finds no job that was deleted', async () => {
    const reference = { jobId: 'mine' };
    await insert({ query: { query: 'SELECT 1', useLegacySql: false } }, reference);
    const again = await call('POST', '/jobs', { configuration: { query: { query: 'SELECT 1', useLegacySql: false } }, jobReference: reference });
    expect([again.status, reasonOf(again)]).to.deep.equal([409, 'duplicate']);
    await call('GET', '/queries/mine');
    expect(await call('DELETE', '/jobs/mine/delete')).to.deep.equal({ status: 200, body: {} });
    expect((await call('GET', '/jobs/mine')).status).to.equal(404);
  });

  it('lists jobs by state and age, and a script\'s statements by the script', async () => {
    const before = Date.now();
    const script = await insert({ query: { query: 'SELECT 1; CREATE OR REPLACE TABLE d.s AS SELECT 1 AS a;', useLegacySql: false } });
    await call('GET', `/queries/${script.jobReference.jobId}`);
    const list = async (filter: string): Promise<Members[]> => (await call('GET', `/jobs?${filter}`)).body['jobs'] as Members[];
    expect(await list(`minCreationTime=${before}&stateFilter=done`)).to.have.lengthOf(1);
    expect(await list(`maxCreationTime=${before - 1}&maxResults=1`)).to.have.lengthOf(1);
    expect(await list(`minCreationTime=${before}&stateFilter=running`)).to.deep.equal([]);
    expect((await list('maxResults=1&projection=full'))[0]).to.have.property('configuration');
    expect((await list('maxResults=1'))[0]).not.to.have.property('configuration');
    const children = (await list(`parentJobId=${script.jobReference.jobId}`)) as unknown as JobResource[];
    expect(children.map(({ statistics }) => statistics.query['statementType'])).to.have.members(['SELECT', 'CREATE_TABLE_AS_SELECT']);
    expect((await call('GET', `/jobs/${children[0]?.jobReference.jobId ?? ''}`)).body).to.have.nested.property('statistics.parentJobId', script.jobReference.jobId);
  });

  it('answers the same request once', async () => {
    await warehouse.rows('CREATE OR REPLACE TABLE d.once (a INT64)');
    const request = { requestId: 'same', jobCreationMode: 'JOB_CREATION_OPTIONAL' };
    for (let time = 0; time < 2; time += 1) expect((await query('INSERT INTO d.once VALUES (1)', request)).body).to.include({ numDmlAffectedRows: '1' });
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.once')).to.deep.equal([{ n: 1 }]);
  });

  it('gives up a job whose time is over', async () => {
    const slow = 'SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 200000)) a, UNNEST(GENERATE_ARRAY(1, 200000)) b WHERE a + b > 7';
    const answer = await query(slow, { jobTimeoutMs: '200' });
    expect([answer.status, reasonOf(answer)]).to.deep.equal([499, 'stopped']);
    const { body } = await query(slow, { timeoutMs: 100 });
    expect(body).to.deep.include({ jobComplete: false });
    await call('POST', `/jobs/${(body['jobReference'] as { jobId: string }).jobId}/cancel`);
  });

  it('pages through an answer by number and by token', async () => {
    const first = (await query('SELECT id FROM d.t ORDER BY id', { maxResults: 4 })).body;
    const path = `/queries/${(first['jobReference'] as { jobId: string }).jobId}`;
    const ids = (body: Members): unknown[] => ((body['rows'] ?? []) as { f: { v: string }[] }[]).map(({ f }) => Number(f[0]?.v));
    const second = (await call('GET', `${path}?maxResults=4&pageToken=${String(first['pageToken'])}`)).body;
    expect([...ids(first), ...ids(second)]).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ids((await call('GET', `${path}?startIndex=7`)).body)).to.deep.equal([8, 9]);
    expect((await call('GET', `${path}?maxResults=0`)).body).to.include({ totalRows: '9' }).and.not.to.have.property('rows');
  });

  it('appends to a destination as far as its schema may change', async () => {
    const run = async (text: string, more: Members = {}): Promise<string | undefined> => {
      const job = await insert({ query: { query: text, useLegacySql: false, destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 'grow' }, writeDisposition: 'WRITE_APPEND', ...more } });
      await call('GET', `/queries/${job.jobReference.jobId}`);
      return ((await call('GET', `/jobs/${job.jobReference.jobId}`)).body as unknown as JobResource).status.errorResult?.message;
    };
    await warehouse.rows('CREATE OR REPLACE TABLE d.grow (a INT64 NOT NULL)');
    expect(await run('SELECT 1 AS a')).to.equal('Provided Schema does not match Table home-credit:d.grow. Field a has changed mode from REQUIRED to NULLABLE');
    expect(await run("SELECT 'x' AS b, 1 AS a", { schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION'] })).to.equal('Provided Schema does not match Table home-credit:d.grow. Cannot add fields (field: b)');
    expect(await run("SELECT 'x' AS b, 1 AS a", { schemaUpdateOptions: ['ALLOW_FIELD_RELAXATION', 'ALLOW_FIELD_ADDITION'] })).to.equal(undefined);
    expect(await run("SELECT 'x' AS a, 'y' AS b")).to.equal('Provided Schema does not match Table home-credit:d.grow. Field a has changed type from INT64 to STRING');
    expect(await warehouse.rows('SELECT * FROM d.grow')).to.deep.equal([{ a: 1, b: 'x' }]);
  });

  it('makes snapshots, which nobody changes, clones, and tables of snapshots', async () => {
    const copy = async (source: string, target: string, operationType: string): Promise<unknown> =>
      (await insert({ copy: { sourceTable: { datasetId: 'd', tableId: source }, destinationTable: { datasetId: 'd', tableId: target }, operationType } })).status;
    expect(await copy('t', 'snapshot', 'SNAPSHOT')).to.deep.equal({ state: 'DONE' });
    await copy('t', 'clone', 'CLONE');
    await copy('snapshot', 'restored', 'RESTORE');
    expect(await warehouse.table('d', 'snapshot')).to.deep.include({ type: 'SNAPSHOT' }).and.have.nested.property('snapshotDefinition.baseTableReference.tableId', 't');
    expect(await warehouse.table('d', 'clone')).to.deep.include({ type: 'TABLE' }).and.have.nested.property('cloneDefinition.baseTableReference.tableId', 't');
    expect((await warehouse.failure(warehouse.rows('DELETE FROM d.snapshot WHERE TRUE'))).message).to.include('currently a SNAPSHOT');
    await warehouse.rows('DELETE FROM d.restored WHERE id > 1');
    expect(await warehouse.rows('SELECT COUNT(*) AS n FROM d.snapshot UNION ALL SELECT COUNT(*) FROM d.restored')).to.have.deep.members([{ n: 9 }, { n: 1 }]);
  });

  it('remembers a finished job across a restart, without its rows', async () => {
    const job = await insert({ query: { query: 'SELECT id FROM d.t', useLegacySql: false }, labels: { k: 'v' } }, { jobId: 'old' });
    await call('GET', '/queries/old');
    await warehouse.restart();
    const { body } = await call('GET', '/jobs/old');
    expect(body).to.deep.include({ jobReference: job.jobReference, status: { state: 'DONE' } });
    expect(body).to.have.nested.property('configuration.labels.k', 'v');
    const rows = await call('GET', '/queries/old');
    expect([rows.status, (rows.body['error'] as { message: string }).message]).to.deep.equal([404, 'Not found: the rows of job home-credit:old did not survive the restart of the local BigQuery: run it again.']);
    expect(reasonOf(await call('POST', '/jobs', { configuration: { query: { query: 'SELECT 1', useLegacySql: false } }, jobReference: { jobId: 'old' } }))).to.equal('duplicate');
    expect(((await call('GET', '/jobs')).body['jobs'] as JobResource[]).map(({ jobReference }) => jobReference.jobId)).to.include('old');
    await call('DELETE', '/jobs/old/delete');
    expect((await call('GET', '/jobs/old')).status).to.equal(404);
  });
});
