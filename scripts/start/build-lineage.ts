import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CompiledGraph } from '../dataform/compile.ts';
import { readRunRecord } from '../dataform/run-record.ts';
import { buildLineageSite } from '../lineage/build.ts';
import type { Build } from './build.ts';
import { fingerprint, fingerprintFiles, listFiles } from './fingerprint.ts';

/** Draws the lineage page anew if the graph, the last run's results or the page's own sources have changed. */
export async function buildLineage(build: Build, graph: CompiledGraph): Promise<void> {
  const { config, projectDir, progress, state } = build;
  const { localDir } = config;
  const source = fingerprint(
    JSON.stringify(graph),
    JSON.stringify(await readRunRecord(localDir)),
    await fingerprintFiles(projectDir, await listFiles(projectDir, 'scripts/lineage')),
  );
  await progress.step('Lineage page', async (note) => {
    if (state.lineage === source && existsSync(join(localDir, 'lineage', 'graph.json'))) {
      return [null, 'up to date'] as const;
    }
    await buildLineageSite({ projectDir, localDir, report: note, graph });
    await build.save({ lineage: source });
    return [null, `drawn into ${join(localDir, 'lineage')}`] as const;
  });
}
