import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectWarehouse, type BigQuery } from '../../api/warehouse.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';

/** A local BigQuery in a process and a folder of its own. */
export interface OwnWarehouse {
  readonly bigquery: BigQuery;
  readonly endpoint: string;
  readonly localDir: string;
  /** Resident memory of its process in bytes; null where the system does not tell. */
  readonly memory: () => Promise<number | null>;
  stop(): Promise<void>;
}

export async function withWarehouse<T>(work: (own: OwnWarehouse) => Promise<T>): Promise<T> {
  const localDir = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const settings = { projectId: 'home-credit', location: 'US', endpoint: `http://127.0.0.1:${await freePort()}` };
    const running = await ensureWarehouse({ warehouse: settings, localDir });
    try {
      return await work({ bigquery: connectWarehouse(settings), endpoint: settings.endpoint, localDir, memory: () => residentMemory(running.pid), stop: () => running.stop() });
    } finally {
      await running.stop();
    }
  } finally {
    await rm(localDir, { recursive: true, force: true });
  }
}

async function residentMemory(pid: number | null): Promise<number | null> {
  const status = pid === null ? null : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  const kilobytes = /VmRSS:\s*(\d+) kB/.exec(status ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No loopback port could be had.'));
        else resolve(address.port);
      });
    });
  });
}
