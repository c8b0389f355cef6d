import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkFidelity, ENOUGH } from './check/check.ts';
import { printFidelity } from './check/report.ts';
import { readArguments } from './generate-command.ts';
import { generateRawTables } from './generate.ts';
import { startProgress } from './progress.ts';

const USAGE = 'npm run generate:check -- [--applicants 10000] [--seed 1] | --from DIR  [--outside: print only what is out of tolerance]';
const FILES = 8;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { applicants: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' }, outside: { type: 'boolean', default: false } } });
  if (values.from !== undefined && (values.applicants !== undefined || values.seed !== undefined)) throw new Error('--from takes rows as they are: leave out --applicants and --seed.');
  if (values.from !== undefined) {
    await check(values.from, values.outside);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'home-credit-check-'));
  try {
    const asked = Object.entries({ applicants: values.applicants, seed: values.seed }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
    const options = { ...readArguments(asked, folder), out: join(folder, 'rows') };
    const progress = startProgress('Generating', options.applicants, 'applicants');
    try {
      await generateRawTables({ ...options, report: (done) => { progress.update(done); } });
    } finally {
      progress.stop();
    }
    await check(options.out, values.outside);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function check(folder: string, onlyOutside: boolean): Promise<void> {
  const progress = startProgress('Measuring', FILES, 'files');
  let fidelity;
  try {
    fidelity = await checkFidelity(folder, (_, done) => { progress.update(done); });
  } finally {
    progress.stop();
  }
  console.log(printFidelity(fidelity, onlyOutside));
  if (fidelity.shareWithin < ENOUGH) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 1;
});
