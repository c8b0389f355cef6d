import { splitLine } from './csv-line.ts';
import { damaged, openCsv } from './open.ts';
import { RawDataError } from './raw-data-error.ts';
import type { Source } from './sources.ts';

/** A source whose header is right and whose packing is whole. */
export interface Checked extends Source {
  /** Size of the CSV text. */
  readonly csvBytes: number;
}

/** The widest header has 2,400 characters. */
const MAX_HEADER_BYTES = 1 << 16;
const NEWLINE = 10;

/**
 * Checks the header and, where the file is packed, that all of it can be unpacked.
 * @throws RawDataError
 */
export async function checkSource(source: Source, signal?: AbortSignal): Promise<Checked> {
  let csvBytes = 0;
  let lines = 0;
  let head = Buffer.alloc(0);
  let headerSeen = false;
  try {
    for await (const chunk of await openCsv(source) as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      csvBytes += chunk.length;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
      if (headerSeen) continue;
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(NEWLINE);
      if (end === -1 && head.length < MAX_HEADER_BYTES) continue;
      checkHeader(source, head.subarray(0, end === -1 ? MAX_HEADER_BYTES : end).toString('utf8'));
      headerSeen = true;
      if (source.packing === 'plain') break;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof RawDataError ? error : damaged(source, lines + 1, error);
  }
  if (!headerSeen) checkHeader(source, head.toString('utf8'));
  return { ...source, csvBytes: source.packing === 'plain' ? source.bytes : csvBytes };
}

function checkHeader(source: Source, line: string): void {
  const { table } = source;
  const text = line.replace(/^\uFEFF/, '').replace(/\r$/, '');
  if (text === '') throw new RawDataError(source.name, 1, null, 'the file is empty. Download it again.');
  const found = splitLine(text)?.map((name) => name.trim()) ?? [text];
  const wanted = table.columns.map(({ name }) => name);
  if (!found.some((name) => wanted.includes(name))) {
    throw new RawDataError(source.name, 1, null, `this is not the header of ${table.file}: it starts with ${shorten(found[0] ?? '')} instead of ${wanted[0] ?? ''}.`);
  }
  const fault = (column: string, what: string): RawDataError => new RawDataError(source.name, 1, column, what);
  const missing = wanted.find((name) => !found.includes(name));
  if (missing !== undefined) throw fault(missing, `the column is missing from the header. Use the file as Kaggle publishes it, all ${wanted.length} columns.`);
  const extra = found.find((name, index) => !wanted.includes(name) || found.indexOf(name) !== index);
  if (extra !== undefined) {
    const twice = wanted.includes(extra) ? 'is there twice' : `is not one of the ${wanted.length} columns of ${table.file}`;
    throw fault(shorten(extra), `the column ${twice}. Remove it.`);
  }
  const moved = wanted.findIndex((name, index) => found[index] !== name);
  if (moved !== -1) {
    throw fault(found[moved] ?? '', `the column is in place ${moved + 1}, where ${wanted[moved] ?? ''} belongs. Columns are loaded by their place: put them in Kaggle's order.`);
  }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
