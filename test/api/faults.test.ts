import { expect } from 'chai';
import { startWarehouse, type Warehouse } from '../../scripts/local-bigquery/lifecycle.ts';
import { ask, expectProblem } from './support/ask.ts';
import { buildMart, COLUMNS, dropMart } from './support/mart.ts';
import { startService, type Service } from './support/service.ts';
import { until } from './support/until.ts';

const DEADLINE_MS = 600;

describe('GET /score/:customerId when the warehouse fails', () => {
  let service: Service;
  let now = Date.now();

  before(async () => {
    service = await startService({ clock: { now: () => now }, readDeadlineMs: DEADLINE_MS });
  });
  after(() => service.close());
  beforeEach(() => {
    now += 60_000;
  });
  afterEach(() => {
    service.tap.times = 0;
  });

  const score = () => ask(`${service.server.url}/score/100001`);
  const ready = () => ask(`${service.server.url}/health/ready`);

  it('answers 503 within the deadline when it hangs, and scores again afterwards', async () => {
    service.tap.fault = 'hang';
    service.tap.times = Number.POSITIVE_INFINITY;
    const start = performance.now();
    expectProblem(await score(), 'warehouse_timeout');
    expect(performance.now() - start).to.be.within(DEADLINE_MS - 50, 3 * DEADLINE_MS);
    await until('no socket is left behind', () => service.tap.hanging() === 0, 1_000);
    service.tap.times = 0;
    expect((await score()).status).to.equal(200);
  });

  it('stops asking it when the caller hangs up', async () => {
    service.tap.fault = 'hang';
    service.tap.times = Number.POSITIVE_INFINITY;
    const caller = new AbortController();
    const asked = ask(`${service.server.url}/score/100001`, { signal: caller.signal }).catch(() => null);
    await until('the look-up hangs', () => service.tap.hanging() > 0);
    const start = performance.now();
    caller.abort();
    await asked;
    // The metadata are shared by all callers and go on to their own deadline.
    await until('the look-up is broken off', () => service.tap.hanging() <= 1, DEADLINE_MS / 2);
    expect(performance.now() - start).to.be.lessThan(DEADLINE_MS);
    await until('the metadata are given up too', () => service.tap.hanging() === 0);
  });

  for (const fault of ['break', 'unavailable'] as const) {
    it(`bears one request that meets "${fault}"`, async () => {
      service.tap.fault = fault;
      service.tap.times = 1;
      expect((await score()).status).to.equal(200);
    });

    it(`answers 503 when every request meets "${fault}"`, async () => {
      service.tap.fault = fault;
      service.tap.times = Number.POSITIVE_INFINITY;
      const answer = await score();
      expectProblem(answer, 'warehouse_unavailable');
      expect(answer.text).to.not.contain('Visible only to the log');
    });
  }

  it('answers 503 when the mart is not there, and scores again once it is built', async () => {
    await dropMart(service.warehouse);
    expectProblem(await score(), 'features_not_built');
    expect(expectProblem(await ready(), 'not_ready')['checks']).to.deep.include({ features: { status: 'down', code: 'features_not_built' } });
    await buildMart(service.warehouse);
    expect((await score()).status).to.equal(200);
  });

  it('answers 503 when the model needs a column that the mart lacks, and names it in the log only', async () => {
    await buildMart(service.warehouse, { without: ['application_credit_amount'] });
    const answer = await score();
    expectProblem(answer, 'features_out_of_step');
    expect(answer.text).to.not.contain('application_credit_amount');
    expect(service.captured.text()).to.contain('The mart lacks application_credit_amount.');
    await buildMart(service.warehouse);
  });

  it('answers 503 when a column is not numeric', async () => {
    await buildMart(service.warehouse, { types: { ...COLUMNS, application_ext_source_mean: 'string' } });
    expect((await score()).status, 'text that is a number is one').to.equal(200);
    await service.warehouse.query(`update home_credit_marts.customer_features set application_ext_source_mean = 'high' where true`);
    const answer = await score();
    expectProblem(answer, 'features_out_of_step');
    expect(service.captured.text()).to.contain('Column application_ext_source_mean of the mart is not numeric.').and.to.not.contain('high');
    await buildMart(service.warehouse);
  });

  it('answers 503 when the warehouse dies, and scores again when it is back', async () => {
    const port = Number(new URL(service.local.endpoint).port);
    await service.local.stop();
    expectProblem(await score(), 'warehouse_unavailable');
    now += 2_000;
    expectProblem(await ready(), 'not_ready');
    const again: Warehouse = await startWarehouse({ localDir: service.config.localDir, port });
    try {
      expect((await score()).status).to.equal(200);
      now += 2_000;
      await until('it is ready', async () => (await ready()).status === 200);
    } finally {
      await again.stop();
    }
  });

  it('writes no SQL, customer or parameter into answers or the log', () => {
    const text = service.captured.text();
    expect(text).to.not.contain('100001');
    expect(text).to.not.match(/select\s/i);
  });
});
