import { connectWarehouse } from '../../api/warehouse.ts';
import { compileProject } from './compile.ts';
import { findNewRows, type NewRows } from './full-run.ts';
import { NEW_ROWS, runDataform, type DataformRun, type DataformRunResult } from './run.ts';

export interface Update extends DataformRunResult {
  readonly found: NewRows;
}

/**
 * Brings appended rows into the marts: computes anew the customers who have some, and publishes them together. Builds
 * everything where that is not enough.
 */
export async function updateMarts(run: Omit<DataformRun, 'options'>): Promise<Update> {
  const graph = await compileProject(run.projectDir, run.localDir);
  const found = await findNewRows(graph, run.localDir, connectWarehouse(run.warehouse));
  if (found.kind === 'none') return { found, exitCode: 0, actions: [] };
  return { found, ...(await runDataform({ ...run, options: found.kind === 'some' ? NEW_ROWS : [] })) };
}
