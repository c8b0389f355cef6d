import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

type Members = Record<string, unknown>;
interface JobResource {
  readonly id: string;
  readonly jobReference: { readonly jobId: string };
  readonly status: { readonly state: string };
  readonly configuration: { readonly query: Members & { readonly destinationTable?: { readonly datasetId: string; readonly tableId: string } } };
}

describe('what jobs answer', () => {
  const PATH = '/bigquery/v2/projects/home-credit';
  const DONE_MS = 20_000;
  let warehouse: TestWarehouse;
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Members }> => warehouse.request(method, `${PATH}${path}`, body);
  const insert = async (query: string, more: Members = {}): Promise<JobResource> => (await call('POST', '/jobs', { configuration: { query: { query, useLegacySql: false, ...more } } })).body as unknown as JobResource;
  /** The rows that a query ended with. */
  const results = async (id: string, text = ''): Promise<{ status: number; body: Members }> => call('GET', `/queries/${id}?timeoutMs=${DONE_MS}${text}`);
  const finished = async (query: string): Promise<string> => {
    const { jobReference } = await insert(query);
    expect((await results(jobReference.jobId)).body).to.include({ jobComplete: true });
    return jobReference.jobId;
  };

  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
    await warehouse.rows('CREATE TABLE d.t AS SELECT n FROM UNNEST(GENERATE_ARRAY(1, 5)) AS n');
  });
  after(() => warehouse.stop());

  it('pages of a query: none, from the middle, beyond the end, by no token', async () => {
    const id = await finished('SELECT n FROM d.t ORDER BY n');
    const page = async (text: string): Promise<unknown> => {
      const { rows, totalRows, pageToken } = (await results(id, text)).body as { rows?: { f: { v: string }[] }[]; totalRows: string; pageToken?: string };
      return { totalRows, rows: rows?.map(({ f }) => f[0]?.v), isLast: pageToken === undefined };
    };
    expect(await page('&maxResults=0')).to.deep.include({ totalRows: '5', rows: undefined });
    expect(await page('&startIndex=3&maxResults=1')).to.deep.equal({ totalRows: '5', rows: ['4'], isLast: false });
    expect(await page('&startIndex=3')).to.deep.equal({ totalRows: '5', rows: ['4', '5'], isLast: true });
    expect(await page('&startIndex=99')).to.deep.equal({ totalRows: '5', rows: undefined, isLast: true });
    for (const text of ['&pageToken=garbage', '&startIndex=-1', '&maxResults=x']) expect((await results(id, text)).status, text).to.equal(400);
  });

  it('what a statement without rows did', async () => {
    const answer = async (query: string): Promise<Members> => (await results(await finished(query), '&maxResults=0')).body;
    expect(await answer('INSERT INTO d.t VALUES (6), (7)')).to.deep.include({ schema: {}, totalRows: '0', numDmlAffectedRows: '2', statementType: 'INSERT' });
    expect(await answer('DELETE FROM d.t WHERE n > 5')).to.deep.include({ numDmlAffectedRows: '2', dmlStats: { insertedRowCount: '0', updatedRowCount: '0', deletedRowCount: '2' } });
    expect(await answer('CREATE OR REPLACE VIEW d.v AS SELECT 1 AS a')).to.deep.include({ schema: {}, totalRows: '0', statementType: 'CREATE_VIEW' });
    expect(await answer('DECLARE x INT64; SET x = 1')).to.deep.include({ schema: {}, totalRows: '0', statementType: 'SCRIPT' });
    expect(await answer('SELECT 1 AS a; SELECT 2 AS b')).to.deep.include({ totalRows: '1', statementType: 'SCRIPT', schema: { fields: [{ name: 'b', type: 'INTEGER', mode: 'NULLABLE' }] } });
  });

  it('which table its rows go to, while it runs already, as clients need it to read them', async () => {
    const long = await insert('SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS a, UNNEST(GENERATE_ARRAY(1, 100000)) AS b WHERE a * b = -1');
    expect(long.status.state).to.equal('RUNNING');
    expect(long.configuration.query.destinationTable).to.include({ tableId: long.jobReference.jobId });
    await call('POST', `/jobs/${long.jobReference.jobId}/cancel`);
    const target = async (query: string): Promise<unknown> => (await insert(query)).configuration.query.destinationTable;
    const made = { projectId: 'home-credit', datasetId: 'd' };
    expect(await target('CREATE OR REPLACE TABLE d.made AS SELECT 1 AS a')).to.deep.equal({ ...made, tableId: 'made' });
    expect(await target('INSERT INTO d.made VALUES (2)')).to.deep.equal({ ...made, tableId: 'made' });
    expect(await target('CREATE OR REPLACE VIEW d.v AS SELECT 1 AS a')).to.equal(undefined);
    expect(await target('SELECT nope')).to.equal(undefined);
  });

  it('its parameters as texts, however the client wrote them, and after a restart', async () => {
    const { jobReference } = await insert('SELECT @i, @l, @s.a', {
      parameterMode: 'NAMED',
      queryParameters: [
        { name: 'i', parameterType: { type: 'INT64' }, parameterValue: { value: 7 } },
        { name: 'l', parameterType: { type: 'ARRAY', arrayType: { type: 'BOOL' } }, parameterValue: { arrayValues: [{ value: true }] } },
        { name: 's', parameterType: { type: 'STRUCT', structTypes: [{ name: 'a', type: { type: 'INT64' } }, { name: 'b', type: { type: 'INT64' } }] }, parameterValue: { structValues: { a: { value: 8 }, b: {} } } },
      ],
    });
    await results(jobReference.jobId);
    const values = async (): Promise<unknown> => {
      const { configuration } = (await call('GET', `/jobs/${jobReference.jobId}`)).body as unknown as JobResource;
      return (configuration.query['queryParameters'] as { parameterValue: unknown }[]).map(({ parameterValue }) => parameterValue);
    };
    const spelled = [{ value: '7' }, { arrayValues: [{ value: 'true' }] }, { structValues: { a: { value: '8' } } }];
    expect(await values()).to.deep.equal(spelled);
    await warehouse.restart();
    expect(await values()).to.deep.equal(spelled);
  });

  it('that what is temporary needs the rest of a script', async () => {
    const refusal = async (query: string): Promise<unknown> => ((await call('POST', '/queries', { query, useLegacySql: false })).body['error'] as { message: string } | undefined)?.message;
    expect(await refusal('CREATE TEMP TABLE x AS SELECT 1 AS a')).to.equal('Use of CREATE TEMPORARY TABLE requires a script or session');
    expect(await refusal('CREATE TEMP FUNCTION f(x INT64) AS (x)')).to.equal('CREATE TEMPORARY FUNCTION statements must be followed by an actual query.');
    expect(((await call('POST', '/queries', { query: 'CREATE TEMP TABLE x AS SELECT 1 AS a', useLegacySql: false, dryRun: true })).body['error'] as { code: number }).code).to.equal(400);
    expect(await refusal('CREATE TEMP TABLE x AS SELECT 1 AS a; CREATE TEMP FUNCTION f(x INT64) AS (x); SELECT f(a) FROM x')).to.equal(undefined);
  });

  it('lists, by state, time and parent, that come to an end', async () => {
    const id = await finished('SELECT 1; SELECT 2');
    const list = async (text: string): Promise<{ jobs: JobResource[]; nextPageToken?: string }> => (await call('GET', `/jobs?${text}`)).body as never;
    expect((await list('stateFilter=RUNNING')).jobs).to.deep.equal([]);
    expect((await list(`minCreationTime=${Date.now() + DONE_MS}`)).jobs).to.deep.equal([]);
    expect(await list('maxResults=0')).to.not.have.property('nextPageToken');
    expect((await list('stateFilter=done&maxResults=1')).jobs.map(({ jobReference }) => jobReference.jobId)).to.deep.equal([id]);
    const children = (await list(`parentJobId=${id}`)).jobs.map(({ jobReference }) => jobReference.jobId);
    expect(children).to.have.length(2);
    for (const text of ['stateFilter=ODD', 'projection=odd', 'minCreationTime=odd']) expect((await call('GET', `/jobs?${text}`)).status, text).to.equal(400);
    expect((await call('GET', '/jobs?parentJobId=none')).status).to.equal(404);
    // A statement goes with its script.
    expect((await call('DELETE', `/jobs/${children[0] ?? ''}/delete`)).status).to.equal(400);
    expect((await call('POST', `/jobs/${id}/cancel`)).body).to.have.nested.property('job.status.state', 'DONE');
    expect((await call('DELETE', `/jobs/${id}/delete`)).status).to.equal(200);
    for (const gone of [id, ...children]) expect((await call('GET', `/jobs/${gone}`)).status).to.equal(404);
  });
});
