import { lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { BigQueryError } from '../errors.ts';

export interface SourceFile {
  readonly uri: string;
  readonly path: string;
}

/** What is being copied into a bucket is no object yet. */
export const DRAFT_ENDING = '.local-bigquery-draft';

/** The file that a gs:// URI names. @throws BigQueryError `accessDenied` for one that leaves its bucket */
export function fileOf(gcs: string, uri: string): string {
  // Names shorter than Google's three letters harm nobody here.
  const match = /^gs:\/\/([a-z0-9](?:[a-z0-9._-]{0,220}[a-z0-9])?)\/(.+)$/.exec(uri);
  if (/^gs:\/\/\.\.?(?:\/|$)/.test(uri)) throw new BigQueryError('accessDenied', `Access Denied: ${uri.slice(0, 200)} leaves the folder of buckets.`, uri.slice(0, 200));
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new BigQueryError('invalid', `${uri.slice(0, 200)} is not a gs://bucket/path URI.`, uri.slice(0, 200));
  }
  const bucket = resolve(gcs, match[1]);
  const file = resolve(bucket, match[2]);
  if (match[2].includes('\0') || !file.startsWith(bucket + sep) || match[2].split('/').some((part) => part === '..' || part === '.')) {
    throw new BigQueryError('accessDenied', `Access Denied: ${uri} leaves its bucket.`, uri);
  }
  return file;
}

/** As `fileOf`, and no link on the way leads out of the folder of buckets. */
export async function insideFileOf(gcs: string, uri: string): Promise<string> {
  const path = fileOf(gcs, uri);
  const folder = await realpath(gcs);
  for (let there = path; ; there = dirname(there)) {
    const real = await realpath(there).catch(() => null);
    const isLink = real === null && (await lstat(there).catch(() => null)) !== null;
    if (real === null && !isLink) continue;
    if (real !== null && `${real}${sep}`.startsWith(folder + sep)) return path;
    throw new BigQueryError('accessDenied', `Access Denied: ${uri} is a link that leaves the folder of buckets.`, uri);
  }
}

/** Files that URIs name; one `*` after the bucket stands for any text. @throws BigQueryError `notFound` */
export async function expand(gcs: string, uris: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const uri of uris) {
    const found = uri.includes('*') ? await matches(gcs, uri) : [{ uri, path: await insideFileOf(gcs, uri) }];
    if (found.length === 0) throw new BigQueryError('notFound', `Not found: URI ${uri}`, uri);
    files.push(...found);
  }
  return files;
}

async function matches(gcs: string, uri: string): Promise<SourceFile[]> {
  const stars = uri.split('*').length - 1;
  if (stars > 1) throw new BigQueryError('invalid', `${uri} has more than one wildcard.`, uri);
  const [bucket = ''] = uri.slice('gs://'.length).split('/');
  if (bucket.includes('*')) throw new BigQueryError('invalid', `${uri} has a wildcard in its bucket.`, uri);
  const [prefix = '', suffix = ''] = uri.split('*');
  fileOf(gcs, `${prefix}x${suffix}`);
  // What follows does not go through links, but the bucket may be one.
  await insideFileOf(gcs, `gs://${bucket}/x`);
  const folder = join(gcs, bucket);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(DRAFT_ENDING))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, uri: `gs://${bucket}/${relative(folder, path).split(sep).join('/')}` }))
    .filter((file) => file.uri.startsWith(prefix) && file.uri.endsWith(suffix) && file.uri.length >= prefix.length + suffix.length)
    .sort((one, other) => (one.uri < other.uri ? -1 : 1));
}
