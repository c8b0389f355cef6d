import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of the benchmarks to run; empty for all. */
  readonly only: readonly string[];
  readonly queries: number;
  readonly rows: number;
  readonly columns: number;
  readonly csvRows: number;
  /** Made-up applicants for `dataform run`. */
  readonly applicants: number;
  /** Made-up applicants for the full scale. */
  readonly fullScale: number;
  /** A service that is up, for GET /score; null to leave that out. */
  readonly api: string | null;
}

/** Applicants of the two application files of the competition. */
const KAGGLE_APPLICANTS = 356_255;

export const USAGE = 'npm run bench -- [--quick] [--only NAME]… [--queries 20000] [--rows 350000] [--columns 200] [--csv-rows 1000000] [--applicants 100000, 356255 at full scale] [--api http://127.0.0.1:8080]';

/** @throws Error that names the argument at fault */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, only: { type: 'string', multiple: true }, queries: text, rows: text, columns: text, 'csv-rows': text, applicants: text, api: text },
  });
  const quick = values.quick === true;
  return {
    only: values.only ?? [],
    queries: count('--queries', values.queries, quick ? 2_000 : 20_000),
    rows: count('--rows', values.rows, quick ? 50_000 : 350_000),
    columns: count('--columns', values.columns, 200),
    csvRows: count('--csv-rows', values['csv-rows'], quick ? 200_000 : 1_000_000),
    applicants: count('--applicants', values.applicants, quick ? 10_000 : 100_000),
    fullScale: count('--applicants', values.applicants, quick ? 10_000 : KAGGLE_APPLICANTS),
    api: values.api ?? null,
  };
}

function count(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} ${text} is not a whole number from 1.`);
  return Number(text);
}
