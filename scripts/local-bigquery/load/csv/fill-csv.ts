import { stat } from 'node:fs/promises';
import { BigQueryError, type Reason } from '../../errors.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { quoteName } from '../../storage/types.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import { csvQuery } from './csv.ts';
import { checkGzip, isGzip } from '../gzip.ts';
import type { SourceFile } from '../gs-uri.ts';
import type { LoadOptions } from '../options.ts';
import { isWatchable, mayHoldOddNumbers } from './odd-numbers.ts';

const INTERRUPT_MS = 5;
/** What fails for these reasons is not mended by another reader. */
const NOT_THE_FILES: readonly Reason[] = ['backendError', 'notImplemented', 'resourcesExceeded'];

export interface LoadTarget {
  /** Quoted name of a table with the columns of `fields`, in any order. */
  readonly physical: string;
  /** Whether it has no rows yet. */
  readonly isEmpty: boolean;
}

/** The engine's own reader; a truncated gzip file looks to it like a shorter one, so that is checked beside it. */
export async function fillCsv(session: Session, files: readonly SourceFile[], fields: readonly FieldSchema[], options: LoadOptions, { physical, isEmpty }: LoadTarget, strict: boolean): Promise<number> {
  if (files.length === 0) return 0;
  const stop = new AbortController();
  const signal = AbortSignal.any([session.signal, stop.signal]);
  const known = await Promise.all(files.map(async (file) => ({ ...file, gzip: await isGzip(file.path), bytes: (await stat(file.path)).size })));
  const compressed = known.filter(({ gzip }) => gzip);
  const whole = Promise.all(compressed.map((file) => checkGzip(file, signal)));
  whole.catch(() => undefined);
  try {
    const isQuick = !strict && isWatchable(known, options.csv);
    const numbers = !isQuick ? 'strict' : isEmpty ? 'unchecked' : 'quick';
    const columns = fields.map(({ name }) => quoteName(name)).join(', ');
    const query = `INSERT INTO ${physical} (${columns}) ${csvQuery(known, fields, options.csv, numbers)}`;
    const rows = await session.connection.asBig(() => (isQuick ? fillQuickly(session, query, mayHoldOddNumbers(known, fields, options.csv, signal), stop) : session.connection.run(query)));
    if (numbers === 'unchecked' && (await holdsInfinity(session, physical, fields))) throw new OddNumbers();
    await whole;
    return rows;
  } catch (error) {
    session.signal.throwIfAborted();
    if (error instanceof OddNumbers) throw error;
    throw error instanceof BigQueryError && NOT_THE_FILES.includes(error.reason) ? error : new UnreadableCsv(fields, compressed, error);
  } finally {
    stop.abort();
  }
}

/** The engine's statistics of a table answer nearly always, in no time: a query of several columns at once would not ask them. */
async function holdsInfinity({ connection }: Session, physical: string, fields: readonly FieldSchema[]): Promise<boolean> {
  const floats = fields.filter((field) => fieldType(field).kind === 'FLOAT64');
  const searches = floats.flatMap(({ name }) => ['inf', '-inf'].map((infinity) => `SELECT 1 FROM ${physical} WHERE ${quoteName(name)} = '${infinity}'::DOUBLE`));
  if (searches.length === 0) return false;
  const found = await connection.rows(`SELECT 1 FROM (${searches.join(' UNION ALL ')}) LIMIT 1`);
  return found.length > 0;
}

/** Looks for odd numbers while the engine reads. */
async function fillQuickly(session: Session, query: string, looking: Promise<boolean>, stop: AbortController): Promise<number> {
  const running = session.connection.run(query);
  running.catch(() => {
    stop.abort();
  });
  let again: NodeJS.Timeout | undefined;
  const seen = looking.then((isOdd) => {
    // Its rows are of no use any more; an interrupt that comes too early is lost.
    if (isOdd) again = setInterval(() => {
      session.connection.interrupt();
    }, INTERRUPT_MS);
    return isOdd;
  });
  const [rows, isOdd] = await Promise.allSettled([running, seen]);
  clearInterval(again);
  if (isOdd.status === 'fulfilled' && isOdd.value) throw new OddNumbers();
  if (rows.status === 'rejected') throw rows.reason;
  if (isOdd.status === 'rejected') throw isOdd.reason;
  return rows.value;
}

/** The engine may have misread a number: the files must be read strictly. */
export class OddNumbers extends Error {
  override readonly name = 'OddNumbers';
  constructor() {
    super('The CSV files may hold numbers in forms that only the engine takes.');
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
