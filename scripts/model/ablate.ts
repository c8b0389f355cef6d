import { differenceError } from './auc-difference.ts';
import { readBoosterTrees } from './booster-trees.ts';
import { crossValidate, growBooster } from './cross-validate.ts';
import { sigmoid } from './logistic.ts';
import { measure } from './metrics.ts';
import { parametersFor, type TrainingParameters } from './parameters.ts';
import { requireBothClasses, rowCount, takeRows, trainingRows, type TrainingSet } from './training-set.ts';
import { DMatrix } from './xgboost.ts';

/** What is known of a feature beside its values. */
export interface AblationFeature {
  readonly name: string;
  readonly part: string;
  readonly source: string;
  readonly basis: 'permitted' | 'prohibited';
}

/** A set of features trained on by itself, at the same folds, seed and parameters as all the others. */
export interface Run {
  readonly name: string;
  readonly features: number;
  readonly rounds: number;
  readonly auc: number;
  /** Standard error of the difference to the AUC of all permitted features. */
  readonly error: number;
}

export interface Ablation {
  readonly rows: number;
  /** All permitted features. */
  readonly permitted: Run;
  /** The permitted ones and the prohibited ones; null where there are none. */
  readonly all: Run | null;
  /** Permitted features without one part of the contract, or without all of a source that has several parts. */
  readonly without: readonly Run[];
  /** Share of the gain of the model on all permitted features, largest first. */
  readonly gain: readonly (AblationFeature & { readonly share: number })[];
}

export interface AblateOptions {
  readonly seed?: number;
  readonly parameters?: Partial<TrainingParameters>;
  readonly report: (text: string) => void;
}

/**
 * Measures what each group of features is worth: cross-validated AUC with all of them, and without the group.
 * @param set labelled rows with the values of `features`, in that order
 */
export async function ablate(set: TrainingSet, features: readonly AblationFeature[], options: AblateOptions): Promise<Ablation> {
  const train = takeRows(set, trainingRows(set));
  requireBothClasses(train);
  const parameters = { ...parametersFor(rowCount(train), options.seed), ...options.parameters };
  const permitted = features.filter(({ basis }) => basis === 'permitted');
  const groups = groupsOf(permitted).filter(({ members }) => members.size < permitted.length);
  const total = 1 + groups.length + (permitted.length < features.length ? 1 : 0);
  let done = 0;
  let base: Float32Array | null = null;
  const run = async (name: string, chosen: readonly AblationFeature[]): Promise<Run> => {
    done += 1;
    const part = chooseFeatures(train, chosen.map((feature) => feature.name));
    const { rounds, margins } = await crossValidate(part, parameters, (round, logLoss) => {
      options.report(`${done} of ${total}, ${name}: ${round} trees, log-loss ${logLoss.toFixed(5)}`);
    });
    const auc = measure(Float64Array.from(margins, sigmoid), part.labels)?.auc ?? NaN;
    base ??= margins;
    return { name, features: chosen.length, rounds, auc, error: differenceError(margins, base, part.labels) };
  };
  const whole = await run('all permitted', permitted);
  const all = permitted.length < features.length ? await run('the prohibited ones too', features) : null;
  const without: Run[] = [];
  for (const { name, members } of groups) without.push(await run(name, permitted.filter((feature) => !members.has(feature.name))));
  const gain = await gainOf(chooseFeatures(train, permitted.map(({ name }) => name)), permitted, parameters, whole.rounds);
  return { rows: rowCount(train), permitted: whole, all, without, gain };
}

/** The same rows with some of their features. @throws TypeError for a feature that the rows do not have */
export function chooseFeatures(set: TrainingSet, names: readonly string[]): TrainingSet {
  const columns = names.map((name) => {
    const at = set.features.indexOf(name);
    if (at === -1) throw new TypeError(`The rows have no feature ${name}.`);
    return at;
  });
  const values = new Float32Array(rowCount(set) * names.length);
  for (let row = 0; row < rowCount(set); row += 1) {
    columns.forEach((column, at) => {
      values[row * names.length + at] = set.values[row * set.features.length + column] ?? Number.NaN;
    });
  }
  return { ...set, features: names, values };
}

/** Parts of the contract, then sources that several parts draw on. */
function groupsOf(features: readonly AblationFeature[]): { name: string; members: ReadonlySet<string> }[] {
  const group = (key: 'part' | 'source', name: string) => ({ name, members: new Set(features.filter((feature) => feature[key] === name).map((feature) => feature.name)) });
  const parts = [...new Set(features.map(({ part }) => part))];
  const sources = [...new Set(features.map(({ source }) => source))].filter((source) => new Set(features.filter((feature) => feature.source === source).map(({ part }) => part)).size > 1);
  return [...parts.map((part) => group('part', part)), ...sources.map((source) => group('source', source))];
}

async function gainOf(set: TrainingSet, features: readonly AblationFeature[], parameters: TrainingParameters, rounds: number): Promise<Ablation['gain']> {
  const matrix = DMatrix.fromRows(set.values, set.features.length);
  try {
    const booster = await growBooster(set, matrix, parameters, rounds, () => undefined);
    try {
      const { gain } = readBoosterTrees(booster.toJson());
      const sum = gain.reduce((one, other) => one + other, 0);
      return features.map((feature, at) => ({ ...feature, share: sum === 0 ? 0 : (gain[at] ?? 0) / sum })).sort((one, other) => other.share - one.share);
    } finally {
      booster.free();
    }
  } finally {
    matrix.free();
  }
}

/** Tables for people: groups by what they cost, then every feature by its share of the gain. */
export function printAblation({ rows, permitted, all, without, gain }: Ablation): string {
  const line = (name: string, features: string, rounds: string, auc: string, difference: string): string =>
    `${name.padEnd(56)} ${features.padStart(6)} ${rounds.padStart(6)} ${auc.padStart(8)} ${difference.padStart(17)}`;
  const runLine = (name: string, run: Run): string => line(name, String(run.features), String(run.rounds), run.auc.toFixed(4), differenceOf(run, permitted));
  const shares = (name: string): number => gain.filter(({ part, source }) => part === name || source === name).reduce((sum, { share }) => sum + share, 0);
  const groups = [...without].sort((one, other) => one.auc - other.auc);
  return [
    `Cross-validated AUC of ${rows} training rows; the difference is to all permitted features, ± its standard error.`,
    '',
    line('features', 'number', 'trees', 'AUC', 'difference'),
    runLine('all permitted', permitted),
    ...groups.map((run) => `${runLine(`without ${run.name}`, run)}  ${(100 * shares(run.name)).toFixed(1).padStart(5)} % of the gain`),
    ...(all === null ? [] : [runLine('with the prohibited ones', all), '', `Leaving the prohibited features out costs ${(all.auc - permitted.auc).toFixed(4)} ± ${all.error.toFixed(4)} of AUC.`]),
    '',
    `${'share of the gain'.padEnd(60)} ${'percent'.padStart(8)}  part`,
    ...gain.map(({ name, part, share }) => `${name.padEnd(60)} ${(100 * share).toFixed(2).padStart(8)}  ${part}`),
  ].join('\n');
}

function differenceOf(run: Run, permitted: Run): string {
  if (run === permitted) return '';
  const difference = run.auc - permitted.auc;
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(4)} ± ${run.error.toFixed(4)}`;
}
