import type { TableRef } from '../statement.ts';
import type { CatalogState, Dataset, Model, Routine, Table } from './catalog.ts';
import type { Connection } from './connection.ts';
import { layOut, loadMetadata } from './metadata.ts';
import { quoteName } from './types.ts';

/** New values by key; null where something was dropped. */
export interface Changes {
  readonly datasets: Map<string, Dataset | null>;
  readonly tables: Map<string, Table | null>;
  readonly routines: Map<string, Routine | null>;
  readonly models: Map<string, Model | null>;
}

export function noChanges(): Changes {
  return { datasets: new Map(), tables: new Map(), routines: new Map(), models: new Map() };
}

export function isEmpty({ datasets, tables, routines, models }: Changes): boolean {
  return datasets.size + tables.size + routines.size + models.size === 0;
}

/** What is committed, in memory: the same as the metadata tables, which only transactions that end well change. */
export class CatalogStore {
  /** When the next table expires. */
  private nextExpiry = Infinity;
  /** Told of tables that have expired: nobody sees them any more, and what they store can go. */
  onExpired: (tables: readonly Table[]) => void = () => undefined;

  private constructor(
    private current: CatalogState,
    private lastNumber: number,
  ) {
    this.watch(current.tables.values());
  }

  static async open(connection: Connection): Promise<CatalogStore> {
    await layOut(connection);
    const [numbers] = await connection.rows(
      `SELECT coalesce(max(regexp_extract(table_name, '#(\\d+)$', 1)::BIGINT), 0) FROM duckdb_tables() WHERE schema_name = 'data'`,
    );
    return new CatalogStore(await loadMetadata(connection), Number(numbers?.[0] ?? 0));
  }

  /** Reads what is committed once more. */
  async reload(connection: Connection): Promise<void> {
    this.current = await loadMetadata(connection);
    this.watch(this.current.tables.values());
  }

  get state(): CatalogState {
    if (Date.now() >= this.nextExpiry) this.expire();
    return this.current;
  }

  apply(changes: Changes): void {
    this.current = overlay(this.current, changes);
    this.watch(changes.tables.values());
  }

  private watch(tables: Iterable<Table | null>): void {
    for (const table of tables) if (table !== null) this.nextExpiry = Math.min(this.nextExpiry, expiryOf(table));
  }

  private expire(): void {
    const now = Date.now();
    const expired = [...this.current.tables].filter(([, table]) => expiryOf(table) <= now);
    this.current = overlay(this.current, { ...noChanges(), tables: new Map(expired.map(([key]) => [key, null])) });
    this.nextExpiry = Infinity;
    this.watch(this.current.tables.values());
    if (expired.length > 0) this.onExpired(expired.map(([, table]) => table));
  }

  /**
   * A DuckDB name never used before: every replacement of a table gets one, so that SQL compiled against the old
   * table finds the old rows or nothing, never other rows.
   */
  newPhysical(ref: TableRef, temporary = false): string {
    this.lastNumber += 1;
    const name = quoteName(`${ref.projectId}.${ref.datasetId}.${ref.tableId}#${this.lastNumber}`);
    return temporary ? `temp.${name}` : `data.${name}`;
  }
}

/** Milliseconds since 1970. */
function expiryOf({ info }: Table): number {
  const time = info['expirationTime'];
  return time === undefined ? Infinity : Number(time);
}

/** A state with changes laid over it; the state itself stays as it is. */
export function overlay(state: CatalogState, changes: Changes): CatalogState {
  return {
    datasets: merge(state.datasets, changes.datasets),
    tables: merge(state.tables, changes.tables),
    routines: merge(state.routines, changes.routines),
    models: merge(state.models, changes.models),
  };
}

function merge<T>(base: ReadonlyMap<string, T>, changes: ReadonlyMap<string, T | null>): ReadonlyMap<string, T> {
  if (changes.size === 0) return base;
  const merged = new Map(base);
  for (const [key, value] of changes) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return merged;
}
