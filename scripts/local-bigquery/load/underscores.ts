import { createReadStream } from 'node:fs';
import type { CsvFile } from './csv.ts';

const UNDERSCORE = 0x5f;

/** Whether a file has `1_000` somewhere, which the engine takes for a number, or cannot be looked through quickly. */
export async function mayGroupDigits(files: readonly CsvFile[], signal: AbortSignal): Promise<boolean> {
  for (const { path, gzip } of files) {
    if (gzip) return true;
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(UNDERSCORE); at >= 0; at = chunk.indexOf(UNDERSCORE, at + 1)) {
        // At the edge of a piece the neighbour is unknown, and may be a digit.
        if (isDigit(chunk[at - 1] ?? 0x30) && isDigit(chunk[at + 1] ?? 0x30)) return true;
      }
    }
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
