import { join } from 'node:path';
import { runDataformCli } from '../dataform/cli.ts';
import { seconds } from './measure.ts';
import type { OwnWarehouse } from './own-warehouse.ts';

export const PROJECT_DIR = join(import.meta.dirname, '../..');

const LINES_OF_A_FAULT = 5;

export interface DataformTimes {
  /** Seconds in all. */
  readonly total: number;
  /** Of them, before the CLI says that it runs: its own start and the compilation, whatever the data. */
  readonly start: number;
}

/** The whole lineage by the unmodified CLI. @throws Error with what it says when it fails */
export async function runDataform({ localDir, endpoint }: OwnWarehouse): Promise<DataformTimes> {
  const lines: string[] = [];
  const began = performance.now();
  let start = 0;
  const total = await seconds(async () => {
    const code = await runDataformCli({
      args: ['run'],
      projectDir: PROJECT_DIR,
      localDir,
      warehouse: { projectId: 'home-credit', location: 'US', endpoint },
      onLine: (line) => {
        if (line.startsWith('Running...')) start = (performance.now() - began) / 1000;
        lines.push(line);
      },
    });
    if (code !== 0) throw new Error(`dataform run failed:\n${faults(lines).join('\n')}`);
  });
  return { total, start };
}

/** What the CLI says of failures, with the lines behind each. */
function faults(lines: readonly string[]): string[] {
  const found = lines.flatMap((line, index) => (/fail|error/i.test(line) ? lines.slice(index, index + LINES_OF_A_FAULT) : []));
  return found.length === 0 ? lines.slice(-LINES_OF_A_FAULT) : found;
}
