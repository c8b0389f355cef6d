import { parseArgs } from 'node:util';

export interface CommandOptions {
  readonly runs: number;
  readonly seed: number;
  readonly path: string | null;
  /** A folder for the page of what is supported, instead of a run; null for a run. */
  readonly page: string | null;
  readonly help: boolean;
}

const RUNS = 20_000;
const MAX_SEED = 0x7fffffff;
export const PAGE_DIR = '.local/conformance';

export const USAGE = `npm run conformance -- [--runs ${RUNS}] [--seed N]
  Makes up expressions and queries from the signatures of the catalogue, and compares the rows, types and errors of the
  local BigQuery with those of Google's reference evaluator. Prints each difference, made as simple as it can be, and ends
  with 1 if there is any. Functions that the evaluator cannot answer for are counted and named at the end.
    agreed              the same types and rows (FLOAT64 within 1e-12), or an error from both
    refused             ours says by name that it does not support something
    invalid             Google's analyzer refuses the statement, so both do
    unanswered          the reference evaluator itself lacks a function, or takes too long
    free                a difference that GoogleSQL leaves open: scripts/local-bigquery/conformance/run/allowances.ts

npm run conformance -- --seed S --path P
  Makes a printed difference again: its S and P, on the commit that printed it (another catalogue makes other statements).
  The tables that it reads (edges, facts, labels, nest) are in scripts/local-bigquery/conformance/generate/tables.ts.

npm run conformance -- --page [FOLDER]
  Runs the cases of scripts/local-bigquery/conformance/cases/ and writes the page of all that is supported, with its cases,
  to FOLDER/index.html (${PAGE_DIR}), and a table to standard output.`;

/** @throws Error that names the argument at fault */
export function readOptions(args: readonly string[]): CommandOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' }, page: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  const page = values.page === true;
  if (positionals.length > (page ? 1 : 0)) throw new Error(`${positionals.at(-1) ?? ''} is no option.`);
  if (values.path !== undefined && !/^[\d:]+$/.test(values.path)) throw new Error(`--path ${values.path} is not what a difference printed, like 0:3:1.`);
  if (values.path !== undefined && values.seed === undefined) throw new Error('--path needs the --seed that was printed with it.');
  const seed = values.seed === undefined ? Math.floor(Math.random() * MAX_SEED) : whole('--seed', values.seed, 0, MAX_SEED);
  return {
    runs: values.path === undefined ? whole('--runs', values.runs ?? String(RUNS), 1, 10_000_000) : 1,
    seed,
    path: values.path ?? null,
    page: page ? (positionals[0] ?? PAGE_DIR) : null,
    help: values.help === true,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`${name} ${text} is not a whole number from ${least} to ${most}.`);
  return value;
}
