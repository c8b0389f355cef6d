import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import { BigQueryError } from '../../errors.ts';
import { isRecord } from '../../wire/schema.ts';

/** The first part is a small JSON document. */
const MAX_METADATA_BYTES = 10 * 1024 * 1024;

interface Parts {
  metadata: Readonly<Record<string, unknown>>;
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
  const parts: Parts = { metadata: {} };
  try {
    await pipeline(filePart(request.iterator({ destroyOnReturn: false }), mark, parts), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    request.resume();
    throw error;
  }
  return parts.metadata;
}

async function* filePart(body: AsyncIterable<Buffer>, mark: string, parts: Parts): AsyncGenerator<Buffer> {
  const reader = new BodyReader(body);
  try {
    await reader.until(Buffer.from(`--${mark}`));
    // Google's Python client ends its lines without a carriage return.
    const lineEnd = (await reader.until(Buffer.from('\n'))).includes('\r') ? '\r\n' : '\n';
    const delimiter = Buffer.from(`${lineEnd}--${mark}`);
    const headerEnd = Buffer.from(`${lineEnd}${lineEnd}`);
    parts.metadata = readJson(await reader.until(delimiter), headerEnd);
    await reader.until(headerEnd);
    yield* reader.piecesUntil(delimiter);
    await reader.drain();
  } finally {
    await reader.leave();
  }
}

/** Reads a body mark by mark. */
class BodyReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(body: AsyncIterable<Buffer>) {
    this.chunks = body[Symbol.asyncIterator]();
  }

  /** All that comes before the next mark, which is passed over. */
  async until(mark: Buffer): Promise<Buffer> {
    for (let at = this.rest.indexOf(mark); ; at = this.rest.indexOf(mark)) {
      if (at >= 0) return this.take(at, mark.length);
      if (this.rest.length > MAX_METADATA_BYTES) throw new BigQueryError('invalid', 'The first part of the upload is too big.');
      await this.more();
    }
  }

  /** The same piece by piece, for what may be too big for the memory. */
  async *piecesUntil(mark: Buffer): AsyncGenerator<Buffer> {
    for (let at = this.rest.indexOf(mark); ; at = this.rest.indexOf(mark)) {
      if (at >= 0) {
        yield this.take(at, mark.length);
        return;
      }
      // The mark may have begun.
      if (this.rest.length > mark.length) yield this.take(this.rest.length - mark.length);
      await this.more();
    }
  }

  async drain(): Promise<void> {
    for (let next = await this.chunks.next(); next.done !== true; next = await this.chunks.next());
  }

  async leave(): Promise<void> {
    await this.chunks.return?.();
  }

  private take(length: number, passedOver = 0): Buffer {
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length + passedOver);
    return taken;
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) throw new BigQueryError('invalid', 'The upload ends before its last part does.');
    this.rest = this.rest.length === 0 ? next.value : Buffer.concat([this.rest, next.value]);
  }
}

function readJson(part: Buffer, headerEnd: Buffer): Readonly<Record<string, unknown>> {
  const at = part.indexOf(headerEnd);
  try {
    const value: unknown = JSON.parse(part.subarray(at < 0 ? 0 : at + headerEnd.length).toString());
    if (isRecord(value)) return value;
  } catch (error) {
    throw new BigQueryError('parseError', 'The first part of the upload is no JSON.', null, { cause: error });
  }
  throw new BigQueryError('parseError', 'The first part of the upload must be a JSON object.');
}
