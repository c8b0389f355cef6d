import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../api/config.ts';
import { generateRawTables } from './generate.ts';
import { startProgress } from './progress.ts';

const USAGE = 'npm run generate -- [--applicants 10000] [--seed 1] [--out DIR] [--format csv|csv.gz]';
const DEFAULT_APPLICANTS = 10_000;
const DEFAULT_SEED = 1;
/** Ids stay below 2^31 and the files below a terabyte. */
const MAX_APPLICANTS = 10_000_000;
const MAX_SEED = 2 ** 32 - 1;

interface Arguments {
  readonly applicants: number;
  readonly seed: number;
  readonly out: string;
  readonly format: 'csv' | 'csv.gz';
}

/** @throws Error that names the argument at fault */
export function readArguments(args: readonly string[], localDir: string): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: { applicants: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' }, format: { type: 'string', default: 'csv' } },
  });
  const applicants = wholeNumber('--applicants', values.applicants, DEFAULT_APPLICANTS, 1, MAX_APPLICANTS);
  const seed = wholeNumber('--seed', values.seed, DEFAULT_SEED, 0, MAX_SEED);
  const { format } = values;
  if (format !== 'csv' && format !== 'csv.gz') throw new Error(`--format ${format} is neither csv nor csv.gz.`);
  if (values.out === '') throw new Error('--out needs the name of a folder.');
  return { applicants, seed, format, out: resolve(values.out ?? join(localDir, 'data', `generated-${applicants}-${seed}`)) };
}

function wholeNumber(name: string, text: string | undefined, fallback: number, low: number, high: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < low || value > high) {
    throw new Error(`${name} ${text} is not a whole number from ${low} to ${high}.`);
  }
  return value;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const started = Date.now();
  const options = readArguments(process.argv.slice(2), readConfig().localDir);
  const interrupt = new AbortController();
  process.once('SIGINT', () => { interrupt.abort(new Error('Interrupted; nothing was left behind.')); });
  process.once('SIGTERM', () => { interrupt.abort(new Error('Interrupted; nothing was left behind.')); });
  const progress = startProgress('Generating', options.applicants, 'applicants');
  try {
    const rows = await generateRawTables({ ...options, report: (done) => { progress.update(done); }, signal: interrupt.signal });
    progress.stop();
    for (const [table, count] of Object.entries(rows)) console.log(`${table.padEnd(22)} ${count.toLocaleString('en').padStart(12)} rows`);
    console.log(`${options.out} written in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  } finally {
    progress.stop();
  }
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 1;
  });
}
