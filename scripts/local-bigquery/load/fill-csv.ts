import { BigQueryError } from '../errors.ts';
import type { Session } from '../engine/session.ts';
import type { FieldSchema } from '../wire/schema.ts';
import { csvQuery } from './csv.ts';
import { checkGzip, isGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';
import type { LoadOptions } from './options.ts';
import { mayGroupDigits } from './underscores.ts';

/** The engine's own reader; a truncated gzip file looks to it like a shorter one, so that is checked beside it. */
export async function fillCsv(session: Session, files: readonly SourceFile[], fields: readonly FieldSchema[], options: LoadOptions, target: string, strict: boolean): Promise<number> {
  if (files.length === 0) return 0;
  const stop = new AbortController();
  const signal = AbortSignal.any([session.signal, stop.signal]);
  const known = await Promise.all(files.map(async (file) => ({ ...file, gzip: await isGzip(file.path) })));
  const compressed = known.filter(({ gzip }) => gzip);
  const whole = Promise.all(compressed.map((file) => checkGzip(file, signal)));
  whole.catch(() => undefined);
  try {
    const careful = strict || (fields.some(({ type }) => type === 'FLOAT') && (await mayGroupDigits(known, signal)));
    const rows = await session.connection.run(`INSERT INTO ${target} ${csvQuery(known, fields, options.csv, careful)}`);
    await whole;
    return rows;
  } catch (error) {
    session.signal.throwIfAborted();
    throw error instanceof BigQueryError && (error.reason === 'backendError' || error.reason === 'notImplemented') ? error : new UnreadableCsv(fields, compressed, error);
  } finally {
    stop.abort();
  }
}

/** The engine refused a file, for a reason that the slow reader can tell better. */
export class UnreadableCsv extends Error {
  override readonly name = 'UnreadableCsv';
  constructor(
    readonly fields: readonly FieldSchema[],
    readonly compressed: readonly SourceFile[],
    cause: unknown,
  ) {
    super('The engine could not read the CSV files.', { cause });
  }
}
