import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Storage } from '../local-bigquery/storage/storage.ts';
import { median, seconds } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';

const ROUNDS = 7;
const COLUMNS = 20;
/** Each question takes the server's processor away from the load. */
const POLL_MS = 20;

/** A load job from gs:// against DuckDB's own COPY of the same file into the same kind of file. */
export async function csvLoad({ csvRows }: BenchOptions): Promise<string[]> {
  return withWarehouse(async ({ bigquery, localDir, endpoint }) => {
    const bucket = join(localDir, 'gcs', 'bench');
    await mkdir(bucket, { recursive: true });
    const file = join(bucket, 'rows.csv');
    await writeRows(file, csvRows);
    await bigquery.query('create schema bench');
    const fields = Array.from({ length: COLUMNS }, (_, index) => ({ name: `c${index}`, type: index % 2 === 0 ? 'INT64' : 'FLOAT64' }));
    const load = async (): Promise<void> => {
      const body = {
        configuration: {
          load: {
            sourceUris: ['gs://bench/rows.csv'],
            destinationTable: { projectId: 'home-credit', datasetId: 'bench', tableId: 'rows' },
            sourceFormat: 'CSV', skipLeadingRows: 1, writeDisposition: 'WRITE_TRUNCATE', schema: { fields },
          },
        },
      };
      const response = await fetch(`${endpoint}/projects/home-credit/jobs`, { method: 'POST', body: JSON.stringify(body) });
      const { jobReference } = (await response.json()) as { jobReference: { jobId: string } };
      for (;;) {
        const job = (await (await fetch(`${endpoint}/projects/home-credit/jobs/${jobReference.jobId}`)).json()) as { status: { state: string; errorResult?: { message: string } } };
        if (job.status.errorResult !== undefined) throw new Error(job.status.errorResult.message);
        if (job.status.state === 'DONE') return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    };
    const storage = await Storage.open({
      file: join(localDir, 'direct.duckdb'), memory: '2GB', threads: 2, tempDir: join(localDir, 'direct-spill'), openDirs: [bucket], functions: [], setup: ['CREATE SCHEMA data'],
    });
    try {
      const columns = fields.map(({ name, type }) => `${name} ${type === 'INT64' ? 'BIGINT' : 'DOUBLE'}`).join(', ');
      const copy = (): Promise<void> => storage.use(async (connection) => {
        await connection.run(`CREATE OR REPLACE TABLE data.rows (${columns})`);
        await connection.run(`COPY data.rows FROM '${file}' (FORMAT csv, HEADER true)`);
      });
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        theirs.push(await seconds(copy));
        ours.push(await seconds(load));
      }
      const [one, other] = [median(ours), median(theirs)];
      return [`${csvRows} rows of ${COLUMNS} columns: ${one.toFixed(2)} s; COPY ${other.toFixed(2)} s; ratio ${(one / other).toFixed(2)} (goal: up to 1.2)`];
    } finally {
      await storage.close();
    }
  });
}

async function writeRows(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${Array.from({ length: COLUMNS }, (_, index) => `c${index}`).join(',')}\n`);
  for (let row = 0; row < rows; row += 1) {
    const line = Array.from({ length: COLUMNS }, (_, index) => (index % 2 === 0 ? (row * (index + 7)) % 100_003 : ((row * (index + 3)) % 1_000_003) / 100)).join(',');
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
