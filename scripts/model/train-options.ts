import { parseArgs } from 'node:util';
import type { TrainRequest } from './train.ts';

const NUMBERS = {
  'max-rounds': 'maxRounds',
  'learning-rate': 'learningRate',
  'max-depth': 'maxDepth',
  'min-child-weight': 'minChildWeight',
  'subsample': 'subsample',
  'column-sample': 'columnSample',
  'lambda': 'lambda',
} as const;

export type TrainOptions = Pick<TrainRequest, 'promote' | 'policy' | 'seed' | 'parameters' | 'thresholds'> & {
  /** Measure what each group of features is worth instead of making a model. */
  readonly ablate: boolean;
};

/** @throws TypeError naming the argument at fault */
export function readTrainOptions(args: readonly string[]): TrainOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'promote': { type: 'boolean', default: false },
      'ablate': { type: 'boolean', default: false },
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
  if (values.ablate && (values.promote || referFrom !== undefined || declineFrom !== undefined || policy === 'all')) {
    throw new TypeError('--ablate makes no model: it takes only --seed and the parameters of training.');
  }
  return {
    ablate: values.ablate,
    promote: values.promote,
    policy,
    seed: number('seed', 2 ** 31) ?? 1,
    parameters: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    thresholds: { ...(referFrom === undefined ? {} : { referFrom }), ...(declineFrom === undefined ? {} : { declineFrom }) },
  };
}
