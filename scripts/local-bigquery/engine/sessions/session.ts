import { randomUUID } from 'node:crypto';
import type { Column } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { KnownFunction, TableRef } from '../../statement.ts';
import { tableKey, type CatalogState, type Shape, type Table } from '../../storage/catalog.ts';
import { noChanges, overlay, type CatalogStore, type Changes } from '../../storage/catalog-store.ts';
import type { Connection } from '../../storage/connection.ts';
import type { Bind } from '../../storage/duckdb.ts';
import type { BoundParameter } from '../../wire/parameters.ts';
import type { View } from '../reading/information-schema/view.ts';
import type { Locks } from './locks.ts';
import type { OnnxModels } from '../onnx.ts';
import type { Place } from './place.ts';
import { SystemVariables } from './system-variables.ts';
import type { Read } from '../reading/table-rows.ts';

/** What everything that runs shares. */
export interface Store {
  readonly catalog: CatalogStore;
  readonly locks: Locks;
  readonly onnx: OnnxModels;
  readonly now: () => number;
  /** INFORMATION_SCHEMA.JOBS; null where nobody keeps jobs. */
  jobs: View | null;
  /** Lends another connection, for what is read after the session. */
  readonly read: Read;
}

export interface SessionOptions {
  readonly projectId: string;
  readonly datasetId: string | null;
  readonly location: string;
  /** Where a job runs, which its statements must agree with; absent for what belongs to no job. */
  readonly place?: Place;
  readonly parameters: readonly BoundParameter[];
  readonly signal: AbortSignal;
}

export interface Variable extends Column {
  bind: Bind;
  /** Its type as declared, where that limits lengths or digits: `STRING(10)`. Each value assigned must keep to it. */
  readonly limits?: string | null;
}

/** Temporary tables live under this dataset id, which no client can make. */
export const TEMP_DATASET = '_script';

type TransactionState = 'none' | 'open' | 'aborted';

/** One query job: its connection, its temporary tables and variables, its transaction. */
export class Session {
  private readonly temporary = new Map<string, Shape>();
  /** Temporary functions by name. */
  readonly functions = new Map<string, KnownFunction>();
  private readonly held: (() => void)[] = [];
  /** Of the transaction that statements are part of now; null outside of one. */
  transactionId: string | null = null;
  private pending: Changes = noChanges();
  private transactionState: TransactionState = 'none';
  private overlaid: { readonly base: CatalogState; readonly state: CatalogState } | null = null;
  /** Checks, once the writer's turn has come, that the statement still fits the tables it was compiled against. */
  guard: (() => void) | null = null;
  /** Script variables in scope, innermost last; a later one hides an earlier one of the same name. */
  variables: Variable[] = [];
  readonly system = new SystemVariables();

  constructor(
    readonly store: Store,
    readonly connection: Connection,
    public options: SessionOptions,
  ) {
    this.transaction = { base: store.catalog.state, temporary: this.temporary };
    this.system.set('project_id', options.projectId);
    this.system.set('location', options.location);
    this.system.set('time_zone', 'UTC');
    this.system.set('dataset_id', options.datasetId);
  }

  /** Statements that `work` runs see these parameters in place of the job's. */
  async withParameters<T>(parameters: readonly BoundParameter[], work: () => Promise<T>): Promise<T> {
    const outer = this.options;
    this.options = { ...outer, parameters };
    try {
      return await work();
    } finally {
      this.options = outer;
    }
  }

  get signal(): AbortSignal {
    return this.options.signal;
  }

  /** What this session sees: everything committed, and its own open transaction. */
  get state(): CatalogState {
    if (this.transactionState !== 'open') return this.store.catalog.state;
    const { base } = this.transaction;
    if (this.overlaid?.base !== base) this.overlaid = { base, state: overlay(base, this.pending) };
    return this.overlaid.state;
  }

  /** Whether statements compile as they would in any other session. */
  get isPlain(): boolean {
    return this.temporary.size === 0 && this.functions.size === 0 && this.transactionState === 'none';
  }

  /** Names without a dataset may mean temporary tables once there are any. */
  get defaultDatasetId(): string | null {
    return this.options.datasetId ?? (this.temporary.size > 0 ? TEMP_DATASET : null);
  }

  temporaryTable(name: string): Shape | null {
    return this.temporary.get(name) ?? null;
  }

