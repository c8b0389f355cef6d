import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Request } from 'express';
import { BigQueryError } from '../errors.ts';
import { isRecord } from '../wire/schema.ts';

/** The first part is a small JSON document. */
const MAX_METADATA_BYTES = 10 * 1024 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

/**
 * Reads a multipart/related body of two parts: JSON, then a file, which goes to `path` as it comes, so that memory
 * holds no more than a chunk of it.
 */
export async function multipartRelated(request: Request, path: string): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers['content-type'] ?? '';
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw new BigQueryError('invalid', 'The upload has no multipart boundary.', 'Content-Type');
  const delimiter = Buffer.from(`\r\n--${mark}`);
  const file = createWriteStream(path, { flags: 'wx' });
  let stage: 'preamble' | 'metadata' | 'headers' | 'file' | 'end' = 'preamble';
  // The first delimiter may stand at the very beginning, without the line break before it.
  let rest: Buffer = Buffer.from('\r\n');
  let metadata: Readonly<Record<string, unknown>> | null = null;
  const write = async (bytes: Buffer): Promise<void> => {
    if (bytes.length > 0 && !file.write(bytes)) await once(file, 'drain');
  };
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (let more = true; more; ) {
        more = false;
        if (stage === 'preamble') {
          const at = rest.indexOf(delimiter);
          if (at >= 0) {
            rest = rest.subarray(at + delimiter.length);
            stage = 'metadata';
            more = true;
          }
        } else if (stage === 'metadata') {
          const at = rest.indexOf(delimiter);
          if (at < 0 && rest.length > MAX_METADATA_BYTES) throw new BigQueryError('invalid', 'The first part of the upload is too big.');
          if (at >= 0) {
            metadata = readJson(rest.subarray(0, at));
            rest = rest.subarray(at + delimiter.length);
            stage = 'headers';
            more = true;
          }
        } else if (stage === 'headers') {
          const at = rest.indexOf(HEADER_END);
          if (at >= 0) {
            rest = rest.subarray(at + HEADER_END.length);
            stage = 'file';
            more = true;
          }
        } else if (stage === 'file') {
          const at = rest.indexOf(delimiter);
          if (at >= 0) {
            await write(rest.subarray(0, at));
            rest = Buffer.alloc(0);
            stage = 'end';
          } else if (rest.length > delimiter.length) {
            await write(rest.subarray(0, rest.length - delimiter.length));
            rest = rest.subarray(rest.length - delimiter.length);
          }
        } else {
          rest = Buffer.alloc(0);
        }
      }
    }
    if (stage !== 'end' || metadata === null) throw new BigQueryError('invalid', 'The upload ends before its last part does.');
    return metadata;
  } finally {
    file.end();
    await finished(file).catch(() => undefined);
  }
}

function readJson(part: Buffer): Readonly<Record<string, unknown>> {
  const at = part.indexOf(HEADER_END);
  try {
    const value: unknown = JSON.parse(part.subarray(at < 0 ? 0 : at + HEADER_END.length).toString());
    if (isRecord(value)) return value;
  } catch (error) {
    throw new BigQueryError('parseError', 'The first part of the upload is no JSON.', null, { cause: error });
  }
  throw new BigQueryError('parseError', 'The first part of the upload must be a JSON object.');
}
