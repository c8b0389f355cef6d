import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LocalDir {
  readonly path: string;
  remove(): Promise<void>;
}

export async function makeLocalDir(): Promise<LocalDir> {
  const path = await mkdtemp(join(tmpdir(), 'home-credit-api-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
