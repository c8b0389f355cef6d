import { runCommand } from './command.ts';
import { listModels, type ListedModel } from './list-models.ts';
import type { Estimate } from './metrics.ts';
import { metricsOf, textTable } from './model-metrics.ts';

const HELP = `Lists the stored models, newest first, with their roles and figures.

  npm run models`;

const HEADER = ['version', 'role', 'policy', 'features', 'trained on', 'cross-validated AUC', 'holdout AUC'];

function rowOf({ version, role, manifest, problem }: ListedModel): string[] {
  if (manifest === null) return [version, role ?? '', problem ?? ''];
  const metrics = metricsOf(manifest);
  return [
    version,
    role ?? '',
    manifest.policy,
    String(manifest.features.length),
    `${manifest.training.rows} rows`,
    printEstimate(metrics?.crossValidation.auc),
    printEstimate(metrics?.holdout?.auc),
  ];
}

function printEstimate(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '–';
  return `${estimate.value.toFixed(4)} (${estimate.low.toFixed(4)} to ${estimate.high.toFixed(4)})`;
}

await runCommand(HELP, async (_, { config, store }) => {
  const models = await listModels(store, config.bucket);
  console.log(models.length === 0 ? 'There is no model yet: npm run train makes one.' : textTable(HEADER, models.map(rowOf)));
});
