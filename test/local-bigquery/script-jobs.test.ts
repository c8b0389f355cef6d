import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

interface Frame {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly procedureId?: string;
  readonly text: string;
}
interface JobResource {
  readonly jobReference: { readonly jobId: string };
  readonly configuration: { readonly labels?: Record<string, string>; readonly query: { readonly query: string } };
  readonly status: { readonly state: string; readonly errorResult?: { readonly reason: string; readonly message: string } };
  readonly statistics: {
    readonly numChildJobs?: string;
    readonly parentJobId?: string;
    readonly transactionInfo?: { readonly transactionId: string };
    readonly scriptStatistics?: { readonly evaluationKind: string; readonly stackFrames: readonly Frame[] };
    readonly query: { readonly statementType?: string };
  };
}

describe('jobs of scripts', () => {
  const PATH = '/bigquery/v2/projects/home-credit';
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
    await warehouse.rows('CREATE TABLE d.t AS SELECT n FROM UNNEST(GENERATE_ARRAY(1, 5)) AS n');
  });
  after(() => warehouse.stop());

  const get = async (path: string): Promise<unknown> => (await warehouse.request('GET', `${PATH}${path}`)).body;
  /** The script's job, and its children, the first that ran first. */
  const run = async (query: string, labels?: Record<string, string>): Promise<{ job: JobResource; children: JobResource[] }> => {
    const { body } = await warehouse.request('POST', `${PATH}/jobs`, { configuration: { query: { query, useLegacySql: false }, ...(labels === undefined ? {} : { labels }) } });
    const { jobId } = (body as unknown as JobResource).jobReference;
    await get(`/queries/${jobId}?timeoutMs=20000`);
    const { jobs } = (await get(`/jobs?parentJobId=${jobId}&projection=full`)) as { jobs: JobResource[] };
    return { job: (await get(`/jobs/${jobId}`)) as JobResource, children: jobs.reverse() };
  };
  const shape = ({ status, statistics }: JobResource): unknown => [statistics.query.statementType, status.errorResult?.message];

  it('stay when the script fails, that of the failed statement with what it failed with alone', async () => {
    const { job, children } = await run('SELECT 1 AS a;\nINSERT d.t VALUES (6); SELECT\n nope FROM d.t; SELECT 3');
    expect(job.status.errorResult).to.deep.include({ reason: 'invalidQuery', message: 'Query error: Unrecognized name: nope at [3:2]' });
    expect(job.statistics).to.deep.include({ numChildJobs: '3' }).and.have.nested.property('query.statementType', 'SCRIPT');
    expect(children.map(shape)).to.deep.equal([['SELECT', undefined], ['INSERT', undefined], [undefined, 'Unrecognized name: nope at [2:2]']]);
    expect(children.map(({ status, statistics }) => [status.state, statistics.parentJobId])).to.deep.equal(Array(3).fill(['DONE', job.jobReference.jobId]));
    expect(await get(`/queries/${children[0]?.jobReference.jobId ?? ''}`)).to.have.deep.property('rows', [{ f: [{ v: '1' }] }]);
    expect(await get(`/queries/${children[2]?.jobReference.jobId ?? ''}`)).to.have.nested.property('error.message', 'Unrecognized name: nope at [2:2]');
  });

  it('show errors that were handled, of procedures with the calls that led there', async () => {
    await warehouse.rows('CREATE PROCEDURE d.fails() BEGIN\n  SELECT 1 / 0;\nEND');
    const { job, children } = await run("BEGIN\n  CALL d.fails();\nEXCEPTION WHEN ERROR THEN SELECT 'caught';\nEND");
    expect([job.status.errorResult, job.statistics.numChildJobs]).to.deep.equal([undefined, '2']);
    expect(children.map(shape)).to.deep.equal([['SELECT', 'division by zero: 1 / 0'], ['SELECT', undefined]]);
    const [frame, caller] = children[0]?.statistics.scriptStatistics?.stackFrames ?? [];
    expect(frame).to.deep.include({ procedureId: 'home-credit.d.fails', startLine: 2, startColumn: 3, text: 'SELECT 1 / 0' });
    expect(caller).to.deep.equal({ startLine: 2, startColumn: 3, endLine: 2, endColumn: 17, text: 'CALL d.fails()' });
  });

  it('are also of expressions that ask tables, tell their transaction, and inherit labels', async () => {
    const script = "DECLARE a ARRAY<INT64>;\nBEGIN TRANSACTION;\nSET a = (\n  SELECT ARRAY_AGG(n) FROM d.t\n);\nSET @@query_label = 'step:two';\nSELECT * FROM UNNEST(a);\nCOMMIT TRANSACTION; SELECT 1";
    const { job, children } = await run(script, { team: 'risk' });
    expect(job.statistics.numChildJobs).to.equal('5');
    expect(children.map(({ statistics }) => statistics.scriptStatistics?.evaluationKind)).to.deep.equal(['STATEMENT', 'EXPRESSION', 'STATEMENT', 'STATEMENT', 'STATEMENT']);
    expect(children[0]?.statistics.scriptStatistics?.stackFrames[0]).to.deep.include({ startLine: 2, startColumn: 1, endLine: 2, endColumn: 18 });
    expect(children[1]?.statistics.scriptStatistics?.stackFrames[0]).to.deep.include({ startLine: 3, startColumn: 9, endLine: 5, endColumn: 2 });
    const [id, ...ids] = children.map(({ statistics }) => statistics.transactionInfo?.transactionId);
    expect(id).to.be.a('string');
    expect(ids).to.deep.equal([id, id, id, undefined]);
    expect(children.map(({ configuration }) => configuration.labels)).to.deep.equal([{ team: 'risk' }, { team: 'risk' }, { team: 'risk', step: 'two' }, { team: 'risk', step: 'two' }, { team: 'risk', step: 'two' }]);
  });

  it('tell what failed, of a single statement too', async () => {
    expect(shape((await run('UPDATE d.t SET n = CAST(1 / 0 AS INT64) WHERE TRUE')).job)).to.deep.equal(['UPDATE', 'division by zero: 1 / 0']);
    expect(shape((await run("RAISE USING MESSAGE = 'no'")).job)).to.deep.equal(['SCRIPT', 'no at [1:1]']);
    expect(shape((await run('SELECT nope')).job)).to.deep.equal([undefined, 'Unrecognized name: nope at [1:8]']);
  });

  it('are there while they run, and end with their script', async () => {
    const slow = 'SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 200000)) AS a, UNNEST(GENERATE_ARRAY(1, 200000)) AS b WHERE a + b > 7';
    const { body } = await warehouse.request('POST', `${PATH}/jobs`, { configuration: { query: { query: `SELECT 1; ${slow}; SELECT 2`, useLegacySql: false } } });
    const { jobId } = (body as unknown as JobResource).jobReference;
    let children: readonly JobResource[] = [];
    for (const deadline = Date.now() + 10_000; children.length < 2 && Date.now() < deadline; ) children = ((await get(`/jobs?parentJobId=${jobId}`)) as { jobs: JobResource[] }).jobs;
    expect(children.map(({ status }) => status.state)).to.deep.equal(['RUNNING', 'DONE']);
    const id = children[0]?.jobReference.jobId ?? '';
    await warehouse.request('POST', `${PATH}/jobs/${id}/cancel`);
    for (const each of [id, jobId]) expect(await get(`/queries/${each}?timeoutMs=20000`), each).to.have.nested.property('error.errors[0].reason', 'stopped');
  });

  it('are those of the last statements of a long loop, with its answer', async () => {
    const { job, children } = await run('DECLARE i INT64 DEFAULT 0; WHILE i < 205 DO SET i = i + 1; SELECT i; END WHILE; BEGIN SELECT nope; EXCEPTION WHEN ERROR THEN ASSERT TRUE; END');
    expect(job.statistics.numChildJobs).to.equal('207');
    expect(children).to.have.length(200);
    expect(children.slice(-2).map(shape)).to.deep.equal([[undefined, 'Unrecognized name: nope at [1:8]'], ['ASSERT', undefined]]);
    expect(await get(`/queries/${job.jobReference.jobId}`)).to.have.deep.property('rows', [{ f: [{ v: '205' }] }]);
  });
});
