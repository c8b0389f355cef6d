import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../api/config.ts';
import { openObjectStore } from '../../api/object-store.ts';
import { connectWarehouse, type BigQuery } from '../../api/warehouse.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';
import { HELP, readStartOptions } from './options.ts';
import { Progress } from './progress.ts';

const INTERRUPTED = 130;
let interrupted = false as boolean;

/** `npm start`: from nothing to a served score. What is there already is used again. */
async function main(): Promise<void> {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(HELP);
    return;
  }
  const config = readConfig();
  const progress = new Progress();
  // They load while the warehouse starts.
  const parts = Promise.all([import('./build.ts'), import('../../api/server.ts'), import('../../api/log.ts')]);
  const local = await progress.step('Warehouse', async () => {
    if (config.warehouse.endpoint === null) return [null, `BigQuery, project ${config.warehouse.projectId}`] as const;
    const started = await ensureWarehouse(config);
    return [started, `local BigQuery at ${started.endpoint}${started.started ? '' : ', already up'}`] as const;
  });
  const stopWarehouse = async (): Promise<void> => {
    await local?.stop();
  };
  const interrupt = (): void => {
    interrupted = true;
    console.log('\nStopped. The next npm start goes on from here.');
    void stopWarehouse().finally(() => process.exit(INTERRUPTED));
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const [{ buildAll }, { startServer }, { createLog }] = await parts;
    const warehouse = connectWarehouse(config.warehouse);
    const store = openObjectStore(config);
    await buildAll({ config, options, projectDir: process.cwd(), warehouse, store, progress });
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (!options.serve) {
      await stopWarehouse();
      return;
    }
    const logFile = process.env['LOG_LEVEL'] === undefined ? join(config.localDir, 'api.log') : null;
    const log = createLog(process.env['LOG_LEVEL'], logFile === null ? undefined : createWriteStream(logFile, { flags: 'a' }));
    const { url } = await startServer(config, { onClose: stopWarehouse, log });
    const customerId = await anyCustomer(warehouse);
    console.log(`\nServing ${url}\n  curl ${url}/score/${customerId}\n  lineage: ${url}/lineage${logFile === null ? '' : `\n  log: ${logFile}`}\nCtrl-C stops.`);
  } catch (error) {
    await stopWarehouse();
    throw error;
  }
}

async function anyCustomer(warehouse: BigQuery): Promise<string> {
  const [rows] = (await warehouse.query(
    'select min(customer_id) as customer_id from `home_credit_marts.customer_features`',
  )) as [{ customer_id: number }[], ...unknown[]];
  return String(rows[0]?.customer_id);
}

try {
  await main();
} catch (error) {
  // What breaks because the user stopped it is no news.
  if (!interrupted) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  if (process.env['DEBUG'] !== undefined) console.error(error);
  process.exitCode = 1;
}
