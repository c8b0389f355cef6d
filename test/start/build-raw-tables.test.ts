import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { openObjectStore } from '../../api/object-store.ts';
import { connectWarehouse, type BigQuery } from '../../api/warehouse.ts';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { loadRawTables } from '../../scripts/data/load.ts';
import { startWarehouse, type Warehouse } from '../../scripts/local-bigquery/lifecycle.ts';
import type { Build } from '../../scripts/start/build.ts';
import { buildRawTables } from '../../scripts/start/build-raw-tables.ts';
import { readStartOptions } from '../../scripts/start/options.ts';
import { Progress } from '../../scripts/start/progress.ts';
import { readBuildState, saveBuildState } from '../../scripts/start/state.ts';

const [REAL, GENERATED] = [25, 15];

describe('the raw tables of npm start', function () {
  this.timeout(120_000);
  let folder: string;
  let localDir: string;
  let real: string;
  let local: Warehouse;
  let warehouse: BigQuery;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'home-credit-raw-'));
    localDir = join(folder, 'local');
    real = join(folder, 'kaggle');
    await generateRawTables({ applicants: REAL, seed: 3, out: real });
    local = await startWarehouse({ localDir, port: 0 });
    warehouse = connectWarehouse({ ...readConfig({}).warehouse, endpoint: local.endpoint });
  });
  after(async () => {
    await local.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const build = async (...args: string[]) => {
    const out = new PassThrough();
    const state = await readBuildState(localDir);
    const config = readConfig({ LOCAL_DIR: localDir });
    const parts: Build = {
      config,
      options: readStartOptions(args, {}),
      projectDir: process.cwd(),
      warehouse,
      store: openObjectStore(config),
      progress: new Progress(out as unknown as NodeJS.WriteStream, () => 0),
      state,
      save: async (change) => { await saveBuildState(localDir, { ...(await readBuildState(localDir)), ...change }); },
    };
    return { raw: await buildRawTables(parts), printed: String(out.read()) };
  };
  const applicants = async (): Promise<number> => {
    const [rows] = (await warehouse.query('select (select count(*) from home_credit_raw.application_train) + (select count(*) from home_credit_raw.application_test) as n')) as [{ n: number }[]];
    return rows[0]?.n ?? 0;
  };

  it('stay when they came from files that nobody names any more, and say so', async () => {
    const first = await build('--data', real);
    expect(first.printed).to.match(new RegExp(`rows in 8 tables from ${real} `));
    const second = await build();
    expect(second.printed).to.contain(`as loaded from ${real}; HOME_CREDIT_DATA is not set`);
    expect(second.raw).to.deep.equal(first.raw);
    expect(await applicants()).to.equal(REAL);
  });

  it('stay when they were loaded by hand', async () => {
    await loadRawTables({ warehouse, from: real });
    const { raw, printed } = await build();
    expect(printed).to.contain(`as loaded from ${real}`);
    expect(raw).to.deep.equal((await build()).raw);
    expect(await applicants()).to.equal(REAL);
  });

  it('give way to generated rows that are asked for, which are then told of', async () => {
    const { printed } = await build('--applicants', String(GENERATED));
    expect(printed).to.contain(`in place of those from ${real}`);
    expect(await applicants()).to.equal(GENERATED);
    expect((await build('--applicants', String(GENERATED))).printed).to.match(/^Raw tables +as loaded from .*generated-15-1 /);
  });
});
