import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../api/config.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';
import { buildLineageSite } from '../lineage/build.ts';
import { runDataformCli } from './cli.ts';
import { runDataform } from './run.ts';

/** Commands that talk to the warehouse: the local one is started for their time if it is not up. */
const WAREHOUSE_COMMANDS = new Set(['run', 'test']);

/**
 * `npm run dataform -- <any Dataform command>`: the unmodified CLI, pointed at the configured warehouse. After a run the
 * lineage page, if there is one, shows its results.
 */
async function main(args: readonly string[]): Promise<number> {
  const config = readConfig();
  const { localDir, warehouse } = config;
  const projectDir = process.cwd();
  const [command = 'help'] = args;
  const local = WAREHOUSE_COMMANDS.has(command) && warehouse.endpoint !== null ? await ensureWarehouse(config) : null;
  try {
    if (command !== 'run') return await runDataformCli({ args, projectDir, localDir, warehouse, onLine: null });
    const { exitCode } = await runDataform({
      options: args.slice(1),
      projectDir,
      localDir,
      warehouse,
      onLine: (line, stream) => {
        process[stream].write(`${line}\n`);
      },
    });
    if (existsSync(join(localDir, 'lineage'))) await buildLineageSite({ projectDir, localDir });
    return exitCode;
  } finally {
    await local?.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
