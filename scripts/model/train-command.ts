import { parseArgs } from 'node:util';
import { Progress } from '../start/progress.ts';
import { runCommand, withWarehouse } from './command.ts';
import { metricsOf, printMetrics } from './model-metrics.ts';
import { trainModel, type TrainRequest } from './train.ts';

const HELP = `Trains a default-risk model on home_credit_marts.training_examples and writes its artifact.

  npm run train [-- options]

  --promote            make it the champion; without it, it is the champion only if there is none, else a challenger
  --policy P           permitted (default): no feature that Reg B prohibits; all: with them, to see what they are worth
  --seed N             seed of sampling and intervals (1)
  --refer-from P       probability from which applicants are referred (share of defaults among the training rows)
  --decline-from P     probability from which they are declined (2.5 times that)
  --max-rounds N       at most so many trees (3000)
  --learning-rate R, --max-depth N, --min-child-weight W, --subsample S, --column-sample S, --lambda L
                       override the parameters chosen by the number of rows

Environment: WAREHOUSE, WAREHOUSE_PORT, GOOGLE_CLOUD_PROJECT, BUCKET, LOCAL_DIR, XGBOOST_LIBRARY`;

const NUMBERS = {
  'max-rounds': 'maxRounds',
  'learning-rate': 'learningRate',
  'max-depth': 'maxDepth',
  'min-child-weight': 'minChildWeight',
  'subsample': 'subsample',
  'column-sample': 'columnSample',
  'lambda': 'lambda',
} as const;

type TrainOptions = Pick<TrainRequest, 'promote' | 'policy' | 'seed' | 'parameters' | 'thresholds'>;

/** @throws TypeError naming the argument at fault */
export function readTrainOptions(args: readonly string[]): TrainOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'promote': { type: 'boolean', default: false },
      'policy': { type: 'string', default: 'permitted' },
      'seed': { type: 'string', default: '1' },
      'refer-from': { type: 'string' },
      'decline-from': { type: 'string' },
      'max-rounds': { type: 'string' },
      'learning-rate': { type: 'string' },
      'max-depth': { type: 'string' },
      'min-child-weight': { type: 'string' },
      'subsample': { type: 'string' },
      'column-sample': { type: 'string' },
      'lambda': { type: 'string' },
    },
  });
  const { policy } = values;
  if (policy !== 'permitted' && policy !== 'all') throw new TypeError(`--policy ${policy}: permitted or all is needed.`);
  const number = (name: keyof typeof values, below: number): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text !== '' && value > 0 && value < below) return value;
    throw new TypeError(`--${name} ${String(text)}: a number above 0${below === Infinity ? '' : ` and below ${below}`} is needed.`);
  };
  const given = Object.entries(NUMBERS).map(([name, key]) => [key, number(name as keyof typeof NUMBERS, Infinity)] as const);
  const [referFrom, declineFrom] = [number('refer-from', 1), number('decline-from', 1)];
  return {
    promote: values.promote,
    policy,
    seed: number('seed', 2 ** 31) ?? 1,
    parameters: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    thresholds: { ...(referFrom === undefined ? {} : { referFrom }), ...(declineFrom === undefined ? {} : { declineFrom }) },
  };
}

await runCommand(HELP, async (args, { config, store }) => {
  const options = readTrainOptions(args);
  await withWarehouse(config, async (warehouse) => {
    const trained = await new Progress().step('Model', async (note) => {
      const model = await trainModel({ warehouse, store, config, report: note, ...options });
      return [model, model.summary] as const;
    });
    const metrics = metricsOf(trained.manifest);
    if (metrics !== null) console.log(`\n${printMetrics(metrics)}`);
    console.log(`\n${trained.version} is now ${trained.role === 'champion' ? 'the champion' : `a challenger: npm run promote -- ${trained.version} makes it the champion`}.`);
  });
});
