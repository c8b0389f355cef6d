import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { readAliases } from '../../api/model/aliases.ts';
import { loadScorer } from '../../api/model/load-scorer.ts';
import { openObjectStore, type ObjectStore } from '../../api/object-store.ts';
import { connectWarehouse, type BigQuery } from '../../api/warehouse.ts';
import { startWarehouse, type Warehouse } from '../../scripts/local-bigquery/lifecycle.ts';
import { evaluateModel } from '../../scripts/model/evaluate.ts';
import { exportExamples } from '../../scripts/model/export-examples.ts';
import { metricsOf } from '../../scripts/model/model-metrics.ts';
import { featuresFor } from '../../scripts/model/policy.ts';
import { readExamples } from '../../scripts/model/read-examples.ts';
import { trainModel, type TrainRequest } from '../../scripts/model/train.ts';
import { TrainingDataError, type TrainingSet } from '../../scripts/model/training-set.ts';

const BUCKET = 'toy';
const ROWS = 600;

/** A feature's value in [0, 1) that follows from the customer; a sixth of them are NULL. */
const noise = (name: string): string =>
  `if(mod(customer_id + ${name.length}, 6) = 0, null, mod(abs(farm_fingerprint(concat('${name}', cast(customer_id as string)))), 1000) / 1000) as ${name}`;

/** Examples with every feature of the contract, the first of which drives the label. */
function contractExamples(): string {
  const [driver = '', ...others] = featuresFor('all');
  return `
    with customers as (select customer_id, mod(abs(farm_fingerprint(cast(customer_id as string))), 1000) / 1000 as risk
                       from unnest(generate_array(1, ${ROWS})) as customer_id)
    select customer_id, if(risk + mod(abs(farm_fingerprint(concat('luck', cast(customer_id as string)))), 1000) / 1000 > 1.4, 1, 0) as is_default,
      if(mod(customer_id, 5) = 0, 'holdout', 'train') as split, mod(div(customer_id, 5), 5) as fold, risk as ${driver},
      ${others.map(noise).join(',\n')}
    from customers`;
}

