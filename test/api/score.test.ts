import { expect } from 'chai';
import features from '../../includes/features.js';
import type { Answer } from '../../api/scoring.ts';
import { ask, expectProblem } from './support/ask.ts';
import { buildMart, CUSTOMERS, FEATURES } from './support/mart.ts';
import { faultsOf } from './support/schemas.ts';
import { startService, type Service } from './support/service.ts';

const ids = Object.keys(CUSTOMERS).map(Number);

/** XGBoost takes no infinity; a tree tells it from no other number beyond its thresholds. */
const finite = (value: number): number => (Number.isNaN(value) ? value : Math.min(Math.max(value, -3e38), 3e38));

describe('GET /score/:customerId', () => {
  let service: Service;
  let now = Date.now();

  before(async () => {
    service = await startService({ clock: { now: () => now } });
  });
  after(() => service.close());

  async function score(id: number | string): Promise<Answer> {
    const { status, text } = await ask(`${service.server.url}/score/${id}`);
    expect(status, text).to.equal(200);
    return JSON.parse(text) as Answer;
  }

  it('answers what the OpenAPI document promises, never to be stored', async () => {
    for (const id of ids) {
      const answer = await ask(`${service.server.url}/score/${id}`);
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.headers.get('content-type')).to.equal('application/json; charset=utf-8');
      expect(answer.headers.get('cache-control')).to.equal('no-store');
      expect(faultsOf(JSON.parse(answer.text), 'Score'), answer.text).to.deep.equal([]);
    }
  });

  it('gives XGBoost’s own probability for every customer, whatever the types and nulls of the columns', async () => {
    const expected = service.model.predict(ids.map((id) => (CUSTOMERS[id]?.values ?? []).map(finite)));
    for (const [at, id] of ids.entries()) {
      const { probabilityOfDefault, customerId } = await score(id);
      expect(customerId).to.equal(id);
      expect(probabilityOfDefault, String(id)).to.be.closeTo(expected[at] ?? Number.NaN, 1e-6);
    }
    expect(new Set(expected).size, 'the toy tells customers apart').to.be.greaterThan(3);
  });

  it('puts probability, score, band and decision on one scale', async () => {
    const { probabilityOfDefault: p, score: points, decision, thresholds, band } = await score(100001);
    expect(points).to.equal(Math.round(600 - (20 / Math.LN2) * (Math.log(50) + Math.log(p / (1 - p)))));
    const expected = p >= thresholds.declineFrom ? 'decline' : p >= thresholds.referFrom ? 'refer' : 'approve';
    expect(decision).to.equal(expected);
    expect(['A', 'B', 'C', 'D', 'E']).to.include(band);
  });

  it('gives up to four reasons, most harmful first, with the value that the mart holds', async () => {
    const { reasons } = await score(100001);
    expect(reasons).to.have.length.within(1, 4);
    const weights = reasons.map(({ contribution }) => contribution);
    expect(weights).to.deep.equal([...weights].sort((one, other) => other - one));
    for (const { feature, value, code, text } of reasons) {
      expect(value).to.equal(CUSTOMERS[100001]?.values[FEATURES.indexOf(feature)]);
      expect({ code, text }).to.deep.equal(features.features.find(({ name }) => name === feature)?.reason);
    }
  });

  it('shows a missing value as null', async () => {
    const { reasons } = await score(100003);
    expect(reasons.map(({ value }) => value)).to.deep.equal(reasons.map(() => null));
  });

  it('names the model and when the mart was built', async () => {
    const { model, features: built } = await score(100002);
    expect(model).to.deep.equal({ name: 'default-risk', version: service.model.version });
    const [metadata] = (await service.warehouse.dataset('home_credit_marts').table('customer_features').getMetadata()) as [{ lastModifiedTime: string }, unknown];
    expect(Date.parse(built.builtAt)).to.equal(Number(metadata.lastModifiedTime));
  });

  it('shows a rebuild of the mart within half a minute', async () => {
    const before = (await score(100002)).features.builtAt;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await buildMart(service.warehouse);
    now += 31_000;
    expect(Date.parse((await score(100002)).features.builtAt)).to.be.greaterThan(Date.parse(before));
  });

  it('answers 404 for a customer who is not in the mart', async () => {
    expectProblem(await ask(`${service.server.url}/score/424242`), 'customer_not_found');
  });

  it('costs one request to the warehouse', async () => {
    await score(100001);
    service.tap.seen.length = 0;
    await score(100001);
    expect(service.tap.seen).to.have.length(1);
    expect(service.tap.seen[0]).to.match(/^POST [^?]*\/queries\b/);
  });

  it('answers many at once, each its own', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => score(ids[at % ids.length] ?? 0)));
    answers.forEach(({ customerId }, at) => { expect(customerId).to.equal(ids[at % ids.length]); });
  });

  it('is ready, and says with which model', async () => {
    const { status, text } = await ask(`${service.server.url}/health/ready`);
    expect(status, text).to.equal(200);
    expect(faultsOf(JSON.parse(text), 'Ready')).to.deep.equal([]);
    expect(JSON.parse(text)).to.deep.equal({
      status: 'ready',
      checks: { model: { status: 'up', version: service.model.version }, features: { status: 'up' } },
    });
  });

  it('shares one look at the warehouse among probes of the same second', async () => {
    now += 2_000;
    service.tap.seen.length = 0;
    await Promise.all(Array.from({ length: 10 }, () => ask(`${service.server.url}/health/ready`)));
    expect(service.tap.seen.length).to.be.within(1, 2);
    service.tap.seen.length = 0;
    await ask(`${service.server.url}/health/ready`);
    expect(service.tap.seen).to.deep.equal([]);
  });

  it('keeps customers and their values out of the log', () => {
    const text = service.captured.text();
    for (const secret of ['100001', '100003', '424242', '9007199254740991', '450000.5', '0.21']) {
      expect(text, secret).to.not.contain(secret);
    }
    expect(text).to.contain('"route":"/score/:customerId","status":200');
  });
});
