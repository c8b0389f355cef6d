import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** sha256 in hex over the given parts; parts cannot run into each other. */
export function fingerprint(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Files below `root/folder`, as paths relative to `root` with `/`, sorted; none if there is no such folder. */
export async function listFiles(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Fingerprint of the names and contents of the given files, relative to `root`. */
export async function fingerprintFiles(root: string, files: readonly string[]): Promise<string> {
  const parts = await Promise.all(files.map(async (file) => [file, await readFile(join(root, file), 'utf8')]));
  return fingerprint(...parts.flat());
}

/** Fingerprint of the names, sizes and modification times of the files in a folder: big data is not read. */
export async function fingerprintFolder(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const parts = await Promise.all(
    names.map(async (name) => {
      const { size, mtimeMs } = await stat(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    }),
  );
  return fingerprint(folder, ...parts);
}
