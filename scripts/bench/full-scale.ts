import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadRawTables } from '../data/load.ts';
import { generatedData } from './generated-data.ts';
import { seconds } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';
import { runDataform } from './run-dataform.ts';
import { differences, SimpleFeatures, type Checks } from './simple-features.ts';

const GB = 1e9;
/** Shares of the applicants, so that it can be seen how the time grows. */
const SHARES = [0.1, 0.3, 1];
const SCRIPT = join(import.meta.dirname, 'simple_features.py');
/** Debian's own: it has python3-pandas where another Python in the path has not. */
const PYTHON = process.env['BENCH_PYTHON'] ?? '/usr/bin/python3';
const MAX_OUTPUT_BYTES = 100 * 1024 ** 2;

interface Measured {
  readonly rows: number;
  readonly loading: number;
  readonly running: number;
  readonly start: number;
  /** Bytes. */
  readonly peak: number | null;
  /** Seconds for pandas' features in GoogleSQL; null where that was not asked for. */
  readonly simple: number | null;
  readonly checks: Checks | null;
}

interface Pandas {
  readonly reading: number;
  readonly computing: number;
  readonly features: Checks;
}

/** All eight tables of all applicants: load, lineage and memory; how the time grows; and pandas on the same rows. */
export async function fullScale({ fullScale: applicants }: BenchOptions): Promise<string[]> {
  const lines: string[] = [];
  const say = (line: string): void => {
    lines.push(line);
    // Minutes pass between the lines.
    console.error(line);
  };
  const all: Measured[] = [];
  for (const share of SHARES) {
    const some = Math.round(applicants * share);
    const { folder, took } = await generatedData(some);
    const measured = await measure(folder, share === 1);
    all.push(measured);
    const { rows, loading, running, start, peak } = measured;
    say(`${some} applicants, ${rows} rows${took === null ? '' : ` (generated in ${took.toFixed(0)} s)`}: load ${loading.toFixed(1)} s, dataform run ${running.toFixed(1)} s (${start.toFixed(1)} s of it the CLI's own start), peak memory ${peak === null ? 'unknown' : `${(peak / GB).toFixed(2)} GB`}`);
  }
  for (const [index, now] of all.entries()) {
    const before = all[index - 1];
    if (before === undefined) continue;
    const growth = (of: (measured: Measured) => number): string => (of(now) / of(before)).toFixed(2);
    say(`from ${percent(SHARES[index - 1])} to ${percent(SHARES[index])}: rows ${growth(({ rows }) => rows)}, load ${growth(({ loading }) => loading)}, dataform run ${growth(({ running, start }) => running - start)} times (goal: no more than the rows)`);
  }
  const whole = all.at(-1);
  if (whole !== undefined) {
    say(`goals at full scale: load ${whole.loading.toFixed(0)} of 300 s, dataform run ${whole.running.toFixed(0)} of 300 s, memory ${whole.peak === null ? 'unknown' : (whole.peak / GB).toFixed(2)} of 8 GB`);
    (await againstPandas(applicants, whole)).forEach(say);
  }
  return lines;
}

function percent(share: number | undefined): string {
  return `${((share ?? 0) * 100).toFixed(0)} %`;
}

function measure(folder: string, withSimple: boolean): Promise<Measured> {
  return withWarehouse(async (own) => {
    let rows = 0;
    const loading = await seconds(async () => {
      rows = Object.values(await loadRawTables({ warehouse: own.bigquery, from: folder })).reduce((sum, count) => sum + count, 0);
    });
    const { total: running, start } = await runDataform(own);
    const peak = await own.peakMemory();
    const features = withSimple ? new SimpleFeatures(own.bigquery) : null;
    const simple = features === null ? null : await seconds(() => features.build());
    return { rows, loading, running, start, peak, simple, checks: (await features?.checks()) ?? null };
  });
}

async function againstPandas(applicants: number, { loading, running, simple, checks }: Measured): Promise<string[]> {
  const { folder } = await generatedData(applicants);
  const pandas = await runPandas(folder);
  if (typeof pandas === 'string') return [`PANDAS LEFT OUT: ${pandas} Install Debian's python3-pandas, or name a Python that has it with BENCH_PYTHON.`];
  if (simple === null || checks === null) throw new Error('The simple features were not computed in the warehouse.');
  const different = differences(checks, pandas.features);
  const count = Object.keys(pandas.features).length;
  return [
    `pandas, ${count} simple features: ${pandas.reading.toFixed(1)} s to read, ${pandas.computing.toFixed(1)} s to compute`,
    different.length === 0 ? `the same ${count} in GoogleSQL: equal in number and sum` : `DIFFERENT in GoogleSQL: ${different.length} features, such as ${different.slice(0, 5).join(', ')}`,
    `the same features in GoogleSQL: ${simple.toFixed(1)} s; pandas takes ${(pandas.computing / simple).toFixed(1)} times as long (goal: at least 5)`,
    `with reading, pandas ${(pandas.reading + pandas.computing).toFixed(1)} s against load and features ${(loading + simple).toFixed(1)} s: ${((pandas.reading + pandas.computing) / (loading + simple)).toFixed(1)} times; against load and the whole lineage ${(loading + running).toFixed(1)} s: ${((pandas.reading + pandas.computing) / (loading + running)).toFixed(1)} times`,
  ];
}

/** @returns why it could not run, where that is so */
async function runPandas(folder: string): Promise<Pandas | string> {
  try {
    await promisify(execFile)(PYTHON, ['-c', 'import pandas']);
  } catch (error) {
    return `${PYTHON} cannot import pandas (${error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error)}).`;
  }
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, folder], { maxBuffer: MAX_OUTPUT_BYTES });
  return JSON.parse(stdout) as Pandas;
}
