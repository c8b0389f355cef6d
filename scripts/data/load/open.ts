import { createReadStream } from 'node:fs';
import { pipeline, Transform, type Readable } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { RawDataError } from './raw-data-error.ts';
import type { Source } from './sources.ts';

/** Opens the CSV text of a source as bytes, unpacked. The stream fails when the file is cut off or damaged. */
export async function openCsv(source: Source): Promise<Readable> {
  switch (source.packing) {
    case 'plain':
      return createReadStream(source.path);
    case 'gzip':
      return forget(pipeline(createReadStream(source.path), createGunzip(), () => undefined));
    case 'zip':
      return openZip(source);
  }
}

/** The one CSV inside a zip; its checksum is checked when all of it has been read. */
async function openZip(source: Source): Promise<Readable> {
  let zip: ZipFile;
  try {
    zip = await openPromise(source.path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw damaged(source, null, error);
  }
  try {
    const entry = await findEntry(source, zip);
    const stream = await zip.openReadStreamPromise(entry);
    return forget(pipeline(stream, checksum(entry.crc32), () => { zip.close(); }));
  } catch (error) {
    zip.close();
    throw error instanceof RawDataError ? error : damaged(source, null, error);
  }
}

async function findEntry(source: Source, zip: ZipFile): Promise<Entry> {
  const wanted = source.table.file.toLowerCase();
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry;
    if (fileName.startsWith('__MACOSX/') || fileName.split('/').at(-1)?.toLowerCase() !== wanted) continue;
    if (entry.isEncrypted()) throw new RawDataError(source.name, null, null, `${fileName} in it is encrypted. Unpack it and load again.`);
    return entry;
  }
  throw new RawDataError(source.name, null, null, `there is no ${source.table.file} in it. Check that it is Kaggle's file.`);
}

function checksum(expected: number): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === expected ? null : new Error('incorrect checksum'));
    },
  });
}

/** @param line last line that could be read; null when none could */
export function damaged(source: Source, line: number | null, cause: unknown): RawDataError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const what = source.packing === 'plain' ? `the file cannot be read (${reason}).` : `the ${source.packing} file is cut off or damaged here (${reason}).`;
  return new RawDataError(source.name, line, null, `${what} Download or pack it again.`, { cause });
}

/** Errors are seen by whoever reads; a stream that is no longer read must not bring the process down. */
function forget<S extends Readable>(stream: S): S {
  stream.on('error', () => undefined);
  return stream;
}
