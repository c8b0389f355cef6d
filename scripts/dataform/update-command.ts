import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../api/config.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';
import { buildLineageSite } from '../lineage/build.ts';
import { updateMarts } from './update.ts';

/** `npm run update`: brings the rows that `npm run load -- --append` added into the marts. */
async function main(): Promise<number> {
  const config = readConfig();
  const { localDir, warehouse } = config;
  const projectDir = process.cwd();
  const started = Date.now();
  const local = warehouse.endpoint === null ? null : await ensureWarehouse(config);
  try {
    const { found, exitCode, actions } = await updateMarts({
      projectDir,
      localDir,
      warehouse,
      onLine: (line, stream) => {
        process[stream].write(`${line}\n`);
      },
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (found.kind === 'none') console.log('No rows were appended since the last run: nothing to do.');
    else if (found.kind === 'everything') console.log(`Everything was built, for ${found.reason} (${seconds} s).`);
    else if (exitCode === 0) console.log(`The marts hold ${found.loads === 1 ? 'the load' : `the ${found.loads} loads`} that ${found.loads === 1 ? 'was' : 'were'} appended: ${actions.length} actions (${seconds} s).`);
    else console.error('The marts are as they were. The appended rows wait for the next run.');
    if (existsSync(join(localDir, 'lineage'))) await buildLineageSite({ projectDir, localDir });
    return exitCode;
  } finally {
    await local?.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
