/** BigQuery remembers insert ids for at least one minute. */
const KEPT_MS = 60_000;
const MAX_IDS = 100_000;

/** Ids of rows that insertAll took lately: the same id again is the same row again. */
export class InsertIds {
  private readonly seen = new Map<string, number>();

  has(table: string, id: string | null): boolean {
    if (id === null) return false;
    const at = this.seen.get(`${table}\0${id}`);
    return at !== undefined && Date.now() - at < KEPT_MS;
  }

  add(table: string, id: string): void {
    this.seen.set(`${table}\0${id}`, Date.now());
    for (const [key, at] of this.seen) {
      if (this.seen.size <= MAX_IDS && Date.now() - at < KEPT_MS) break;
      this.seen.delete(key);
    }
  }
}
