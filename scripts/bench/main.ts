import { csvLoad } from './csv-load.ts';
import { dataformRun } from './dataform-run.ts';
import { fullScale } from './full-scale.ts';
import { readBenchOptions, USAGE, type BenchOptions } from './options.ts';
import { pointLookUp } from './point-look-up.ts';
import { score } from './score.ts';
import { selectOne } from './select-one.ts';

const BENCHMARKS: Readonly<Record<string, (options: BenchOptions) => Promise<string[]>>> = {
  'select-one': selectOne,
  'point-look-up': pointLookUp,
  'csv-load': csvLoad,
  'dataform-run': dataformRun,
  'full-scale': fullScale,
  score,
};

/** `npm run bench`: what is promised of speed, measured here and now, as medians and ratios of one run. */
async function main(): Promise<void> {
  const options = readBenchOptions(process.argv.slice(2));
  const unknown = options.only.find((name) => !(name in BENCHMARKS));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}: choose from ${Object.keys(BENCHMARKS).join(', ')}.`);
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    for (const line of await run(options)) console.log(`${name.padEnd(14)} ${line}`);
  }
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
