import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { BigQueryError } from '../errors.ts';
import { isRecord } from '../wire/schema.ts';

/** The first part is a small JSON document. */
const MAX_METADATA_BYTES = 10 * 1024 * 1024;
const HEADER_END = Buffer.from('\r\n\r\n');

interface Parts {
  metadata: Readonly<Record<string, unknown>> | null;
  isWhole: boolean;
}

/**
 * Reads a multipart/related body of two parts: JSON, then a file, which goes to `path` as it comes, so that memory
 * holds no more than a chunk of it. The body is read to its end also when that fails: only then does a client hear why.
 */
export async function multipartRelated(request: Request, path: string): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers['content-type'] ?? '';
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw new BigQueryError('invalid', 'The upload has no multipart boundary.', 'Content-Type');
  const parts: Parts = { metadata: null, isWhole: false };
  try {
    await pipeline(filePart(request.iterator({ destroyOnReturn: false }), Buffer.from(`\r\n--${mark}`), parts), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    request.resume();
    throw error;
  }
  if (!parts.isWhole || parts.metadata === null) throw new BigQueryError('invalid', 'The upload ends before its last part does.');
  return parts.metadata;
}

async function* filePart(body: AsyncIterable<Buffer>, delimiter: Buffer, parts: Parts): AsyncGenerator<Buffer> {
  let stage: 'preamble' | 'metadata' | 'headers' | 'file' | 'end' = 'preamble';
  // The first delimiter may stand at the very beginning, without the line break before it.
  let rest: Buffer = Buffer.from('\r\n');
  for await (const chunk of body) {
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
          parts.metadata = readJson(rest.subarray(0, at));
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
        const length = at >= 0 ? at : Math.max(0, rest.length - delimiter.length);
        if (length > 0) yield rest.subarray(0, length);
        rest = at >= 0 ? Buffer.alloc(0) : rest.subarray(length);
        if (at >= 0) stage = 'end';
      } else {
        rest = Buffer.alloc(0);
      }
    }
  }
  parts.isWhole = stage === 'end';
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
