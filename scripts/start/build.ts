import type { Config } from '../../api/config.ts';
import type { ObjectStore } from '../../api/object-store.ts';
import type { BigQuery } from '../../api/warehouse.ts';
import { compileProject } from '../dataform/compile.ts';
import { buildLineage } from './build-lineage.ts';
import { buildModel } from './build-model.ts';
import { buildRawTables } from './build-raw-tables.ts';
import { buildWarehouse } from './build-warehouse.ts';
import type { StartOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { readBuildState, saveBuildState, type BuildState } from './state.ts';

/** What every step of the build works with. */
export interface Build {
  readonly config: Config;
  readonly options: StartOptions;
  readonly projectDir: string;
  readonly warehouse: BigQuery;
  readonly store: ObjectStore;
  readonly progress: Progress;
  readonly state: BuildState;
  /** Keeps what is built, so that a start that is stopped goes on from here. */
  readonly save: (change: Partial<BuildState>) => Promise<void>;
}

/**
 * Raw tables → Dataform lineage → model → lineage page. Each step does only what is not done: it compares what it
 * would build from with what it was last built from, and with when the warehouse last saw the result change.
 */
export async function buildAll(parts: Omit<Build, 'state' | 'save'>): Promise<void> {
  const { localDir } = parts.config;
  let state = await readBuildState(localDir);
  const build = (): Build => ({
    ...parts,
    state,
    save: async (change) => {
      state = { ...state, ...change };
      await saveBuildState(localDir, state);
    },
  });
  const raw = await buildRawTables(build());
  const graph = await compileProject(parts.projectDir, localDir);
  try {
    await buildModel(build(), await buildWarehouse(build(), graph, raw));
  } catch (error) {
    // The page also shows which assertions failed; that it cannot be drawn must not hide them.
    await buildLineage(build(), graph).catch(() => undefined);
    throw error;
  }
  await buildLineage(build(), graph);
}
