import { parseArgs } from 'node:util';
import { readConfig } from '../../api/config.ts';
import { connectWarehouse } from '../../api/warehouse.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';
import { appendRawRows, loadRawTables, RAW_DATASET, type LoadEvent } from './load.ts';
import { startProgress, type Progress } from './progress.ts';

const USAGE = `npm run load -- --from DIR     replaces all raw tables by the eight Kaggle files in DIR (default: HOME_CREDIT_DATA)
npm run load -- --append DIR   adds the new rows in DIR, of whichever of the eight tables, to the raw tables`;
const MEGABYTE = 1e6;

export interface LoadArguments {
  readonly from: string;
  readonly append: boolean;
}

/** @throws Error that says which argument is missing */
export function readLoadArguments(args: readonly string[], env: NodeJS.ProcessEnv): LoadArguments {
  const { values } = parseArgs({ args: [...args], options: { from: { type: 'string' }, append: { type: 'string' } } });
  if (values.append !== undefined) {
    if (values.from !== undefined) throw new Error(`--from replaces all rows and --append adds some: name one of them.\n${USAGE}`);
    if (values.append === '') throw new Error(`--append needs the name of a folder.\n${USAGE}`);
    return { from: values.append, append: true };
  }
  const from = values.from ?? env['HOME_CREDIT_DATA'];
  if (from === undefined || from === '') throw new Error(`--from is missing.\n${USAGE}`);
  return { from, append: false };
}

/** One line per table, and a bar over all of them on a terminal. */
export function reportLoad(print: (line: string) => void): (event: LoadEvent) => void {
  let progress: Progress | null = null;
  let sent = 0;
  let left = 0;
  return (event) => {
    switch (event.kind) {
      case 'preferred':
        print(`${event.file} is read, ${event.over.join(' and ')} beside it ${event.over.length === 1 ? 'is' : 'are'} not.`);
        break;
      case 'checked':
        left = event.tables;
        progress = startProgress('Loading', Math.max(1, Math.round(event.bytes / MEGABYTE)), 'MB');
        break;
      case 'sent':
        sent += event.bytes;
        progress?.update(Math.round(sent / MEGABYTE));
        break;
      case 'loaded':
        print(
          `${event.table.padEnd(22)} ${event.rows.toLocaleString('en').padStart(12)} rows ${(event.bytes / MEGABYTE).toFixed(1).padStart(9)} MB ${event.seconds.toFixed(1).padStart(7)} s`,
        );
        left--;
        if (left === 0) progress?.stop();
        break;
    }
  };
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const started = Date.now();
  const { from, append } = readLoadArguments(process.argv.slice(2), process.env);
  const interrupt = new AbortController();
  const stop = (): void => { interrupt.abort(new Error('Interrupted; the raw tables are as they were.')); };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const config = readConfig();
  const local = config.warehouse.endpoint === null ? null : await ensureWarehouse(config);
  try {
    const warehouse = connectWarehouse(config.warehouse);
    const options = { warehouse, from, report: reportLoad((line) => { console.log(line); }), signal: interrupt.signal };
    const seconds = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    if (!append) {
      await loadRawTables(options);
      console.log(`${RAW_DATASET} loaded from ${from} in ${seconds()}`);
    } else if ((await appendRawRows(options)).isNew) {
      console.log(`${RAW_DATASET} took the new rows of ${from} in ${seconds()}; npm run update brings them into the marts.`);
    } else {
      console.log(`${from}: the same files were appended before. Nothing was added.`);
    }
  } finally {
    await local?.stop();
  }
}

if (process.argv[1] === import.meta.filename) {
  main().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      // An upload that was cut off holds its connection open.
      process.exit(1);
    },
  );
}
