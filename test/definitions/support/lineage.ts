import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../api/config.ts';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';
import { loadRawTables } from '../../../scripts/data/load.ts';
import { runDataformCli } from '../../../scripts/dataform/cli.ts';
import { runDataform, type DataformRunResult } from '../../../scripts/dataform/run.ts';
import { updateMarts, type Update } from '../../../scripts/dataform/update.ts';
import { startWarehouse } from '../../../scripts/local-bigquery/lifecycle.ts';
import { compileOnce } from '../../support/compile-once.ts';

/** The project's lineage in a warehouse of its own, built by the unmodified Dataform CLI. */
export interface Lineage {
  readonly warehouse: BigQuery;
  readonly localDir: string;
  /** How `dataform run` ended. */
  readonly built: DataformRunResult;
  /** What it printed, for messages of failures. */
  readonly printed: string;
  /** `dataform test`. */
  test(): Promise<Printed>;
  /** `dataform run` with these options. */
  run(...options: string[]): Promise<DataformRunResult>;
  /** Any Dataform command as it stands. */
  dataform(...args: string[]): Promise<Printed>;
  /** `npm run update`. */
  update(): Promise<Update & Printed>;
  close(): Promise<void>;
}

interface Printed {
  readonly exitCode: number;
  readonly printed: string;
}

/** @param from folder with the eight Kaggle files */
export async function buildLineage(from: string): Promise<Lineage> {
  const localDir = await mkdtemp(join(tmpdir(), 'home-credit-lineage-'));
  const local = await startWarehouse({ localDir, port: 0 });
  const close = async (): Promise<void> => {
    await local.stop();
    await rm(localDir, { recursive: true, force: true });
  };
  try {
    const settings = { ...readConfig({ LOCAL_DIR: localDir }).warehouse, endpoint: local.endpoint };
    const warehouse = connectWarehouse(settings);
    const lines: string[] = [];
    const common = {
      projectDir: process.cwd(),
      localDir,
      warehouse: settings,
      onLine: (line: string) => {
        lines.push(line);
      },
    };
    await loadRawTables({ warehouse, from });
    await compileOnce(localDir);
    const run = (...options: string[]) => runDataform({ ...common, options });
    const built = await run();
    const printed = lines.join('\n');
    const listening = async <T>(work: () => Promise<T>): Promise<T & { printed: string }> => {
      const from = lines.length;
      return { ...(await work()), printed: lines.slice(from).join('\n') };
    };
    const dataform = (...args: string[]) => listening(async () => ({ exitCode: await runDataformCli({ ...common, args }) }));
    return {
      warehouse,
      localDir,
      built,
      printed,
      run,
      dataform,
      test: () => dataform('test'),
      update: () => listening(() => updateMarts(common)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
