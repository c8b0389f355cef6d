import { parseArgs } from 'node:util';
import { readConfig } from '../../api/config.ts';
import { connectWarehouse } from '../../api/warehouse.ts';
import { ensureWarehouse } from '../local-bigquery/lifecycle.ts';
import { loadRawTables, RAW_DATASET, type LoadEvent } from './load.ts';
import { startProgress, type Progress } from './progress.ts';

const USAGE = 'npm run load -- --from DIR   (the folder with the eight Kaggle files; default: HOME_CREDIT_DATA)';
const MEGABYTE = 1e6;

/** @throws Error that says which argument is missing */
export function readFrom(args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { values } = parseArgs({ args: [...args], options: { from: { type: 'string' } } });
  const from = values.from ?? env['HOME_CREDIT_DATA'];
  if (from === undefined || from === '') throw new Error(`--from is missing.\n${USAGE}`);
  return from;
}

/** One line per table, and a bar over all of them on a terminal. */
export function reportLoad(print: (line: string) => void): (event: LoadEvent) => void {
  let progress: Progress | null = null;
  let sent = 0;
  let left = 0;
  return (event) => {
    switch (event.kind) {
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
  const from = readFrom(process.argv.slice(2), process.env);
  const interrupt = new AbortController();
  const stop = (): void => { interrupt.abort(new Error('Interrupted; the table that was being loaded is as it was.')); };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const config = readConfig();
  const local = config.warehouse.endpoint === null ? null : await ensureWarehouse(config);
  try {
    const warehouse = connectWarehouse(config.warehouse);
    await loadRawTables({ warehouse, from, report: reportLoad((line) => { console.log(line); }), signal: interrupt.signal });
  } finally {
    await local?.stop();
  }
  console.log(`${RAW_DATASET} loaded from ${from} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
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
