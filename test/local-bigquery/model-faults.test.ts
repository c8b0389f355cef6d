import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { linear } from './support/onnx.ts';
import { startServer, type ServerProcess } from './support/server-process.ts';

/** Reading, checking and storing so much takes about a fifth of a second. */
const BALLAST_BYTES = 12 * 1024 ** 2;
const PREDICTION = 'SELECT total, same FROM ML.PREDICT(MODEL m.model, (SELECT [3.0] AS x, 4 AS count))';
const CREATE = `CREATE OR REPLACE MODEL m.model OPTIONS (model_type = 'ONNX', model_path = 'gs://models/next.onnx')`;

describe('a model that is replaced while the local BigQuery is killed', function () {
  this.timeout(120_000);
  let dir: string;
  let server: ServerProcess;
  before(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'local-bigquery-')));
    await mkdir(join(dir, 'gcs/models'), { recursive: true });
    await writeFile(join(dir, 'gcs/models/next.onnx'), linear([1], BALLAST_BYTES));
    server = await startServer(dir);
    await server.bigquery.query(`CREATE SCHEMA m; ${CREATE}`);
  });
  after(async () => {
    await server.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  });

  it('is the old or the new one, whole, and can be replaced again', async () => {
    let old = 1;
    for (const [signal, delay] of [['SIGKILL', 100], ['SIGTERM', 60]] as const) {
      await writeFile(join(dir, 'gcs/models/next.onnx'), linear([old + 1], BALLAST_BYTES));
      server.bigquery.query(CREATE).catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await server.kill(signal);
      server = await startServer(dir);
      const [total = NaN] = await predict();
      expect([3 * old, 3 * (old + 1)], signal).to.include(total);
      old = total / 3;
    }
    await writeFile(join(dir, 'gcs/models/next.onnx'), linear([100]));
    await server.bigquery.query(CREATE);
    expect(await predict()).to.deep.equal([300]);
  });

  const predict = async (): Promise<number[]> => {
    const [[row]] = (await server.bigquery.query(PREDICTION)) as unknown as [[{ total: number[]; same: number }]];
    expect(row.same).to.equal(4);
    return row.total;
  };
});
