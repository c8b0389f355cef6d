import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../api/config.ts';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';
import { loadRawTables } from '../../../scripts/data/load.ts';
import { runDataformCli } from '../../../scripts/dataform/cli.ts';
import { runDataform, type DataformRunResult } from '../../../scripts/dataform/run.ts';
import { startWarehouse } from '../../../scripts/local-bigquery/lifecycle.ts';

/** The project's lineage in a warehouse of its own, built by the unmodified Dataform CLI. */
export interface Lineage {
  readonly warehouse: BigQuery;
  /** How `dataform run` ended. */
  readonly built: DataformRunResult;
  /** What it printed, for messages of failures. */
  readonly printed: string;
  /** `dataform test`. */
  test(): Promise<{ readonly exitCode: number; readonly printed: string }>;
  /** `dataform run` with these options. */
  run(...options: string[]): Promise<DataformRunResult>;
  close(): Promise<void>;
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
    const run = (...options: string[]) => runDataform({ ...common, options });
    const built = await run();
    const printed = lines.join('\n');
    return {
      warehouse,
      built,
      printed,
      run,
      async test() {
        const from = lines.length;
        const exitCode = await runDataformCli({ ...common, args: ['test'] });
        return { exitCode, printed: lines.slice(from).join('\n') };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
