import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Storage } from '@google-cloud/storage';
import type { Config } from './config.ts';

/** Files under `gs://` URIs: Google Cloud Storage, or folders below `.local/gcs` when the warehouse is local. */
export interface ObjectStore {
  /** @throws ObjectNotFoundError when there is no such object */
  read(uri: string): Promise<Buffer>;
  /** Replaces the whole object at once: a reader sees the old bytes or the new ones. */
  write(uri: string, bytes: Buffer | string): Promise<void>;
  /** URIs of all objects whose URI starts with `prefix` + `/`, sorted. */
  list(prefix: string): Promise<string[]>;
  remove(uri: string): Promise<void>;
}

export class ObjectNotFoundError extends Error {
  override readonly name = 'ObjectNotFoundError';
  constructor(readonly uri: string, options?: ErrorOptions) {
    super(`There is no object at ${uri}.`, options);
  }
}

export function openObjectStore(config: Pick<Config, 'warehouse' | 'localDir'>): ObjectStore {
  if (config.warehouse.endpoint === null) return new CloudStore(new Storage({ projectId: config.warehouse.projectId }));
  return new FolderStore(join(config.localDir, 'gcs'));
}

/** Splits `gs://bucket/path/to/object`. @throws TypeError for anything else */
export function parseGsUri(uri: string): { bucket: string; path: string } {
  const match = /^gs:\/\/([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\/(.+)$/.exec(uri);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new TypeError(`${uri} is not a gs://bucket/path URI.`);
  }
  return { bucket: match[1], path: match[2] };
}

class FolderStore implements ObjectStore {
  constructor(private readonly root: string) {}

  async read(uri: string): Promise<Buffer> {
    try {
      return await readFile(this.fileOf(uri));
    } catch (error) {
      throw isMissing(error) ? new ObjectNotFoundError(uri, { cause: error }) : error;
    }
  }

  async write(uri: string, bytes: Buffer | string): Promise<void> {
    const file = this.fileOf(uri);
    await mkdir(dirname(file), { recursive: true });
    const draft = `${file}.${String(process.pid)}.${String(Date.now())}.tmp`;
    try {
      const handle = await open(draft, 'w');
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async list(prefix: string): Promise<string[]> {
    const folder = this.fileOf(prefix);
    try {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
        .map((entry) => `${prefix}/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`)
        .sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async remove(uri: string): Promise<void> {
    await rm(this.fileOf(uri), { force: true });
  }

  private fileOf(uri: string): string {
    const { bucket, path } = parseGsUri(uri);
    const file = resolve(this.root, bucket, path);
    if (!file.startsWith(resolve(this.root, bucket) + sep)) throw new TypeError(`${uri} leaves its bucket.`);
    return file;
  }
}

class CloudStore implements ObjectStore {
  constructor(private readonly storage: Storage) {}

  async read(uri: string): Promise<Buffer> {
    try {
      const [bytes] = await this.fileOf(uri).download();
      return bytes;
    } catch (error) {
      throw isHttpNotFound(error) ? new ObjectNotFoundError(uri, { cause: error }) : error;
    }
  }

  async write(uri: string, bytes: Buffer | string): Promise<void> {
    await this.fileOf(uri).save(bytes);
  }

  async list(prefix: string): Promise<string[]> {
    const { bucket, path } = parseGsUri(prefix);
    const [files] = await this.storage.bucket(bucket).getFiles({ prefix: `${path}/` });
    return files.map((file) => `gs://${bucket}/${file.name}`).sort();
  }

  async remove(uri: string): Promise<void> {
    await this.fileOf(uri).delete({ ignoreNotFound: true });
  }

  private fileOf(uri: string) {
    const { bucket, path } = parseGsUri(uri);
    return this.storage.bucket(bucket).file(path);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isHttpNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 404;
}
