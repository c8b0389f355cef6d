import type { WarehouseConfig } from '../../api/config.ts';
import { connectWarehouse } from '../../api/warehouse.ts';
import { runDataformCli } from './cli.ts';
import { compileProject } from './compile.ts';
import { ensureLog, keepDefinitions } from './full-run.ts';
import { RunListener, saveRunRecord, type ActionResult } from './run-record.ts';

export interface DataformRun {
  /** Arguments after `run`. */
  readonly options: readonly string[];
  readonly projectDir: string;
  readonly localDir: string;
  readonly warehouse: WarehouseConfig;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  readonly onResult?: (result: ActionResult) => void;
  readonly signal?: AbortSignal;
}

export interface DataformRunResult {
  readonly exitCode: number;
  readonly actions: readonly ActionResult[];
}

/** Options of a run over new rows: datasets of its own, and only the customers who have new rows. */
export const NEW_ROWS = ['--schema-suffix=new', '--vars=rows=new'] as const;

/** `dataform run` by the unmodified CLI; what became of each action is kept in `<localDir>/dataform-run.json`. */
export async function runDataform(run: DataformRun): Promise<DataformRunResult> {
  const { options, projectDir, localDir, warehouse, signal } = run;
  const graph = await compileProject(projectDir, localDir);
  await ensureLog(graph, connectWarehouse(warehouse));
  const startedAt = new Date().toISOString();
  const listener = new RunListener(warehouse.projectId, () => new Date());
  const changesNothing = options.some((option) => option.startsWith('--dry-run'));
  const buildsOthers = options.some((option) => /^--(vars|schema-suffix)\b/.test(option));
  try {
    const exitCode = await runDataformCli({
      args: ['run', ...options],
      projectDir,
      localDir,
      warehouse,
      onLine: (line, stream) => {
        run.onLine(line, stream);
        const result = listener.hear(line, stream);
        if (result !== null) run.onResult?.(result);
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return { exitCode, actions: listener.results };
  } finally {
    const command = ['dataform', 'run', ...options].join(' ');
    if (!changesNothing) {
      await saveRunRecord(localDir, { startedAt, finishedAt: new Date().toISOString(), command, actions: listener.results });
      if (!buildsOthers) await keepDefinitions(graph, localDir, listener.results);
    }
  }
}
