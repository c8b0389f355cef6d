import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../gzip.ts';

/** One record of a CSV file as it stands there. */
export interface CsvRecord {
  /** Lines count from 1. */
  readonly line: number;
  /** Offset of its first byte in the (uncompressed) file. */
  readonly offset: number;
  readonly values: readonly { readonly text: string; readonly quoted: boolean }[];
  readonly raw: string;
  /** What is wrong with the quotes; null if nothing. */
  readonly fault: string | null;
  readonly hasQuotedNewline: boolean;
}

const LF = 0x0a;

/**
 * Reads a CSV record by record, with lines and offsets: the slow way, to say what is wrong with a file that the engine
 * has refused, or to leave bad records out.
 */
export async function* csvRecords(path: string, delimiter: string, quote: string, signal: AbortSignal): AsyncGenerator<CsvRecord> {
  const file = createReadStream(path, { signal });
  const source = (await isGzip(path)) ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => source.destroy(error));
  let line = 1;
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  /** A record that goes on in the next line, inside quotes. */
  let open: { raw: string; line: number; offset: number } | null = null;
  const finish = (bytes: Buffer): CsvRecord | null => {
    const text = bytes.toString('utf8');
    const start: { raw: string; line: number; offset: number } = open === null ? { raw: text, line, offset } : { ...open, raw: `${open.raw}\n${text}` };
    line += 1;
    offset += bytes.length + 1;
    const split = splitRecord(start.raw.replace(/\r$/, ''), delimiter, quote);
    if (split.fault === 'open' && start.raw.length < 10_000_000) {
      open = start;
      return null;
    }
    open = null;
    return { line: start.line, offset: start.offset, raw: start.raw, values: split.values, fault: split.fault === 'open' ? 'Missing close quote character (")' : split.fault, hasQuotedNewline: start.raw.includes('\n') };
  };
  for await (const chunk of source as AsyncIterable<Buffer>) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF)) {
      const record = finish(data.subarray(0, end));
      if (record) yield record;
      data = data.subarray(end + 1);
    }
    rest = data;
  }
  if (rest.length > 0) {
    const record = finish(rest);
    if (record) yield record;
  }
  const unfinished = open as { raw: string; line: number; offset: number } | null;
  if (unfinished !== null) {
    yield { ...unfinished, values: [], fault: 'Missing close quote character (")', hasQuotedNewline: true };
  }
}

function splitRecord(raw: string, delimiter: string, quote: string): { values: { text: string; quoted: boolean }[]; fault: string | null } {
  const values: { text: string; quoted: boolean }[] = [];
  let at = 0;
  for (;;) {
    if (quote !== '' && raw.startsWith(quote, at)) {
      let text = '';
      at += 1;
      for (;;) {
        const end = raw.indexOf(quote, at);
        if (end < 0) return { values, fault: 'open' };
        text += raw.slice(at, end);
        at = end + 1;
        if (!raw.startsWith(quote, at)) break;
        text += quote;
        at += 1;
      }
      values.push({ text, quoted: true });
      if (at < raw.length && !raw.startsWith(delimiter, at)) return { values, fault: 'Data between close quote character (") and field separator' };
    } else {
      const end = raw.indexOf(delimiter, at);
      values.push({ text: end < 0 ? raw.slice(at) : raw.slice(at, end), quoted: false });
      at = end < 0 ? raw.length : end;
    }
    if (at >= raw.length) return { values, fault: null };
    at += 1;
    if (at === raw.length) {
      values.push({ text: '', quoted: false });
      return { values, fault: null };
    }
  }
}
