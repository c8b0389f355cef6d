import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const EVERY_MS = 2_000;
const GROWTH_BYTES = 24 * 1024 ** 2;

/**
 * Results of DuckDB hold native memory until a full garbage collection, and V8, which sees only their small handles, sees
 * no need for one: thousands of small queries would take a hundred megabytes first. Collects when the process has grown.
 */
export function keepNativeMemoryLow(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  let settled = process.memoryUsage.rss();
  setInterval(() => {
    const now = process.memoryUsage.rss();
    // DuckDB gives its own memory back by itself.
    if (now < settled) settled = now;
    if (now - settled < GROWTH_BYTES) return;
    collect();
    settled = process.memoryUsage.rss();
  }, EVERY_MS).unref();
}