  addTemporary(shape: Shape): void {
    this.temporary.set(shape.ref.tableId, shape);
    if (shape.physical !== null) this.connection.ownTemporary(shape.physical);
  }

  removeTemporary(name: string): void {
    this.temporary.delete(name);
  }

  table(ref: TableRef): Table | null {
    return this.state.tables.get(tableKey(ref)) ?? null;
  }

  /**
   * Runs `work` in one transaction, alone among the writers of `keys`; its metadata changes are seen by others when
   * the transaction is committed, all at once.
   */
  async write<T>(keys: readonly string[], work: (changes: Changes) => Promise<T>): Promise<T> {
    if (this.transactionState === 'aborted') throw abortedTransaction();
    if (this.transactionState === 'open') return this.writeInTransaction(keys, work);
    const release = await this.store.locks.acquire(keys, this.signal);
    try {
      const changes = noChanges();
      const result = await this.connection.transaction(() => {
        this.guard?.();
        return work(changes);
      });
      this.store.catalog.apply(changes);
      return result;
    } finally {
      release();
    }
  }

  private async writeInTransaction<T>(keys: readonly string[], work: (changes: Changes) => Promise<T>): Promise<T> {
    const own = keys.filter((key) => !this.heldKeys.has(key));
    const release = await this.store.locks.acquire(own, this.signal, this.held.length > 0);
    this.held.push(release);
    for (const key of own) this.heldKeys.add(key);
    try {
      this.guard?.();
      return await work(this.pending);
    } finally {
      this.overlaid = null;
    }
  }

  private readonly heldKeys = new Set<string>();
  /** What there was when the transaction began. */
  private transaction: { readonly base: CatalogState; readonly temporary: ReadonlyMap<string, Shape> };

  /** After a failed statement: the engine has given up the transaction, so its locks go, too. */
  async statementFailed(): Promise<void> {
    if (this.transactionState !== 'open') return;
    await this.connection.rollback();
    this.restoreTemporary();
    this.endTransaction('aborted');
  }

  /** Temporary tables are what they were before the transaction. */
  private restoreTemporary(): void {
    const before = [...this.transaction.temporary];
    this.temporary.clear();
    for (const [name, shape] of before) this.temporary.set(name, shape);
  }

  async begin(): Promise<void> {
    if (this.transactionState !== 'none') throw new BigQueryError('invalidQuery', 'Transaction is already in progress.', 'query');
    await this.connection.begin();
    // The engine takes its snapshot at the first read: no later than we take the catalogue's.
    await this.connection.rows('SELECT version FROM meta.layout');
    this.pending = noChanges();
    this.transaction = { base: this.store.catalog.state, temporary: new Map(this.temporary) };
    this.transactionState = 'open';
    this.transactionId = randomUUID();
  }

  get inTransaction(): boolean {
    return this.transactionState !== 'none';
  }

  /** @throws BigQueryError after a failed statement: what is read now would not show what the transaction did before */
  checkReadable(): void {
    if (this.transactionState === 'aborted') throw abortedTransaction();
  }

  async commit(): Promise<void> {
    if (this.transactionState === 'none') throw new BigQueryError('invalidQuery', 'There is no transaction to commit.', 'query');
    if (this.transactionState === 'aborted') throw abortedTransaction();
    const changes = this.pending;
    try {
      await this.connection.commit();
      this.store.catalog.apply(changes);
    } finally {
      this.endTransaction('none');
    }
  }

  async rollback(): Promise<void> {
    if (this.transactionState === 'none') throw new BigQueryError('invalidQuery', 'There is no transaction to roll back.', 'query');
    if (this.transactionState === 'open') {
      await this.connection.rollback();
      this.restoreTemporary();
    }
    this.endTransaction('none');
  }

  /** A transaction that the script leaves open is rolled back. */
  async close(): Promise<void> {
    if (this.transactionState === 'open') await this.connection.rollback();
    this.endTransaction('none');
  }

  private endTransaction(state: TransactionState): void {
    this.transactionState = state;
    if (state === 'none') this.transactionId = null;
    this.pending = noChanges();
    this.overlaid = null;
    this.heldKeys.clear();
    for (const release of this.held.splice(0)) release();
  }
}

function abortedTransaction(): BigQueryError {
  return new BigQueryError('invalidQuery', 'The transaction was aborted by an earlier error: roll it back.', 'query');
}
