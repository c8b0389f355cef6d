import { sha256, type Artifact } from '../../api/model/artifact.ts';
import { ARTIFACT_FILES, MANIFEST_FILE, MODEL_NAME, versionFolder } from '../../api/model/locations.ts';
import type { ModelManifest } from '../../api/model/manifest.ts';
import { checkManifest } from '../../api/model/parse-manifest.ts';
import type { ObjectStore } from '../../api/object-store.ts';

const HASH_DIGITS = 8;

/** Puts an artifact together; the version follows from the time and the graph. @throws ModelError for a bad manifest */
export function assembleArtifact(facts: Omit<ModelManifest, 'name' | 'version' | 'files' | 'createdAt'>, createdAt: Date, files: Artifact['files']): Artifact {
  const hashes = Object.fromEntries(ARTIFACT_FILES.map((file) => [file, sha256(files[file])]));
  const manifest: ModelManifest = {
    name: MODEL_NAME,
    version: `${compactTime(createdAt)}-${sha256(files['model.onnx']).slice(0, HASH_DIGITS)}`,
    createdAt: createdAt.toISOString(),
    files: hashes,
    ...facts,
  };
  return { manifest: checkManifest(manifest, 'The new manifest'), files };
}

/** The manifest comes last: a version is listed only when it is whole. */
export async function writeArtifact(store: ObjectStore, bucket: string, { manifest, files }: Artifact): Promise<void> {
  const folder = versionFolder(bucket, manifest.version);
  for (const file of ARTIFACT_FILES) await store.write(`${folder}/${file}`, files[file]);
  await store.write(`${folder}/${MANIFEST_FILE}`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** UTC, e.g. 20261121T063000. */
export function compactTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, '').replaceAll(/[-:]/g, '');
}
