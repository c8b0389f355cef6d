import type { Clock } from './clock.ts';

/** A value that is asked for anew only when older than `maxAgeMs`. Concurrent callers share one request. */
export interface Cached<T> {
  get(): Promise<T>;
  /** Forgets the value, so that the next caller asks anew. */
  drop(): void;
}

/** Failures are not kept: those who waited see it, the next one asks again. */
export function cached<T>(load: () => Promise<T>, maxAgeMs: number, clock: Clock): Cached<T> {
  let kept: { readonly value: Promise<T>; since: number | null } | null = null;

  function ask(): Promise<T> {
    const entry = { value: load(), since: null as number | null };
    kept = entry;
    entry.value.then(
      () => {
        entry.since = clock.now();
      },
      () => {
        if (kept === entry) kept = null;
      },
    );
    return entry.value;
  }

  return {
    get() {
      if (kept === null) return ask();
      const fresh = kept.since === null || clock.now() - kept.since < maxAgeMs;
      return fresh ? kept.value : ask();
    },
    drop() {
      kept = null;
    },
  };
}
