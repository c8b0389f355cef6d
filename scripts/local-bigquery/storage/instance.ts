import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Connection } from './connection.ts';
import { DuckDBInstance, type DuckDBConnection } from './duckdb.ts';
import { scalarFunction, type ScalarFunction } from './scalar-functions.ts';

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
 * To read one FLOAT64 the first two unpack a thousand, and the last counts through the runs before it: a row of 264 columns
 * took 10 ms with them and takes 4 without, one of 408 took 9.4 ms with runs and takes 6.5. Writing is as quick; files of
 * decimals grow threefold at most, a mart by half.
 */
const SLOW_COMPRESSIONS = 'alp,alprd,rle';

/** A DuckDB file that is open in this process. */
export class Instance {
  private constructor(private readonly instance: DuckDBInstance) {}

  static async open(options: StorageOptions): Promise<Instance> {
    await mkdir(dirname(options.file), { recursive: true });
    await mkdir(options.tempDir, { recursive: true });
    const instance = new Instance(await DuckDBInstance.create(options.file, {
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

/** The definitions are kept in the file: they are written only when they are others than before, and not on a full disk. */
async function setUp(connection: DuckDBConnection, definitions: readonly string[]): Promise<void> {
  const version = createHash('sha256').update(definitions.join(';')).digest('hex');
  const known = await connection.runAndReadAll('SELECT setup_version()').then((result) => result.getRows()[0]?.[0], () => null);
  if (known === version) return;
  const marked = [...definitions, `CREATE OR REPLACE MACRO setup_version() AS '${version}'`];
  for (const statement of ['BEGIN TRANSACTION', ...marked, 'COMMIT']) await connection.run(statement);
}
