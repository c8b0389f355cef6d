import { open } from 'node:fs/promises';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import type { CsvFile } from './csv.ts';
import type { CsvOptions } from '../options.ts';

const PIECE_BYTES = 1 << 20;
const MAX_ASCII = 0x7f;
const LF = 0x0a;
const CR = 0x0d;

/** Where a byte passes for a matter of course. */
const IN_INTEGER = 1;
const IN_FLOAT = 2;
const IN_TEXT = 4;
const UNQUOTED = IN_INTEGER | IN_FLOAT | IN_TEXT;
const IN_QUOTED_INTEGER = 8;
const IN_QUOTED_FLOAT = 16;
const IN_QUOTED_TEXT = 32;
const QUOTED = IN_QUOTED_INTEGER | IN_QUOTED_FLOAT | IN_QUOTED_TEXT;
/** From the place of an unquoted value to that of a quoted one. */
const TO_QUOTED = 3;
/** In a row that is left out. */
const IN_SKIPPED = 64;
/** Behind a quote inside quotes, or a carriage return: each byte matters. */
const NOWHERE = 0;

/** A sign with only blanks behind it is 0 to the engine. */
const INTEGER = new Set(Buffer.from('0123456789-+'));
/** `1_000` and `+-7` are numbers to the engine. */
const ODD_IN_FLOATS = new Set(Buffer.from('_+'));

/** Whether files can be looked through as they are. */
export function isWatchable(files: readonly CsvFile[], { delimiter, quote }: CsvOptions): boolean {
  return delimiter.charCodeAt(0) <= MAX_ASCII && !(quote.charCodeAt(0) > MAX_ASCII) && !files.some(({ gzip }) => gzip);
}

/**
 * Whether CSV files may hold numbers that the engine's reader takes and BigQuery does not (`1_000`; `1.5`, `1e3` and `0x1F`
 * as integers), or are written so that this cannot be seen quickly. Says yes for much that is right, and never no for what
 * is not. One pass over the bytes, which takes an eighth of the engine's own time, on a thread that is idle then.
 */
export async function mayHoldOddNumbers(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions, signal: AbortSignal): Promise<boolean> {
  const columns = placesOf(fields);
  if (columns.every((place) => place === IN_TEXT)) return false;
  for (const { path } of files) {
    const watch = new NumberWatch(columns, options);
    for await (const piece of pieces(path, signal)) if (watch.findsOdd(piece)) return true;
  }
  return false;
}

/** One buffer for all pieces: a new one for each keeps the garbage collector busier than the pass itself. */
async function* pieces(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Where the unquoted values of each column stand. */
export function placesOf(fields: readonly FieldSchema[]): number[] {
  return fields.map((field) => {
    const { kind } = fieldType(field);
    if (kind === 'INT64') return IN_INTEGER;
    return kind === 'FLOAT64' ? IN_FLOAT : IN_TEXT;
  });
}

/** Follows the columns through the pieces of a file. @param columns see `placesOf` */
export class NumberWatch {
  /** By byte: the places where it passes. */
  private readonly passes: Uint8Array;
  private readonly columns: Uint8Array;
  private readonly delimiter: number;
  private readonly quote: number;
  private place: number;
  private column = 0;
  private skipping: number;
  /** The byte before the piece; a file begins like a row. */
  private before = LF;

  constructor(columns: readonly number[], { delimiter, quote, skipLeadingRows }: CsvOptions) {
    this.delimiter = delimiter.charCodeAt(0);
    this.quote = quote === '' ? -1 : quote.charCodeAt(0);
    // Of the values too many in a row, which the engine refuses or leaves out, nothing need be known.
    this.columns = Uint8Array.from([...columns, IN_TEXT]);
    this.skipping = skipLeadingRows;
    this.place = skipLeadingRows > 0 ? IN_SKIPPED : (columns[0] ?? IN_TEXT);
    this.passes = Uint8Array.from({ length: 256 }, (_, byte) => this.placesOf(byte));
  }

  private placesOf(byte: number): number {
    if (byte === this.quote) return NOWHERE;
    if (byte === LF || byte === CR) return IN_QUOTED_TEXT;
    if (byte === this.delimiter) return IN_QUOTED_TEXT | IN_SKIPPED;
    return IN_TEXT | IN_QUOTED_TEXT | IN_SKIPPED | (INTEGER.has(byte) ? IN_INTEGER | IN_QUOTED_INTEGER : 0) | (ODD_IN_FLOATS.has(byte) ? 0 : IN_FLOAT | IN_QUOTED_FLOAT);
  }

  findsOdd(piece: Uint8Array): boolean {
    const { passes, columns, delimiter } = this;
    const { length } = piece;
    const last = columns.length - 1;
    let { place, column } = this;
    for (let at = notPassing(piece, 0, passes, place); at < length; at = notPassing(piece, at + 1, passes, place)) {
      const byte = piece[at] as number;
      if (byte === delimiter && (place & UNQUOTED) !== 0) {
        if (column < last) column += 1;
        place = columns[column] as number;
        continue;
      }
      this.column = column;
      const next = this.after(byte, place, at === 0 ? this.before : (piece[at - 1] as number));
      if (next === null) return true;
      ({ column } = this);
      place = next;
    }
    this.place = place;
    this.column = column;
    this.before = piece[length - 1] ?? this.before;
    return false;
  }

  /** The place behind a byte that did not pass; null if it is odd there. */
  private after(byte: number, place: number, before: number): number | null {
    if (place === NOWHERE && before === CR && byte !== LF) return null;
    if (byte === this.quote) return this.afterQuote(place, before);
    // The end of a value, behind the quote that closes it or without any.
    if ((place & QUOTED) !== 0) return null;
    switch (byte) {
      case this.delimiter:
        this.column = Math.min(this.column + 1, this.columns.length - 1);
        return this.current();
      case CR:
      case LF:
        // Whether the engine counts an empty row among those that it leaves out need not be known.
        if (this.skipping > 0 && before === LF) return null;
        if (byte === CR) return NOWHERE;
        this.column = 0;
        if (this.skipping > 0) this.skipping -= 1;
        return this.skipping > 0 ? IN_SKIPPED : this.current();
      default:
        return null;
    }
  }

  private afterQuote(place: number, before: number): number | null {
    if (place === IN_SKIPPED) return null;
    if ((place & QUOTED) !== 0) return NOWHERE;
    const inQuotes = this.current() << TO_QUOTED;
    // A quote behind a quote is one of the value, which no number has.
    if (place === NOWHERE) return inQuotes === IN_QUOTED_TEXT ? inQuotes : null;
    return before === this.delimiter || before === LF ? inQuotes : null;
  }

  private current(): number {
    return this.columns[this.column] ?? IN_TEXT;
  }
}

/** Where the first byte is, from a place on, that does not pass. Four to a turn take half the time of one. */
function notPassing(piece: Uint8Array, from: number, passes: Uint8Array, place: number): number {
  const { length } = piece;
  let at = from;
  for (; at + 3 < length; at += 4) {
    if (((passes[piece[at] as number] as number) & place) === 0) return at;
    if (((passes[piece[at + 1] as number] as number) & place) === 0) return at + 1;
    if (((passes[piece[at + 2] as number] as number) & place) === 0) return at + 2;
    if (((passes[piece[at + 3] as number] as number) & place) === 0) return at + 3;
  }
  while (at < length && ((passes[piece[at] as number] as number) & place) !== 0) at += 1;
  return at;
}
