import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as duckdb from '@duckdb/node-api';
import dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBPreparedStatement, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { BrokenEngineError, DiskFullError, toBigQueryError } from './engine-errors.ts';
import { withIntegers } from './literals.ts';

// The driver's own decoder drops a byte order mark, which is a character of the value.
Object.assign(dataAccessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) });

export type { DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
export {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimeValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  INTERVAL,
  LIST,
  STRUCT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';

/** A value to bind together with its DuckDB type; NULLs need it, empty lists too. */
export interface Bind {
  readonly value: DuckDBValue;
  readonly type: DuckDBType;
}

/** DuckDB types by the name that SQL gives them, for scalar functions written in JavaScript. */
export const FUNCTION_TYPES = {
  BOOLEAN: duckdb.BOOLEAN,
  BIGINT: duckdb.BIGINT,
  DOUBLE: duckdb.DOUBLE,
  VARCHAR: duckdb.VARCHAR,
  BLOB: duckdb.BLOB,
  HUGEINT: duckdb.HUGEINT,
  'VARCHAR[]': duckdb.LIST(duckdb.VARCHAR),
  'BLOB[]': duckdb.LIST(duckdb.BLOB),
  'BIGINT[]': duckdb.LIST(duckdb.BIGINT),
  'DOUBLE[]': duckdb.LIST(duckdb.DOUBLE),
  'DECIMAL(38,9)': duckdb.DECIMAL(38, 9),
  'DECIMAL(38,9)[]': duckdb.LIST(duckdb.DECIMAL(38, 9)),
} as const;
export type FunctionType = keyof typeof FUNCTION_TYPES;
export type FunctionValue = boolean | bigint | number | string | Uint8Array | null | readonly FunctionValue[];

/** A scalar function that runs in JavaScript, once per row; no argument is ever NULL (the result then is NULL), elements may be. */
export interface ScalarFunction {
  readonly name: string;
  readonly parameters: readonly FunctionType[];
  readonly returns: FunctionType;
  readonly call: (...values: never[]) => FunctionValue;
}

export interface StorageOptions {
  /** DuckDB file; made when missing. */
  readonly file: string;
  /** As DuckDB writes sizes, e.g. `2GB`. */
  readonly memory: string;
  readonly threads: number;
  /** Where DuckDB spills; made when missing. */
  readonly tempDir: string;
  /** The only folders that loads read and exports write. */
  readonly openDirs: readonly string[];
  readonly functions: readonly ScalarFunction[];
  /** SQL run once after opening, before the configuration is locked: macros. */
  readonly setup: readonly string[];
}

/**
 * To read one FLOAT64 these unpack a thousand: a row of 264 columns took 10 ms with them and takes 4 without, while
 * writing is as quick and files of decimals grow threefold at most.
 */
const SLOW_COMPRESSIONS = 'alp,alprd';
/** The engine's vectors hold no more. */
const CHUNK_ROWS = 2048;

/** A DuckDB file that is open in this process. */
export class Instance {
  private constructor(private readonly instance: duckdb.DuckDBInstance) {}

  static async open(options: StorageOptions): Promise<Instance> {
    await mkdir(dirname(options.file), { recursive: true });
    await mkdir(options.tempDir, { recursive: true });
    const instance = new Instance(await duckdb.DuckDBInstance.create(options.file, {
      memory_limit: options.memory,
      threads: String(options.threads),
      temp_directory: options.tempDir,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
    }));
    try {
      await instance.configure(options);
    } catch (error) {
      instance.close();
      throw error;
    }
    return instance;
  }

  private async configure({ functions, setup, openDirs }: StorageOptions): Promise<void> {
    const connection = await this.instance.connect();
    for (const definition of functions) connection.registerScalarFunction(scalarFunction(definition));
    const dirs = openDirs.map((dir) => `'${join(dir, '/').replaceAll("'", "''")}'`);
    await setUp(connection, setup);
    const statements = [
      // It would keep as part of the file what a failed statement wrote; whoever closes for good says CHECKPOINT.
      'PRAGMA disable_checkpoint_on_shutdown',
      // The driver forgets this one when it is given with the others.
      `SET GLOBAL disabled_compression_methods = '${SLOW_COMPRESSIONS}'`,
      "SET GLOBAL TimeZone = 'UTC'",
      "SET GLOBAL Calendar = 'gregorian'",
      `SET GLOBAL allowed_directories = [${dirs.join(', ')}]`,
      'SET GLOBAL enable_external_access = false',
      'SET GLOBAL lock_configuration = true',
    ];
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
  }

  async connect(): Promise<Connection> {
    return new Connection(await this.instance.connect());
  }

  /** What is not in the file yet is in its log. */
  close(): void {
    this.instance.closeSync();
  }
}

/** One statement at a time; every failure is a BigQueryError. */
export class Connection {
  private inTransaction = false;
  /** Whether a ROLLBACK failed, which an interrupt can make it do as well. */
  private mayBeOpen = false;
  private ending: Promise<void> | null = null;
  private readonly temporary = new Set<string>();
  /** The worst that happened to it: nothing, a statement that found no room on the disk, or one that broke the engine. */
  harm: 'none' | 'diskFull' | 'broken' = 'none';

  constructor(private readonly connection: DuckDBConnection) {}

  /** Runs one statement. @returns the number of rows it changed */
  async run(sql: string, binds: readonly Bind[] = []): Promise<number> {
    return this.attempt(sql, async () => {
      if (binds.length === 0) return (await this.connection.run(sql)).rowsChanged;
      return this.withPrepared(sql, binds, async (statement) => (await statement.run()).rowsChanged);
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
      this.withPrepared(sql, binds, async (statement) => work(new ResultStream(await statement.stream())), (read) => this.reading(read)),
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
            const chunk = duckdb.DuckDBDataChunk.create(types, rows.length);
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
    await this.run('BEGIN TRANSACTION');
    this.inTransaction = true;
  }

  async commit(): Promise<void> {
    this.inTransaction = false;
    try {
      await this.run('COMMIT');
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

/** The definitions are kept in the file: they are written only when they are others than before, and not on a full disk. */
async function setUp(connection: DuckDBConnection, definitions: readonly string[]): Promise<void> {
  const version = createHash('sha256').update(definitions.join(';')).digest('hex');
  const known = await connection.runAndReadAll('SELECT setup_version()').then((result) => result.getRows()[0]?.[0], () => null);
  if (known === version) return;
  const marked = [...definitions, `CREATE OR REPLACE MACRO setup_version() AS '${version}'`];
  for (const statement of ['BEGIN TRANSACTION', ...marked, 'COMMIT']) await connection.run(statement);
}

export class ResultStream {
  constructor(private readonly result: DuckDBResult) {}

  /** @returns null at the end */
  async next(): Promise<DuckDBDataChunk | null> {
    const chunk = await this.result.fetchChunk();
    return chunk !== null && chunk.rowCount > 0 ? chunk : null;
  }
}

function scalarFunction({ name, parameters, returns, call }: ScalarFunction): duckdb.DuckDBScalarFunction {
  return duckdb.DuckDBScalarFunction.create({
    name,
    parameterTypes: parameters.map((type) => FUNCTION_TYPES[type]),
    returnType: FUNCTION_TYPES[returns],
    mainFunction: (_info, input, output) => {
      const columns = parameters.map((_, index) => input.getColumnVector(index));
      for (let row = 0; row < input.rowCount; row += 1) {
        const values = columns.map((column) => plain(column.getItem(row)));
        const result = values.includes(null) ? null : call(...(values as never[]));
        output.setItem(row, engineValue(result, returns));
      }
      output.flush();
    },
  });
}

/** A DECIMAL(38,9) is given and taken as a whole number of 1e-9. */
function engineValue(value: FunctionValue, type: FunctionType): DuckDBValue {
  if (value instanceof Uint8Array) return new duckdb.DuckDBBlobValue(value);
  if (Array.isArray(value)) return new duckdb.DuckDBListValue((value as readonly FunctionValue[]).map((item) => engineValue(item, type)));
  return typeof value === 'bigint' && type.startsWith('DECIMAL') ? new duckdb.DuckDBDecimalValue(value, 38, 9) : (value as DuckDBValue);
}

function plain(value: DuckDBValue): FunctionValue {
  if (value instanceof duckdb.DuckDBBlobValue) return value.bytes;
  if (value instanceof duckdb.DuckDBListValue) return value.items.map(plain);
  if (value instanceof duckdb.DuckDBDecimalValue) return value.value;
  return value as FunctionValue;
}
