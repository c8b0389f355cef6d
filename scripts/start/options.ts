import { parseArgs } from 'node:util';

export interface StartOptions {
  /** Directory of the Kaggle files; null to generate them. */
  readonly data: string | null;
  readonly applicants: number;
  readonly seed: number;
  /** Whether generated rows were asked for by name: only then may they replace rows of other files. */
  readonly generate: boolean;
  readonly serve: boolean;
  readonly help: boolean;
}

export const HELP = `Builds whatever is not built yet and serves scores.

  npm start [-- options]

  --data DIR        directory with the eight Kaggle files as .csv, .csv.gz or .csv.zip (or HOME_CREDIT_DATA=DIR);
                    without it the raw tables that are there stay, or, if there are none, the files are generated
  --applicants N    how many applicants to generate (10000); replaces raw tables loaded from other files
  --seed N          seed of the generated data (1)
  --no-serve        build only (npm run pipeline)

Environment: PORT (8080), WAREHOUSE (local or bigquery), WAREHOUSE_PORT (9050), GOOGLE_CLOUD_PROJECT, BUCKET, LOCAL_DIR (.local)`;

/** @throws TypeError naming the argument at fault */
export function readStartOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      applicants: { type: 'string' },
      seed: { type: 'string' },
      'no-serve': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const data = values.data ?? env['HOME_CREDIT_DATA'] ?? '';
  return {
    data: data === '' ? null : data,
    applicants: wholeNumber('--applicants', values.applicants ?? '10000'),
    seed: wholeNumber('--seed', values.seed ?? '1'),
    generate: values.applicants !== undefined || values.seed !== undefined,
    serve: !values['no-serve'],
    help: values.help,
  };
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new TypeError(`${name} ${text}: a whole number from 1 on is needed.`);
  return number;
}
