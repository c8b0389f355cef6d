import { readConfig, type Config } from '../../api/config.ts';
import { openObjectStore, type ObjectStore } from '../../api/object-store.ts';
import { connectWarehouse, type BigQuery } from '../../api/warehouse.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';

export interface Surroundings {
  readonly config: Config;
  readonly store: ObjectStore;
}

/** Runs a command of this room: `--help` prints, a failure is one message and exit code 1 (DEBUG=1 for the stack). */
export async function runCommand(help: string, work: (args: readonly string[], surroundings: Surroundings) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return;
  }
  try {
    const config = readConfig();
    await work(args, { config, store: openObjectStore(config) });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    if (process.env['DEBUG'] !== undefined) console.error(error);
    process.exitCode = 1;
  }
}

/** Connects to the warehouse; a local one that is not up is started for the time of `work`. */
export async function withWarehouse<T>(config: Config, work: (warehouse: BigQuery) => Promise<T>): Promise<T> {
  const local = config.warehouse.endpoint === null ? null : await ensureWarehouse(config);
  try {
    return await work(connectWarehouse(config.warehouse));
  } finally {
    await local?.stop();
  }
}
