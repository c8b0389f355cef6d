import type { Exercised } from '../exercised.ts';
import type { Outcome } from './agreement.ts';

/** How often an entry of the catalogue came up, and with what outcome of the whole case. */
export interface EntryCount {
  readonly exercised: number;
  readonly agreed: number;
  readonly refused: number;
  readonly different: number;
}

/** Counts per entry over a run. */
export class Coverage {
  private readonly counts = new Map<string, { exercised: number; agreed: number; refused: number; different: number }>();

  /** @param keys all entries, so that those never exercised are named too */
  constructor(keys: Iterable<string>) {
    for (const key of keys) this.counts.set(key, { exercised: 0, agreed: 0, refused: 0, different: 0 });
  }

  add({ functions, casts }: Exercised, outcome: Outcome): void {
    for (const key of [...functions, ...[...casts].map((cast) => `CAST ${cast}`)]) {
      const count = this.counts.get(key) ?? { exercised: 0, agreed: 0, refused: 0, different: 0 };
      this.counts.set(key, count);
      count.exercised += 1;
      if (outcome === 'agreed' || outcome === 'agreed on an error') count.agreed += 1;
      else if (outcome === 'refused') count.refused += 1;
      else if (outcome === 'different') count.different += 1;
    }
  }

  get entries(): ReadonlyMap<string, EntryCount> {
    return new Map([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
