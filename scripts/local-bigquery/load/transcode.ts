import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BigQueryError } from '../errors.ts';
import type { Folders } from '../engine/folders.ts';
import { isGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';

export type Encoding = 'UTF-8' | 'ISO-8859-1' | 'UTF-16BE' | 'UTF-16LE';

export function readEncoding(name: string | null): Encoding {
  const upper = (name ?? 'UTF-8').toUpperCase();
  if (upper === 'UTF8' || upper === 'UTF-8' || upper === '') return 'UTF-8';
  if (upper === 'ISO-8859-1' || upper === 'UTF-16BE' || upper === 'UTF-16LE') return upper;
  throw new BigQueryError('notImplemented', `The local BigQuery does not read the encoding ${name ?? ''}: use UTF-8, ISO-8859-1, UTF-16BE or UTF-16LE.`, 'encoding');
}

/** Does `work` with UTF-8 copies of files that are in another encoding. */
export async function withUtf8<T>(files: readonly SourceFile[], encoding: Encoding, folders: Folders, signal: AbortSignal, work: (files: readonly SourceFile[]) => Promise<T>): Promise<T> {
  if (encoding === 'UTF-8') return work(files);
  const copies: SourceFile[] = [];
  try {
    for (const { uri, path } of files) {
      const copy = join(folders.uploads, `${randomUUID()}.utf8`);
      copies.push({ uri, path: copy });
      const source = createReadStream(path);
      const decoded = decoder(encoding);
      const target = createWriteStream(copy);
      if (await isGzip(path)) await pipeline(source, createGunzip(), decoded, target, { signal });
      else await pipeline(source, decoded, target, { signal });
    }
    return await work(copies);
  } finally {
    for (const { path } of copies) await rm(path, { force: true });
  }
}

function decoder(encoding: Exclude<Encoding, 'UTF-8'>): Transform {
  // The web's decoder takes ISO-8859-1 for windows-1252.
  if (encoding === 'ISO-8859-1') {
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        done(null, Buffer.from(chunk.toString('latin1'), 'utf8'));
      },
    });
  }
  const text = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(text.decode(chunk, { stream: true }), 'utf8'));
    },
    flush(done) {
      done(null, Buffer.from(text.decode(), 'utf8'));
    },
  });
}
