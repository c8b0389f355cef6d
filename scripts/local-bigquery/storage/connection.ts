import { DuckDBDataChunk, type Bind, type DuckDBConnection, type DuckDBPreparedStatement, type DuckDBResult, type DuckDBType, type DuckDBValue } from './duckdb.ts';
import { BrokenEngineError, DiskFullError, toBigQueryError } from './engine-errors.ts';
import { finished } from './finished.ts';
import { withIntegers } from './literals.ts';

/** The engine's vectors hold no more. */
const CHUNK_ROWS = 2048;

/** One statement at a time; every failure is a BigQueryError. */
export class Connection {
  private inTransaction = false;
  /** Whether a ROLLBACK failed, which an interrupt can make it do as well. */
  private mayBeOpen = false;
  private ending: Promise<void> | null = null;
  private readonly temporary = new Set<string>();
  /** The worst that happened to it: nothing, a statement that found no room on the disk, or one that broke the engine. */
  harm: 'none' | 'diskFull' | 'broken' = 'none';
  private isBig = false;

  constructor(private readonly connection: DuckDBConnection) {}

  /** Does `work` with statements so big that the thread which waits for them had better not take part (see `finished`). */
  async asBig<T>(work: () => Promise<T>): Promise<T> {
    this.isBig = true;
    try {
      return await work();
    } finally {
      this.isBig = false;
    }
  }

  /** Runs one statement. @returns the number of rows it changed */
  async run(sql: string, binds: readonly Bind[] = []): Promise<number> {
    return this.attempt(sql, async () => {
      if (binds.length === 0 && !this.isBig) return (await this.connection.run(sql)).rowsChanged;
      return this.withPrepared(sql, binds, async (statement) => (this.isBig ? await finished(statement.start()) : await statement.run()).rowsChanged);
    });
  }

  /** All rows of a small result. */
  async rows(sql: string, binds: readonly Bind[] = []): Promise<DuckDBValue[][]> {
    return this.attempt(sql, async () =>
      this.withPrepared(sql, binds, async (statement) => (await statement.runAndReadAll()).getRows()),
    );
  }

  /** Rows in chunks of at most 2,048 while DuckDB goes on computing. `work` must read to the end or throw. */
  async stream<T>(sql: string, binds: readonly Bind[], work: (result: ResultStream) => Promise<T>): Promise<T> {
    return this.attempt(sql, async () =>
      this.withPrepared(sql, binds, async (statement) => work(new ResultStream(this.isBig ? await finished(statement.startStream()) : await statement.stream())), (read) => this.reading(read)),
    );
  }

  /** Appends rows to a table of the schema `data`, in the current transaction. @param name unquoted */
  async append(name: string, types: readonly DuckDBType[], batches: AsyncIterable<readonly (readonly DuckDBValue[])[]>): Promise<number> {
    return this.attempt(`append to ${name}`, async () => {
      const appender = await this.connection.createAppender(name, 'data');
      let count = 0;
      try {
        for await (const batch of batches) {
          for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
            const rows = batch.slice(start, start + CHUNK_ROWS);
            const chunk = DuckDBDataChunk.create(types, rows.length);
            types.forEach((_, column) => {
              chunk.setColumnValues(column, rows.map((row) => row[column] ?? null));
            });
            appender.appendDataChunk(chunk);
          }
          count += batch.length;
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
      return count;
    });
  }

  /** All of `work` or nothing of it. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.transact(work, () => this.commit());
  }

  /** As `transaction`, for what changes nothing: its result is there before its end, which whatever comes next waits for. */
  private async reading<T>(work: () => Promise<T>): Promise<T> {
    return this.transact(work, () => {
      this.inTransaction = false;
      this.ending = this.connection.run('COMMIT').then(
        () => undefined,
        () => {
          this.mayBeOpen = true;
        },
      );
    });
  }

  private async transact<T>(work: () => Promise<T>, end: () => Promise<void> | void): Promise<T> {
    if (this.inTransaction) return work();
    await this.begin();
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.rollback();
      throw error;
    }
    await end();
    return result;
  }

  /** Whether a transaction that has read is about to end. */
  get isEnding(): boolean {
    return this.ending !== null;
  }

  private async ended(): Promise<void> {
    await this.ending;
    this.ending = null;
  }

  get isInTransaction(): boolean {
    return this.inTransaction;
  }

  async begin(): Promise<void> {
    await this.attempt('begin', () => this.connection.run('BEGIN TRANSACTION'));
    this.inTransaction = true;
  }

  async commit(): Promise<void> {
    this.inTransaction = false;
    try {
      await this.attempt('commit', () => this.connection.run('COMMIT'));
    } catch (error) {
      if (error instanceof BrokenEngineError && error.isCommitted) return;
      await this.rollback();
      throw error;
    }
  }

  async rollback(): Promise<void> {
    this.inTransaction = false;
    this.mayBeOpen = false;
    // An engine error may have ended the transaction already.
    await this.connection.run('ROLLBACK').catch(() => {
      this.mayBeOpen = true;
    });
  }

  /** Names a temporary table that goes when the connection is given back. */
  ownTemporary(quotedName: string): void {
    this.temporary.add(quotedName);
  }

  interrupt(): void {
    this.connection.interrupt();
  }

  /** Leaves nothing behind for whoever gets the connection next. */
  async leave(): Promise<void> {
    await this.ended();
    // Nothing interrupts any more: what a first attempt left open, the second ends.
    for (let attempt = 0; attempt < 2 && (this.inTransaction || this.mayBeOpen); attempt += 1) await this.rollback();
    this.mayBeOpen = false;
    for (const name of this.temporary) await this.connection.run(`DROP TABLE IF EXISTS ${name}`).catch(() => undefined);
    this.temporary.clear();
  }

  close(): void {
    this.connection.closeSync();
  }

  /**
   * Prepares, runs and forgets. Plans lean on the statistics of the data (they leave out filters that no row fails,
   * and pack values into the bits that the known range needs), so a plan must not meet rows that came after it: it is
   * made and used in one transaction, and never used again.
   */
  private async withPrepared<T>(
    sql: string,
    binds: readonly Bind[],
    work: (statement: DuckDBPreparedStatement) => Promise<T>,
    within: (work: () => Promise<T>) => Promise<T> = (whole) => this.transaction(whole),
  ): Promise<T> {
    return within(async () => {
      const literal = binds.length === 0 ? null : withIntegers(sql, binds);
      const statement = await this.connection.prepare(literal ?? sql);
      try {
        if (literal === null) binds.forEach(({ value, type }, index) => {
          if (value === null) statement.bindNull(index + 1);
          else statement.bindValue(index + 1, value, type);
        });
        return await work(statement);
      } finally {
        statement.destroySync();
      }
    });
  }

  private async attempt<T>(sql: string, work: () => Promise<T>): Promise<T> {
    if (this.ending !== null) await this.ended();
    try {
      return await work();
    } catch (error) {
      const told = toBigQueryError(error, sql);
      if (told instanceof BrokenEngineError) this.harm = 'broken';
      else if (told instanceof DiskFullError && this.harm === 'none') this.harm = 'diskFull';
      throw told;
    }
  }
}

export class ResultStream {
  constructor(private readonly result: DuckDBResult) {}

  /** @returns null at the end */
  async next(): Promise<DuckDBDataChunk | null> {
    const chunk = await this.result.fetchChunk();
    return chunk !== null && chunk.rowCount > 0 ? chunk : null;
  }
}
