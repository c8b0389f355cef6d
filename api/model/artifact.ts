import { createHash } from 'node:crypto';
import { ObjectNotFoundError, type ObjectStore } from '../object-store.ts';
import { ARTIFACT_FILES, MANIFEST_FILE, versionFolder, type ArtifactFile } from './locations.ts';
import type { ModelManifest } from './manifest.ts';
import { ModelError } from './model-error.ts';
import { parseManifest } from './parse-manifest.ts';

/** A model's files, whole and as they were written. */
export interface Artifact {
  readonly manifest: ModelManifest;
  readonly files: Readonly<Record<ArtifactFile, Buffer>>;
}

export function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws ModelError `absent` or `invalid` */
export async function readManifest(store: ObjectStore, bucket: string, version: string): Promise<ModelManifest> {
  const uri = `${versionFolder(bucket, version)}/${MANIFEST_FILE}`;
  const manifest = parseManifest((await readPart(store, uri)).toString('utf8'), uri);
  if (manifest.version !== version) {
    throw new ModelError('invalid', `${uri} calls itself ${manifest.version}: the artifact was moved or overwritten.`);
  }
  return manifest;
}

/** Reads a version and checks every file against the manifest's sha256. @throws ModelError */
export async function readArtifact(store: ObjectStore, bucket: string, version: string): Promise<Artifact> {
  const manifest = await readManifest(store, bucket, version);
  const read = async (file: ArtifactFile): Promise<readonly [ArtifactFile, Buffer]> => {
    const uri = `${versionFolder(bucket, version)}/${file}`;
    const bytes = await readPart(store, uri);
    if (sha256(bytes) !== manifest.files[file]) {
      throw new ModelError('altered', `${uri} is not what was written (its sha256 differs from the manifest's): train again or restore it.`);
    }
    return [file, bytes];
  };
  const files = Object.fromEntries(await Promise.all(ARTIFACT_FILES.map(read))) as Record<ArtifactFile, Buffer>;
  return { manifest, files };
}

async function readPart(store: ObjectStore, uri: string): Promise<Buffer> {
  try {
    return await store.read(uri);
  } catch (error) {
    if (!(error instanceof ObjectNotFoundError)) throw error;
    throw new ModelError('absent', `${uri} is missing: see \`npm run models\` for the versions there are.`, { cause: error });
  }
}
