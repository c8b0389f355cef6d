import { mkdtemp, mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job, JobLoadMetadata } from '@google-cloud/bigquery';
import { expect } from 'chai';
import { startServer, type ServerProcess } from './support/server-process.ts';

const ROWS = 400_000;
const LOADED = 3_000_000;
const MIB = 1024 ** 2;

describe('the local BigQuery under faults', function () {
  this.timeout(180_000);
  let dir: string;
  let server: ServerProcess | null = null;
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'local-bigquery-')));
  });
  afterEach(async () => {
    await server?.kill('SIGKILL');
    server = null;
    await rm(dir, { recursive: true, force: true });
  });

  const start = async (prefix?: readonly string[]): Promise<ServerProcess> => {
    server = await startServer(dir, prefix);
    return server;
  };
  const first = async ({ bigquery }: ServerProcess, sql: string): Promise<Record<string, unknown>> => {
    const [rows] = await bigquery.query(sql);
    return (rows as Record<string, unknown>[])[0] ?? {};
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const failureOf = (work: Promise<unknown>): Promise<{ message: string; errors?: { reason?: string }[] }> =>
    work.then(() => ({ message: 'nothing failed' }), (error: unknown) => error as Error);

  const OLD = { n: 1000, total: 499_500 };
  /** Each replaces the thousand rows of a table of its own. */
  const writes: readonly { readonly name: string; readonly table: string; readonly sql?: string; readonly after: Record<string, unknown> }[] = [
    { name: 'a load', table: 'loaded', after: { n: LOADED, total: sumOf(0, LOADED - 1) } },
    {
      name: 'a MERGE',
      table: 'merged',
      sql: `MERGE d.merged AS t USING (SELECT id FROM UNNEST(GENERATE_ARRAY(500, ${ROWS})) AS id) AS s ON t.id = s.id
        WHEN MATCHED THEN UPDATE SET id = -t.id WHEN NOT MATCHED BY TARGET THEN INSERT (id) VALUES (s.id) WHEN NOT MATCHED BY SOURCE THEN DELETE`,
      after: { n: ROWS - 499, total: sumOf(1000, ROWS) - sumOf(500, 999) },
    },
    { name: 'a CREATE TABLE AS', table: 'made', sql: `CREATE OR REPLACE TABLE d.made AS SELECT id FROM UNNEST(GENERATE_ARRAY(1, ${ROWS})) AS id ORDER BY FARM_FINGERPRINT(CAST(id AS STRING))`, after: { n: ROWS, total: sumOf(1, ROWS) } },
  ];
  it(`shows the old tables or the new ones after kills in the middle of ${writes.map(({ name }) => name).join(', ')}`, async () => {
    await mkdir(join(dir, 'gcs/input'), { recursive: true });
    await writeFile(join(dir, 'gcs/input/t.csv'), `id\n${Array.from({ length: LOADED }, (_, id) => id).join('\n')}\n`);
    const reset = ({ bigquery }: ServerProcess) => bigquery.query(writes.map(({ table }) => `CREATE OR REPLACE TABLE d.${table} AS SELECT id FROM UNNEST(GENERATE_ARRAY(0, 999)) AS id;`).join('\n'));
    const begin = async ({ bigquery }: ServerProcess, sql?: string): Promise<Job> => {
      const [job]: unknown[] = sql === undefined ? await bigquery.createJob({ configuration: { load: LOAD } }) : await bigquery.createQueryJob(sql);
      return job as Job;
    };
    const stateOf = (running: ServerProcess, table: string) => first(running, `SELECT COUNT(*) AS n, SUM(id) AS total FROM d.${table}`);
    const seen = new Map(writes.map(({ name }) => [name, new Set<unknown>()]));
    let running = await start();
    await running.bigquery.query('CREATE SCHEMA d');
    for (const delay of [30, 400, 1500]) {
      await reset(running);
      for (const { sql } of writes) begin(running, sql).catch(() => null);
      await pause(delay);
      await running.kill('SIGKILL');
      running = await start();
      for (const { name, table, after } of writes) {
        const found = await stateOf(running, table);
        expect([OLD, after], `${name} after ${delay} ms`).to.deep.include(found);
        seen.get(name)?.add(found['n']);
      }
    }
    for (const [name, states] of seen) expect(states, `tables seen of ${name}`).to.include(OLD.n);
    // The file takes writes again, and the same work comes to its end.
    await reset(running);
    for (const { name, table, sql, after } of writes) {
      await (await begin(running, sql)).promise();
      expect(await stateOf(running, table), name).to.deep.equal(after);
    }
  });

  it('answers fifty clients at once, readers and writers, without losing a row', async () => {
    const running = await start();
    await running.bigquery.query('CREATE SCHEMA d; CREATE TABLE d.log (client INT64, step INT64); CREATE TABLE d.counter AS SELECT 0 AS n');
    const client = async (number: number): Promise<void> => {
      for (let step = 0; step < 4; step += 1) {
        await running.bigquery.query({ query: 'INSERT INTO d.log VALUES (@client, @step)', params: { client: number, step } });
        await running.bigquery.query('UPDATE d.counter SET n = n + 1 WHERE TRUE');
        const row = await first(running, `SELECT COUNT(*) AS n FROM d.log WHERE client = ${number}`);
        expect(row).to.deep.equal({ n: step + 1 });
        await running.bigquery.query(`CREATE OR REPLACE TABLE d.shared AS SELECT ${number} AS client, ${step} AS step`);
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, number) => client(number)));
    expect(await first(running, 'SELECT COUNT(*) AS n, COUNT(DISTINCT client) AS clients FROM d.log')).to.deep.equal({ n: 200, clients: 50 });
    expect(await first(running, 'SELECT n FROM d.counter')).to.deep.equal({ n: 200 });
    expect(await first(running, 'SELECT COUNT(*) AS n FROM d.shared')).to.deep.equal({ n: 1 });
  });

  it('gives up the work of a client that hangs up', async () => {
    const running = await start();
    await running.bigquery.query('CREATE SCHEMA d; CREATE TABLE d.t (x INT64)');
    const endless = 'INSERT INTO d.t SELECT SUM(a * b) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS a, UNNEST(GENERATE_ARRAY(1, 1000000)) AS b';
    const hangUp = new AbortController();
    const request = fetch(`${running.endpoint}/bigquery/v2/projects/home-credit/queries`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: endless, useLegacySql: false, timeoutMs: 100_000 }),
      signal: hangUp.signal,
    }).catch(() => null);
    await pause(500);
    hangUp.abort();
    await request;
    // The writer's turn at the table comes only when the endless one has ended.
    await running.bigquery.query('INSERT INTO d.t VALUES (1)');
    expect(await first(running, 'SELECT COUNT(*) AS n FROM d.t')).to.deep.equal({ n: 1 });
  });

  it('pages through a result of 200 MB in bounded memory', async () => {
    const running = await start();
    await running.bigquery.query('SELECT 1');
    const before = await running.peakMemory();
    const rows = 200_000;
    const [job] = await running.bigquery.createQueryJob(`SELECT n, REPEAT(CHR(97 + MOD(n, 26)), 1000) AS text FROM UNNEST(GENERATE_ARRAY(1, ${rows})) AS n`);
    let count = 0;
    let bytes = 0;
    let sum = 0;
    let query: object | null = { maxResults: 20_000, autoPaginate: false };
    while (query !== null) {
      const [page, next] = (await job.getQueryResults(query)) as unknown as [{ n: number; text: string }[], object | null];
      for (const { n, text } of page) {
        count += 1;
        sum += n;
        bytes += text.length;
        if (text !== String.fromCharCode(97 + (n % 26)).repeat(1000)) throw new Error(`Row ${n} is wrong.`);
      }
      query = next;
    }
    expect({ count, sum, bytes }).to.deep.equal({ count: rows, sum: sumOf(1, rows), bytes: rows * 1000 });
    if (process.platform === 'linux') expect((await running.peakMemory()) - before).to.be.below(700 * MIB);
  });

  it('says that the disk is full, keeps every table whole, and goes on when there is room', async function () {
    if (process.platform === 'win32') this.skip();
    let running = await start();
    await running.bigquery.query('CREATE SCHEMA d; CREATE TABLE d.t AS SELECT 1 AS id');
    await running.kill('SIGTERM');
    // No file may grow beyond this: to the program that writes, a full disk.
    running = await start(['bash', '-c', `trap '' XFSZ; ulimit -f ${(30 * MIB) / 1024}; exec "$@"`, 'limited']);
    const big = 'CREATE OR REPLACE TABLE d.t AS SELECT id, TO_HEX(SHA256(CAST(id AS STRING))) AS text FROM (SELECT a * 600000 + b AS id FROM UNNEST([0, 1]) AS a, UNNEST(GENERATE_ARRAY(1, 600000)) AS b)';
    const failure = await failureOf(running.bigquery.query(big));
    expect(failure.message).to.match(/disk|space/i);
    expect(failure.message).to.not.match(/INSERT INTO|data\./);
    // What the statement took is given back at once, and smaller ones go on.
    expect((await stat(join(dir, 'warehouse.duckdb'))).size).to.be.below(5 * MIB);
    await running.bigquery.query('CREATE TABLE d.log (part INT64, text STRING)');
    let parts = 0;
    const insert = (): Promise<unknown> => running.bigquery.query(`INSERT INTO d.log SELECT ${parts}, TO_HEX(SHA256(CAST(id AS STRING))) FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS id`);
    let full: { message: string };
    while ((full = await failureOf(insert())).message === 'nothing failed' && parts < 20) parts += 1;
    expect(full.message).to.match(/disk/);
    // The engine has broken, and is opened anew.
    expect(await first(running, 'SELECT COUNT(*) AS n, COUNT(DISTINCT part) AS parts FROM d.log')).to.deep.equal({ n: parts * 100_000, parts });
    await running.bigquery.query('INSERT INTO d.log VALUES (-1, "small")');
    await running.bigquery.query('DROP TABLE d.log');
    await running.kill('SIGKILL');
    running = await start();
    expect(await first(running, 'SELECT COUNT(*) AS n, SUM(id) AS total FROM d.t')).to.deep.equal({ n: 1, total: 1 });
    await running.bigquery.query(big);
    expect(await first(running, 'SELECT COUNT(*) AS n FROM d.t')).to.deep.equal({ n: 1_200_000 });
  });
});

function sumOf(from: number, to: number): number {
  return ((from + to) * (to - from + 1)) / 2;
}

const LOAD: JobLoadMetadata = {
  sourceUris: ['gs://input/t.csv'],
  sourceFormat: 'CSV',
  skipLeadingRows: 1,
  schema: { fields: [{ name: 'id', type: 'INT64' }] },
  destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 'loaded' },
  writeDisposition: 'WRITE_TRUNCATE',
};
