import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { watchChampion, type Champion, type ChampionOptions } from '../../api/champion.ts';
import { systemClock } from '../../api/clock.ts';
import { readConfig } from '../../api/config.ts';
import { openModelShelf } from '../../api/model-shelf.ts';
import { writeAliases } from '../../api/model/aliases.ts';
import { versionFolder } from '../../api/model/locations.ts';
import { openObjectStore, type ObjectStore } from '../../api/object-store.ts';
import { Problem } from '../../api/problems.ts';
import { promote } from '../../scripts/model/promote.ts';
import { makeLocalDir, type LocalDir } from './support/local-dir.ts';
import { captureLog, type LogLines } from './support/log-lines.ts';
import { trainToy, type ToyModel } from './support/toy-model.ts';
import { until } from './support/until.ts';

const BUCKET = 'toys';
const FEATURES = ['application_ext_source_mean', 'application_employed_days'];
const POLL_MS = 15;

describe('the champion at work', () => {
  let dir: LocalDir;
  let store: ObjectStore;
  let captured: LogLines;
  let champion: Champion;
  let first: ToyModel;
  let second: ToyModel;

  beforeEach(async () => {
    dir = await makeLocalDir();
    store = openObjectStore(readConfig({ LOCAL_DIR: dir.path }));
    captured = captureLog();
    first = await trainToy(store, BUCKET, FEATURES, new Date('2026-01-01T00:00:00Z'));
    second = await trainToy(store, BUCKET, [...FEATURES, 'application_credit_amount'], new Date('2026-01-02T00:00:00Z'));
  });
  afterEach(async () => {
    await champion.close();
    await dir.remove();
  });

  async function watch(options: Partial<ChampionOptions> = {}): Promise<void> {
    champion = watchChampion({
      shelf: openModelShelf(store, BUCKET),
      clock: systemClock,
      log: captured.log,
      missingFeatures: () => Promise.resolve([]),
      pollMs: POLL_MS,
      ...options,
    });
    await champion.start();
  }

  const serving = (): string | null => champion.manifest()?.version ?? null;
  const warnings = (): unknown[] => captured.lines.filter(({ level }) => level === 40);

  it('is there once started', async () => {
    await promote(store, BUCKET, first.version);
    await watch();
    expect(serving()).to.equal(first.version);
    const { probability } = await champion.lend(({ scorer }) => scorer.score(Float32Array.of(0.1, -200)));
    expect(probability).to.be.closeTo(first.predict([[0.1, -200]])[0] ?? Number.NaN, 1e-6);
  });

  it('is awaited when there is none yet, and the log says so once', async () => {
    await watch();
    const refusal: unknown = await champion.lend(() => Promise.resolve()).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(Problem).with.property('code', 'model_unavailable');
    await new Promise((resolve) => setTimeout(resolve, 5 * POLL_MS));
    expect(warnings()).to.have.length(1);
    await promote(store, BUCKET, first.version);
    await until('the model is loaded', () => serving() === first.version);
  });

  it('changes when another version is promoted', async () => {
    await promote(store, BUCKET, first.version);
    await watch();
    await promote(store, BUCKET, second.version);
    await until('the second is loaded', () => serving() === second.version);
    const { probability } = await champion.lend(({ scorer }) => scorer.score(Float32Array.of(0.1, -200, 1e5)));
    expect(probability).to.be.closeTo(second.predict([[0.1, -200, 1e5]])[0] ?? Number.NaN, 1e-6);
  });

  it('goes on scoring for those who borrowed it before it was replaced', async () => {
    await promote(store, BUCKET, first.version);
    await watch();
    let proceed = (): void => undefined;
    const replaced = new Promise<void>((resolve) => { proceed = resolve; });
    const borrowed = champion.lend(async ({ scorer }) => {
      await replaced;
      return { version: scorer.manifest.version, ...(await scorer.score(Float32Array.of(0.1, -200))) };
    });
    await promote(store, BUCKET, second.version);
    await until('the second is loaded', () => serving() === second.version);
    proceed();
    const { version, probability } = await borrowed;
    expect(version).to.equal(first.version);
    expect(probability).to.be.closeTo(first.predict([[0.1, -200]])[0] ?? Number.NaN, 1e-6);
  });

  it('stays when the new one was altered on the shelf', async () => {
    await promote(store, BUCKET, first.version);
    await watch();
    await store.write(`${versionFolder(BUCKET, second.version)}/model.onnx`, 'not what was trained');
    await writeAliases(store, BUCKET, { champion: second.version, challengers: [] });
    await until('the new one is refused', () => warnings().length > 0);
    expect(serving()).to.equal(first.version);
    expect(warnings()[0]).to.include({ version: second.version, kept: first.version, msg: 'the new champion was refused' });
  });

  it('stays while the mart lacks columns of the new one', async () => {
    let missing = ['application_credit_amount'];
    await promote(store, BUCKET, first.version);
    let now = 0;
    await watch({ missingFeatures: () => Promise.resolve(missing), clock: { now: () => now } });
    await promote(store, BUCKET, second.version);
    await until('the new one is refused', () => warnings().length > 0);
    expect(serving()).to.equal(first.version);
    expect(captured.text()).to.contain('application_credit_amount');
    missing = [];
    now = 60_000;
    await until('the second is loaded', () => serving() === second.version);
  });

  it('stays when the alias file is broken', async () => {
    await promote(store, BUCKET, first.version);
    await watch();
    await writeFile(join(dir.path, 'gcs', BUCKET, 'models', 'default-risk', 'aliases.json'), '{"champ');
    await until('the file is refused', () => warnings().length > 0);
    expect(serving()).to.equal(first.version);
  });

  it('is refused when the feature contract does not know one of its features', async () => {
    const odd = await trainToy(store, BUCKET, ['application_ext_source_mean', 'shoe_size'], new Date('2026-01-03T00:00:00Z'));
    await promote(store, BUCKET, odd.version);
    await watch();
    expect(serving()).to.equal(null);
    expect(captured.text()).to.contain('shoe_size');
  });
});
