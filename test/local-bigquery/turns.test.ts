import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { Engine } from '../../scripts/local-bigquery/engine/engine.ts';
import { prepareFolders } from '../../scripts/local-bigquery/engine/folders.ts';
import { Place } from '../../scripts/local-bigquery/engine/sessions/place.ts';
import { Turns } from '../../scripts/local-bigquery/engine/sessions/turns.ts';
import { BigQueryError } from '../../scripts/local-bigquery/errors.ts';
import { Job } from '../../scripts/local-bigquery/jobs/job.ts';
import { readQueryConfig } from '../../scripts/local-bigquery/jobs/query-config.ts';
import { QueryRunner } from '../../scripts/local-bigquery/jobs/query-job.ts';
import { makeFolder } from '../data/support/folder.ts';

describe('turns of big statements', () => {
  const signal = new AbortController().signal;

  it('lets no more in than may be, in the order in which they came', async () => {
    const turns = new Turns(2);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(Array.from({ length: 7 }, (_, index) => turns.take(signal, async () => {
      order.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await setTimeout(2);
      inside -= 1;
    })));
    expect(most).to.equal(2);
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
  });

  it('goes on behind a statement that fails, and behind one that is cancelled while it waits', async () => {
    const turns = new Turns(1);
    const cancelled = new AbortController();
    const ran: string[] = [];
    const failing = turns.take(signal, async () => {
      await setTimeout(5);
      throw new Error('a division by zero');
    });
    const waiting = turns.take(cancelled.signal, () => Promise.resolve(ran.push('cancelled')));
    const last = turns.take(signal, () => Promise.resolve(ran.push('last')));
    cancelled.abort(new Error('cancelled'));
    const ends = await Promise.allSettled([failing, waiting, last]);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'fulfilled']);
    expect(ran).to.deep.equal(['last']);
  });
});

describe('queries of a big table while all turns are taken', () => {
  const PROJECT = 'home-credit';
  const BUSY = 100;
  /** Longer than any of these queries takes. */
  const PATIENCE_MS = 10_000;
  const STORED = { destinationTable: { projectId: PROJECT, datasetId: 'd', tableId: 'stored' } };
  /** Time enough for a query that need not wait, in milliseconds. */
  let enough = 0;
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  let engine: Engine;
  let runner: QueryRunner;

  const start = (query: string, members: object = {}): Job => {
    const job = new Job({ reference: { projectId: PROJECT, jobId: 'j', place: new Place('US') }, type: 'QUERY', configuration: {} });
    const config = readQueryConfig({ query, useLegacySql: false, ...members }, PROJECT);
    void job.run((signal) => runner.run(config, job, signal), (error) => new BigQueryError('internalError', String(error)));
    return job;
  };
  const stateOf = async (job: Job, milliseconds: number): Promise<string> => {
    await job.wait(milliseconds);
    return job.state.kind;
  };

  before(async () => {
    folder = await makeFolder();
    engine = await Engine.open({ folders: await prepareFolders(folder.path), memory: '1GB' });
    runner = new QueryRunner(engine);
    const made = start(`CREATE SCHEMA d; CREATE TABLE d.wide AS SELECT id, REPEAT('x', 100000) AS text FROM UNNEST(GENERATE_ARRAY(1, 800)) AS id`);
    expect(await stateOf(made, PATIENCE_MS)).to.equal('done');
    const began = performance.now();
    expect(await stateOf(start('SELECT text FROM d.wide WHERE id = 7', STORED), PATIENCE_MS)).to.equal('done');
    enough = 4 * (performance.now() - began);
    // 80 MB of text: each of these would keep a place for ever.
    for (let index = 0; index < BUSY; index += 1) void engine.big.enter(new AbortController().signal);
  });
  after(async () => {
    await engine.close();
    await folder.remove();
  });

  it('answers a look-up, which holds no rows', async () => {
    expect(await stateOf(start('SELECT id, text FROM d.wide WHERE id = 7'), PATIENCE_MS)).to.equal('done');
    expect(await stateOf(start('SELECT AS STRUCT id, LENGTH(text) AS size FROM d.wide WHERE id = 7 LIMIT 1'), PATIENCE_MS)).to.equal('done');
  });

  it('lets wait what holds rows: an aggregate, an order, a look-up that is stored', async () => {
    const waiting = [start('SELECT COUNT(DISTINCT text) FROM d.wide'), start('SELECT text FROM d.wide ORDER BY text LIMIT 1'), start('SELECT text FROM d.wide WHERE id = 8', { ...STORED, writeDisposition: 'WRITE_TRUNCATE' })];
    await setTimeout(enough);
    expect(waiting.map(({ state }) => state.kind)).to.deep.equal(['running', 'running', 'running']);
    for (let index = 0; index < BUSY; index += 1) engine.big.leave();
    for (const job of waiting) expect(await stateOf(job, PATIENCE_MS)).to.equal('done');
  });
});
