import { createLog, type Logger } from '../../../api/log.ts';

export interface LogLines {
  readonly log: Logger;
  /** Every line so far, parsed. */
  readonly lines: Record<string, unknown>[];
  /** The same as written. */
  text(): string;
}

/** The service's own log, written to memory. */
export function captureLog(): LogLines {
  const written: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', {
    write(line) {
      written.push(line);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
  });
  return { log, lines, text: () => written.join('') };
}
