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
  /** The most that it ever was. */
  readonly peakMemory: () => Promise<number | null>;
  /** Seconds of processor that its process has used; null where the system does not tell. */
  readonly processorTime: () => Promise<number | null>;
  stop(): Promise<void>;
}

export async function withWarehouse<T>(work: (own: OwnWarehouse) => Promise<T>): Promise<T> {
  const localDir = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const settings = { projectId: 'home-credit', location: 'US', endpoint: `http://127.0.0.1:${await freePort()}` };
    const running = await ensureWarehouse({ warehouse: settings, localDir });
    try {
      const { pid } = running;
      return await work({
        bigquery: connectWarehouse(settings),
        endpoint: settings.endpoint,
        localDir,
        memory: () => bytesOf(pid, 'VmRSS'),
        peakMemory: () => bytesOf(pid, 'VmHWM'),
        processorTime: () => processorTime(pid),
        stop: () => running.stop(),
      });
    } finally {
      await running.stop();
    }
  } finally {
    await rm(localDir, { recursive: true, force: true });
  }
}

async function bytesOf(pid: number | null, member: 'VmRSS' | 'VmHWM'): Promise<number | null> {
  const status = pid === null ? null : await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null);
  const kilobytes = new RegExp(`${member}:\\s*(\\d+) kB`).exec(status ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** See proc(5): the fields behind the name count from the third; ticks are hundredths of a second. */
async function processorTime(pid: number | null): Promise<number | null> {
  const text = pid === null ? null : await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / 100;
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
