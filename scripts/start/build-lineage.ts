import type { CompiledGraph } from '../dataform/compile.ts';
import { buildLineageSite } from '../lineage/build.ts';
import type { Build } from './build.ts';

/** Draws the lineage page anew if anything that it shows has changed. */
export async function buildLineage({ config, projectDir, progress }: Build, graph: CompiledGraph): Promise<void> {
  await progress.step('Lineage page', async (note) => {
    const { localDir } = config;
    const { dir, models, rebuilt } = await buildLineageSite({ projectDir, localDir, report: note, graph });
    return [null, rebuilt ? `${models} models drawn into ${dir}` : 'up to date'] as const;
  });
}
