import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BigQueryError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';

/** Which bytes of the file a request carries; `start` is null when it only asks how many have arrived, `total` as long as nobody knows. */
export interface UploadRange {
  readonly start: number | null;
  readonly total: number | null;
}

/** A file that arrives in pieces, and the job that it is for. */
export class UploadSession {
  readonly started = Date.now();
  /** Bytes that have arrived. */
  size = 0;
  private job: Job | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  /** @param start begins the job */
  constructor(
    readonly path: string,
    private readonly start: () => Job,
  ) {}

  /** Whether all of the file is there, and its job has begun. */
  get isWhole(): boolean {
    return this.job !== null;
  }

  /**
   * Takes a piece, after those that are still being written: a client that lost its connection comes again at once.
   * @param range null for a whole file in one go
   * @returns the job when the file is whole, also to a client that did not hear of it the first time; null before
   */
  async take(request: Readable, range: UploadRange | null): Promise<Job | null> {
    const turn = this.tail.then(() => this.takeNow(request, range));
    this.tail = turn.catch(() => undefined);
    return turn;
  }

  private async takeNow(request: Readable, range: UploadRange | null): Promise<Job | null> {
    if (this.job !== null) return this.job;
    if (range === null || range.start === this.size) await this.append(request);
    const isWhole = range === null || (range.total !== null && this.size >= range.total);
    if (!isWhole) return null;
    // A file of no bytes came in no piece.
    if (this.size === 0) await writeFile(this.path, '');
    this.job = this.start();
    return this.job;
  }

  /** What has arrived counts, also when the rest of a piece does not: the client asks how much it was, and goes on from there. */
  private async append(request: Readable): Promise<void> {
    try {
      await pipeline(request.iterator({ destroyOnReturn: false }), createWriteStream(this.path, { flags: 'a' }));
    } finally {
      request.resume();
      this.size = (await stat(this.path).catch(() => ({ size: 0 }))).size;
    }
  }
}

/** Reads `Content-Range`: `bytes 0-99/1000`, `bytes 0-99/*` or `bytes *\/1000`; null without one: the whole file in one go. */
export function readRange(header: string | undefined): UploadRange | null {
  if (header === undefined) return null;
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header);
  if (match === null) throw new BigQueryError('invalid', `Invalid Content-Range: ${header}`, 'Content-Range');
  return { start: match[1] === undefined ? null : Number(match[1]), total: match[3] === '*' ? null : Number(match[3]) };
}
