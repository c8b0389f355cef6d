import { createReadStream } from 'node:fs';
import { fieldType, type FieldSchema } from '../wire/schema.ts';
import type { CsvFile } from './csv.ts';
import type { CsvOptions } from './options.ts';

const PIECE_BYTES = 1 << 20;
const MAX_ASCII = 0x7f;
const LF = 0x0a;
const CR = 0x0d;

/** Where a byte passes for a matter of course. */
const IN_INTEGER = 1;
const IN_FLOAT = 2;
const IN_TEXT = 4;
const IN_QUOTED_TEXT = 8;
/** In a row that is left out. */
const IN_SKIPPED = 16;
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
 * is not. One pass over the bytes, which takes about a seventh of the engine's own time.
 */
export async function mayHoldOddNumbers(files: readonly CsvFile[], fields: readonly FieldSchema[], options: CsvOptions, signal: AbortSignal): Promise<boolean> {
  const columns = placesOf(fields);
  if (columns.every((place) => place === IN_TEXT)) return false;
  for (const { path } of files) {
    const watch = new NumberWatch(columns, options);
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES, signal }) as AsyncIterable<Buffer>) {
      if (watch.findsOdd(piece)) return true;
    }
  }
  return false;
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
  private inQuotedNumber = false;
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
    return IN_TEXT | IN_QUOTED_TEXT | IN_SKIPPED | (INTEGER.has(byte) ? IN_INTEGER : 0) | (ODD_IN_FLOATS.has(byte) ? 0 : IN_FLOAT);
  }

  findsOdd(piece: Uint8Array): boolean {
    const { passes } = this;
    const { length } = piece;
    let { place } = this;
    for (let at = 0; at < length; at += 1) {
      const byte = piece[at] as number;
      if (((passes[byte] as number) & place) !== 0) continue;
      const next = this.after(byte, place, at === 0 ? this.before : (piece[at - 1] as number));
      if (next === null) return true;
      place = next;
    }
    this.place = place;
    this.before = piece[length - 1] ?? this.before;
    return false;
  }

  /** The place behind a byte that did not pass; null if it is odd there. */
  private after(byte: number, place: number, before: number): number | null {
    if (place === NOWHERE && before === CR && byte !== LF) return null;
    if (byte === this.quote) return this.afterQuote(place, before);
    const endsRow = byte === LF || byte === CR;
    if (this.inQuotedNumber || !(endsRow || byte === this.delimiter)) return null;
    if (!endsRow) {
      this.column += 1;
      return this.current();
    }
    // Whether the engine counts an empty row among those that it leaves out need not be known.
    if (this.skipping > 0 && before === LF) return null;
    if (byte === CR) return NOWHERE;
    this.column = 0;
    if (this.skipping > 0) this.skipping -= 1;
    return this.skipping > 0 ? IN_SKIPPED : this.current();
  }

  private afterQuote(place: number, before: number): number | null {
    const isText = this.current() === IN_TEXT;
    if (place === IN_SKIPPED) return null;
    if (place === NOWHERE) return isText ? IN_QUOTED_TEXT : null;
    if (place === IN_QUOTED_TEXT || this.inQuotedNumber) {
      this.inQuotedNumber = false;
      return NOWHERE;
    }
    if (before !== this.delimiter && before !== LF) return null;
    this.inQuotedNumber = !isText;
    return isText ? IN_QUOTED_TEXT : place;
  }

  private current(): number {
    return this.columns[Math.min(this.column, this.columns.length - 1)] ?? IN_TEXT;
  }
}
