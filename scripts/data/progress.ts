import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param value how much of `total` is done */
  update(value: number): void;
  stop(): void;
}

/** A bar on a terminal; nothing elsewhere, where lines of results are enough. */
export function startProgress(label: string, total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    { format: `${label} {bar} {percentage}% {value}/{total} ${unit}`, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return {
    update: (value) => { bar.update(value); },
    stop: () => { bar.stop(); },
  };
}
