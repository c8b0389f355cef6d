import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BigQueryError } from '../errors.ts';
import type { SourceFile } from './gs-uri.ts';

const MAGIC = [0x1f, 0x8b];

export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && MAGIC.every((byte, index) => buffer[index] === byte);
  } finally {
    await file.close();
  }
}

/** Reads a gzip file to its end: the engine takes a truncated one for a shorter one. @throws BigQueryError `invalid` */
export async function checkGzip({ uri, path }: SourceFile, signal: AbortSignal): Promise<void> {
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const what = code === 'Z_BUF_ERROR' ? 'The gzip file is truncated: it ends before its data do' : 'The gzip file is damaged';
    throw new BigQueryError('invalid', `Error while reading data, error message: ${what}. File: ${uri}`, uri, { cause: error });
  }
}
