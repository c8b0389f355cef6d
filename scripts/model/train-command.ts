import { features as contract } from '../../includes/features.js';
import { Progress } from '../start/progress.ts';
import { ablate, printAblation } from './ablate.ts';
import { runCommand, withWarehouse } from './command.ts';
import { exportExamples } from './export-examples.ts';
import { metricsOf, printMetrics } from './model-metrics.ts';
import { readExamples } from './read-examples.ts';
import { readTrainOptions } from './train-options.ts';
import { trainModel } from './train.ts';
import { compactTime } from './write-artifact.ts';

const HELP = `Trains a default-risk model on home_credit_marts.training_examples and writes its artifact.

  npm run train [-- options]

  --promote            make it the champion; without it, it is the champion only if there is none, else a challenger
  --ablate             make no model: print the cross-validated AUC without each part of the feature contract, each
                       feature's share of the gain, and what leaving the prohibited ones out costs
  --policy P           permitted (default): no feature that Reg B prohibits; all: with them, to see what they are worth
  --seed N             seed of sampling and intervals (1)
  --refer-from P       probability from which applicants are referred (share of defaults among the training rows)
  --decline-from P     probability from which they are declined (2.5 times that)
  --max-rounds N       at most so many trees (3000)
  --learning-rate R, --max-depth N, --min-child-weight W, --subsample S, --column-sample S, --lambda L
                       override the parameters chosen by the number of rows

Environment: WAREHOUSE, WAREHOUSE_PORT, GOOGLE_CLOUD_PROJECT, BUCKET, LOCAL_DIR, XGBOOST_LIBRARY`;

await runCommand(HELP, async (args, { config, store }) => {
  const { ablate: ablating, ...options } = readTrainOptions(args);
  await withWarehouse(config, async (warehouse) => {
    if (ablating) {
      const ablation = await new Progress().step('Ablation', async (note) => {
        note('exporting the training examples');
        const names = contract.map(({ name }) => name);
        const folder = await exportExamples({ warehouse, bucket: config.bucket, snapshot: compactTime(new Date()), features: names });
        const examples = await readExamples(store, folder, names);
        for (const uri of await store.list(folder)) await store.remove(uri);
        const result = await ablate(examples, contract, { ...options, report: note });
        return [result, `${result.without.length + 2} sets of features`] as const;
      });
      console.log(`\n${printAblation(ablation)}`);
      return;
    }
    const trained = await new Progress().step('Model', async (note) => {
      const model = await trainModel({ warehouse, store, config, report: note, ...options });
      return [model, model.summary] as const;
    });
    const metrics = metricsOf(trained.manifest);
    if (metrics !== null) console.log(`\n${printMetrics(metrics)}`);
    console.log(`\n${trained.version} is now ${trained.role === 'champion' ? 'the champion' : `a challenger: npm run promote -- ${trained.version} makes it the champion`}.`);
  });
});
