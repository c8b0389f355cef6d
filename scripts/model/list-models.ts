import { readAliases } from '../../api/model/aliases.ts';
import { readManifest } from '../../api/model/artifact.ts';
import { MANIFEST_FILE, modelsFolder } from '../../api/model/locations.ts';
import type { ModelManifest } from '../../api/model/manifest.ts';
import { ModelError } from '../../api/model/model-error.ts';
import type { ObjectStore } from '../../api/object-store.ts';

export interface ListedModel {
  readonly version: string;
  readonly role: 'champion' | 'challenger' | null;
  /** null if the manifest cannot be used; `problem` says why */
  readonly manifest: ModelManifest | null;
  readonly problem: string | null;
}

/** All versions that were written whole, newest first, and those that an alias names though they are gone. */
export async function listModels(store: ObjectStore, bucket: string): Promise<ListedModel[]> {
  const folder = modelsFolder(bucket);
  const { champion, challengers } = await readAliases(store, bucket);
  const written = (await store.list(folder))
    .filter((uri) => uri.endsWith(`/${MANIFEST_FILE}`))
    .map((uri) => uri.slice(folder.length + 1, -MANIFEST_FILE.length - 1));
  const named = [champion, ...challengers].filter((version) => version !== null);
  const versions = [...new Set([...written, ...named])].sort().reverse();
  const models: ListedModel[] = [];
  for (const version of versions) {
    const role = version === champion ? 'champion' : challengers.includes(version) ? 'challenger' : null;
    models.push({ version, role, ...(await manifestOf(store, bucket, version)) });
  }
  return models;
}

async function manifestOf(store: ObjectStore, bucket: string, version: string): Promise<Pick<ListedModel, 'manifest' | 'problem'>> {
  try {
    return { manifest: await readManifest(store, bucket, version), problem: null };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { manifest: null, problem: error.message };
  }
}