describe('training from the warehouse', () => {
  let local: Warehouse;
  let folder: string;
  let warehouse: BigQuery;
  let store: ObjectStore;
  let request: TrainRequest;
  let minutes = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'train-'));
    local = await startWarehouse({ localDir: folder, port: 0 });
    const config = readConfig({ LOCAL_DIR: folder });
    const endpoint = { ...config.warehouse, endpoint: local.endpoint };
    warehouse = connectWarehouse(endpoint);
    store = openObjectStore({ localDir: folder, warehouse: endpoint });
    request = {
      warehouse,
      store,
      config: { bucket: BUCKET },
      report: () => undefined,
      parameters: { learningRate: 0.2, maxRounds: 15, columnSample: 0.5 },
      now: () => new Date(Date.UTC(2026, 0, 1, 0, minutes++)),
    };
    await warehouse.query('create schema if not exists home_credit_marts');
  });
  after(async () => {
    await local.close();
    await rm(folder, { recursive: true, force: true });
  });

  const examples = async (query: string): Promise<void> => {
    await warehouse.query(`create or replace table home_credit_marts.training_examples as ${query}`);
  };

  describe('a table with every feature of the contract', () => {
    before(() => examples(contractExamples()));

    it('becomes the champion when there is none, a challenger after that, and the champion again when asked', async () => {
      const first = await trainModel(request);
      expect(first).to.include({ role: 'champion' });
      // One of 400 features holds what there is to learn, and a few rounds find it.
      expect(Number(/^cross-validated AUC (\S+)/.exec(first.summary)?.[1]), first.summary).to.be.within(0.7, 0.95);
      expect(first.manifest.features).to.deep.equal(featuresFor('permitted'));
      expect(first.manifest.training.rows).to.equal(ROWS * 0.8);
      const second = await trainModel(request);
      expect(second.role).to.equal('challenger');
      expect(await readAliases(store, BUCKET)).to.deep.equal({ champion: first.version, challengers: [second.version] });
      const third = await trainModel({ ...request, promote: true, policy: 'all' });
      expect(third.role).to.equal('champion');
      expect(third.manifest.features).to.deep.equal(featuresFor('all'));
      expect((await readAliases(store, BUCKET)).champion).to.equal(third.version);
    });

    it('gives the same graph from another export of the same rows', async () => {
      const [one, other] = [await trainModel(request), await trainModel(request)];
      expect(other.version).not.to.equal(one.version);
      expect(other.manifest.files['model.onnx']).to.equal(one.manifest.files['model.onnx']);
      expect(other.manifest.training.snapshot).not.to.equal(one.manifest.training.snapshot);
    });

    it('leaves the exports of the champion and of itself, and removes those that nobody reads any more', async () => {
      const snapshots = async (): Promise<string[]> => [...new Set((await store.list(`gs://${BUCKET}/exports/training_examples`)).map((uri) => uri.split('/')[5] ?? ''))].sort();
      const champion = await trainModel({ ...request, promote: true, now: () => new Date('2030-01-01T00:00:00Z') });
      await trainModel({ ...request, now: () => new Date('2030-01-01T12:00:00Z') });
      await trainModel({ ...request, now: () => new Date('2030-01-02T00:00:00Z') });
      await trainModel({ ...request, now: () => new Date('2030-01-02T00:30:00Z') });
      expect((await readAliases(store, BUCKET)).champion).to.equal(champion.version);
      expect(await snapshots()).to.deep.equal(['20300101T000000', '20300102T000000', '20300102T003000']);
    });

    it('leaves a scorer that ranks by what drives the label', async () => {
      await trainModel({ ...request, promote: true });
      const scorer = await loadScorer(store, BUCKET);
      const probability = async (risk: number): Promise<number> => {
        const row = new Float32Array(scorer.manifest.features.length).fill(Number.NaN);
        row[0] = risk;
        return (await scorer.score(row)).probability;
      };
      expect(await probability(0.95)).to.be.greaterThan(2 * (await probability(0.2)));
      await scorer.close();
    });

    it('is measured anew by npm run evaluate, with the figures that it was trained with', async () => {
      const { version, manifest } = await trainModel(request);
      const { rows, holdout } = await evaluateModel({ warehouse, store, config: { bucket: BUCKET }, version });
      expect(rows).to.equal(ROWS / 5);
      expect(holdout).to.deep.equal(metricsOf(manifest)?.holdout);
      expect((await store.list(`gs://${BUCKET}/exports/training_examples`)).filter((uri) => uri.includes('evaluation'))).to.deep.equal([]);
    });
  });

  describe('the values', () => {
    const read = async (features: readonly string[], snapshot: string): Promise<TrainingSet> =>
      readExamples(store, await exportExamples({ warehouse, bucket: BUCKET, snapshot, features }), features);

    it('arrive as float32 whatever their type, NULL and NaN as NaN, in the order of the ids', async () => {
      await examples(`
        select * from unnest([
          struct(30 as customer_id, 1 as is_default, 'train' as split, 2 as fold, 0.1 as f, -7 as i, numeric '12.5' as n, true as b),
          struct(10, 0, 'holdout', 0, cast('nan' as float64), null, null, null),
          struct(20, 0, 'train', 4, null, 9007199254740993, numeric '-0.000000001', false)])`);
      const set = await read(['f', 'i', 'n', 'b'], 'types');
      expect(set.values).to.deep.equal(
        Float32Array.of(Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 9007199254740993, -1e-9, 0, 0.1, -7, 12.5, 1),
      );
      expect([...set.labels]).to.deep.equal([0, 0, 1]);
      expect([...set.holdout]).to.deep.equal([1, 0, 0]);
      expect([...set.folds]).to.deep.equal([0, 4, 2]);
    });

    it('are none when the table is empty', async () => {
      await examples(`select 1 as customer_id, 0 as is_default, 'train' as split, 0 as fold, 0.5 as f from unnest(generate_array(1, 0))`);
      expect((await read(['f'], 'empty')).labels).to.have.length(0);
    });

    const row = (change: Record<string, string>): string => {
      const columns = { customer_id: '1', is_default: '0', split: "'train'", fold: '0', f: '0.5', ...change };
      return `select ${Object.entries(columns).map(([name, value]) => `${value} as ${name}`).join(', ')}`;
    };
    const broken: [string, string, RegExp][] = [
      ['a customer twice', `${row({})} union all ${row({})}`, /two rows/],
      ['a label that is missing', `${row({})} union all ${row({ customer_id: '2', is_default: 'null' })}`, /is_default.*0 or 1/],
      ['a label of 2', row({ is_default: '2' }), /is_default.*0 or 1/],
      ['an unknown split', row({ split: "'test'" }), /split.*train or holdout/],
      ['a fold beyond 4', row({ fold: '5' }), /fold.*0 to 4/],
      ['a customer without an id', row({ customer_id: 'cast(null as int64)' }), /customer_id.*whole number/],
      ['an infinite feature', row({ f: "cast('inf' as float64)" }), /Column f .*finite/],
      ['a feature beyond float32', row({ f: '1e39' }), /Column f .*finite/],
      ['a feature that is text', row({ f: "'high'" }), /not numeric.*: f/],
      ['a feature that is missing', row({}).replace('0.5 as f', '0.5 as g'), /lacks f: build it anew/],
    ];
    broken.forEach(([what, query, message], at) => {
      it(`are refused with ${what}`, async () => {
        await examples(query);
        const error: unknown = await read(['f'], `broken-${at}`).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(TrainingDataError);
        expect((error as Error).message).to.match(message);
      });
    });

    it('are refused with what to do when there is no table', async () => {
      await warehouse.query('drop table home_credit_marts.training_examples');
      const error: unknown = await trainModel(request).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TrainingDataError);
      expect((error as Error).message).to.include('npm run dataform -- run');
    });
  });
});
