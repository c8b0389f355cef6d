import { parseArgs } from 'node:util';
import { runCommand, withWarehouse } from './command.ts';
import { evaluateModel } from './evaluate.ts';
import { metricsOf, metricsRows, textTable } from './model-metrics.ts';

const HELP = `Measures a stored model on the holdout rows that the warehouse has now, beside what it had when it was trained.

  npm run evaluate [-- --version V]     V: a version (see npm run models); the champion if left out`;

await runCommand(HELP, async (args, { config, store }) => {
  const { values } = parseArgs({ args: [...args], options: { version: { type: 'string' } } });
  await withWarehouse(config, async (warehouse) => {
    const { manifest, rows, holdout } = await evaluateModel({ warehouse, store, config, version: values.version ?? null });
    const before = metricsOf(manifest)?.holdout ?? null;
    console.log(`${manifest.version}, ${rows} holdout rows\n`);
    console.log(textTable(['', 'now', 'when trained'], metricsRows([holdout, before])));
  });
});
