import { splitLine } from './csv-line.ts';
import { damaged, openCsv } from './open.ts';
import { RawDataError } from './raw-data-error.ts';
import type { RawTable, Source } from './sources.ts';

type Column = RawTable['columns'][number];

const NEWLINE = 10;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const INTEGER = /^\s*[+-]?\d+\s*$/;
const FLOAT = /^\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?|nan)\s*$/i;

/**
 * Reads a file that the warehouse refused up to the first value that does not fit its column: the warehouse's own
 * message differs from endpoint to endpoint and does not know the file's name.
 * @returns null when every value fits, so that the fault must be elsewhere
 */
export async function findFault(source: Source, signal?: AbortSignal): Promise<RawDataError | null> {
  let line = 1;
  try {
    for await (const bytes of linesOf(source)) {
      if (line % 4096 === 0) signal?.throwIfAborted();
      const fault = line === 1 ? null : faultOf(source, line, bytes);
      if (fault !== null) return fault;
      line++;
    }
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof RawDataError ? error : damaged(source, line, error);
  }
  return null;
}

async function* linesOf(source: Source): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of await openCsv(source) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function faultOf(source: Source, line: number, bytes: Buffer): RawDataError | null {
  const { columns } = source.table;
  const fault = (column: string | null, what: string): RawDataError => new RawDataError(source.name, line, column, what);
  let text: string;
  try {
    text = decoder.decode(bytes).replace(/\r$/, '');
  } catch {
    return fault(null, 'the line is not UTF-8. Save the file as UTF-8 and load again.');
  }
  if (text === '') return null;
  const values = splitLine(text);
  if (values === null) return fault(null, 'a quote is not closed, or stands inside a value. Close or double it and load again.');
  const wrong = columns.findIndex((column, index) => index < values.length && !fits(column, values[index] ?? ''));
  const column = columns[wrong];
  if (column !== undefined) {
    const kind = column.type === 'INT64' ? 'a whole number' : 'a number';
    return fault(column.name, `${quote(values[wrong] ?? '')} is not ${kind} (${column.type}). Correct the value, or leave it empty, and load again.`);
  }
  if (values.length < columns.length) {
    return fault(columns[values.length]?.name ?? null, `the line ends after ${values.length} of ${columns.length} values. Download the file again, or complete the line.`);
  }
  if (values.length > columns.length) {
    return fault(null, `the line has ${values.length} values for ${columns.length} columns. Quote values that hold a comma, and load again.`);
  }
  return null;
}

function fits({ type }: Column, value: string): boolean {
  if (value === '' || type === 'STRING') return true;
  if (type === 'FLOAT64') return FLOAT.test(value);
  if (!INTEGER.test(value)) return false;
  const number = BigInt(value.trim().replace(/^\+/, ''));
  return number >= INT64_MIN && number <= INT64_MAX;
}

function quote(value: string): string {
  return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
}
