import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const CHUNK_BYTES = 1 << 20;
/** No row of the eight tables comes near this. */
const MAX_ROW_BYTES = 1 << 14;
/** Fast and still a quarter of the size. */
const GZIP_LEVEL = 4;

const COMMA = 44;
const DOT = 46;
const MINUS = 45;
const NEWLINE = 10;
const QUOTE = 34;
const ZERO = 48;

/**
 * A CSV file written value by value, in the spelling of Kaggle's files: `12.0` for a whole float, nothing for null,
 * quotes only around a text with a comma. Values go to a buffer at once; `drain` sends full chunks on and waits while
 * the disk is behind, so memory stays constant.
 */
export class CsvFile {
  private readonly head: NodeJS.WritableStream;
  private readonly done: Promise<void>;
  private bytes = Buffer.allocUnsafe(CHUNK_BYTES);
  private at = 0;
  private rowStart = 0;
  private readonly full: Buffer[] = [];
  rows = 0;

  constructor(path: string, columns: readonly string[], gzip: boolean) {
    const head = gzip ? createGzip({ level: GZIP_LEVEL }) : new PassThrough();
    this.head = head;
    this.done = pipeline(head, createWriteStream(path));
    this.done.catch(() => undefined);
    for (const column of columns) this.text(column);
    this.endRow();
    this.rows = 0;
  }

  int(value: number | null): void {
    this.separate();
    if (value !== null) this.digits(value);
  }

  /** A whole number as a float: `-3648.0`. */
  whole(value: number | null): void {
    this.separate();
    if (value === null) return;
    this.digits(value);
    this.bytes[this.at++] = DOT;
    this.bytes[this.at++] = ZERO;
  }

  /** `units` of 10^-places, trailing zeros dropped but for one decimal: (24700500, 3) is `24700.5`. */
  decimal(units: number | null, places: number): void {
    this.separate();
    if (units === null) return;
    let rest = units;
    if (rest < 0) {
      this.bytes[this.at++] = MINUS;
      rest = -rest;
    }
    let power = 10 ** places;
    const integer = Math.floor(rest / power);
    let fraction = rest - integer * power;
    this.digits(integer);
    this.bytes[this.at++] = DOT;
    do {
      power /= 10;
      const digit = Math.floor(fraction / power);
      fraction -= digit * power;
      this.bytes[this.at++] = ZERO + digit;
    } while (fraction > 0);
  }

  /** An amount of money, to a thousandth. */
  amount(value: number | null): void {
    this.decimal(value === null ? null : Math.round(value * 1000), 3);
  }

  /** A float with all its digits. */
  float(value: number | null): void {
    if (value === null || Number.isInteger(value)) this.whole(value);
    else this.text(String(value));
  }

  text(value: string | null): void {
    this.separate();
    if (value === null) return;
    const bytes = this.bytes;
    const quoted = value.includes(',');
    if (quoted) bytes[this.at++] = QUOTE;
    for (let index = 0; index < value.length; index++) bytes[this.at++] = value.charCodeAt(index);
    if (quoted) bytes[this.at++] = QUOTE;
  }

  endRow(): void {
    this.bytes[this.at++] = NEWLINE;
    this.rows++;
    if (this.at > CHUNK_BYTES - MAX_ROW_BYTES) {
      this.full.push(this.bytes.subarray(0, this.at));
      this.bytes = Buffer.allocUnsafe(CHUNK_BYTES);
      this.at = 0;
    }
    this.rowStart = this.at;
  }

  get waiting(): boolean {
    return this.full.length > 0;
  }

  async drain(): Promise<void> {
    for (const chunk of this.full.splice(0)) {
      if (!this.head.write(chunk)) await Promise.race([once(this.head, 'drain'), this.done]);
    }
  }

  async close(): Promise<void> {
    await this.drain();
    this.head.end(this.bytes.subarray(0, this.at));
    await this.done;
  }

  /** Stops writing; what is on disk stays incomplete. */
  async abandon(): Promise<void> {
    this.head.end();
    await this.done.catch(() => undefined);
  }

  private separate(): void {
    if (this.at > this.rowStart) this.bytes[this.at++] = COMMA;
    else this.rowStart = -1;
  }

  private digits(value: number): void {
    const bytes = this.bytes;
    let rest = value;
    if (rest < 0) {
      bytes[this.at++] = MINUS;
      rest = -rest;
    }
    let length = 1;
    for (let bound = 10; rest >= bound; bound *= 10) length++;
    for (let position = this.at + length - 1; position >= this.at; position--) {
      const next = Math.floor(rest / 10);
      bytes[position] = ZERO + rest - next * 10;
      rest = next;
    }
    this.at += length;
  }
}
