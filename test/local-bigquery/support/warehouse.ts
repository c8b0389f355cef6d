import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';
import { startWarehouse, type Warehouse } from '../../../scripts/local-bigquery/lifecycle.ts';

export const PROJECT = 'home-credit';

/** A warehouse of its own in a temporary folder, and the official client to it. */
export interface TestWarehouse {
  readonly bigquery: BigQuery;
  readonly endpoint: string;
  readonly dir: string;
  /** Faults that were told to the log. */
  readonly faults: unknown[];
  rows(sql: string, params?: unknown): Promise<Record<string, unknown>[]>;
  /** The first of the errors that a query fails with. */
  readonly failure: (work: Promise<unknown>) => Promise<{ reason?: string; message: string; location?: string }>;
  /** The table as tables.get shows it. */
  table(datasetId: string, tableId: string): Promise<Record<string, unknown>>;
  /** Writes a file below the gs:// folder. */
  putObject(path: string, content: string | Buffer): Promise<void>;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function openTestWarehouse(): Promise<TestWarehouse> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'local-bigquery-')));
  const faults: unknown[] = [];
  const log = (error: unknown): void => {
    faults.push(error);
  };
  let running: Warehouse = await startWarehouse({ localDir: dir, port: 0, log });
  const connect = (): BigQuery => connectWarehouse({ projectId: PROJECT, location: 'US', endpoint: running.endpoint });
  let bigquery = connect();
  return {
    get bigquery() {
      return bigquery;
    },
    get endpoint() {
      return running.endpoint;
    },
    dir,
    faults,
    async rows(sql, params) {
      const [rows] = await bigquery.query({ query: sql, ...(params === undefined ? {} : { params: params as Record<string, unknown> }) });
      return rows as Record<string, unknown>[];
    },
    async table(datasetId, tableId) {
      const answer: readonly unknown[] = await bigquery.dataset(datasetId).table(tableId).getMetadata();
      return answer[0] as Record<string, unknown>;
    },
    failure: async (work) => {
      try {
        await work;
      } catch (error) {
        const { errors, message } = error as { errors?: { reason?: string; message: string; location?: string }[]; message: string };
        return errors?.[0] ?? { message };
      }
      throw new Error('The work did not fail.');
    },
    async putObject(path, content) {
      const file = join(dir, 'gcs', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    async request(method, path, body, headers = {}) {
      const response = await fetch(`${running.endpoint}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    async restart() {
      await running.close();
      running = await startWarehouse({ localDir: dir, port: 0, log });
      bigquery = connect();
    },
    async stop() {
      await running.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
