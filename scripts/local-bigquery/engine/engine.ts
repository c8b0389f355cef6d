import { availableParallelism, totalmem } from 'node:os';
import { startAnalyzer, type Analyzer } from '../../googlesql/analyzer.ts';
import { createCompiler } from '../generator/compile.ts';
import { JAVASCRIPT_FUNCTIONS } from '../generator/javascript-functions.ts';
import { MACRO_DEFINITIONS } from '../generator/text/macros.ts';
import { CatalogStore } from '../storage/catalog-store.ts';
import { discardTable } from '../storage/metadata.ts';
import { Storage } from '../storage/storage.ts';
import { Compiler } from './compiler.ts';
import type { Folders } from './folders.ts';
import { Locks } from './sessions/locks.ts';
import { OnnxModels } from './onnx.ts';
import { Sizes } from './reading/sizes.ts';
import { Session, type SessionOptions, type Store } from './sessions/session.ts';
import { Turns } from './sessions/turns.ts';

export interface EngineOptions {
  readonly folders: Folders;
  /** As DuckDB writes sizes, e.g. `2GB`. */
  readonly memory: string;
}

const GIB = 1024 ** 3;
/** A quarter of the machine's memory, but no less than the widest join over the full Kaggle data takes, and no more than they need. */
export const DEFAULT_MEMORY = `${Math.min(6, Math.max(3, Math.floor(totalmem() / GIB / 4)))}GB`;

const processors = (): number => Math.max(2, availableParallelism());
/** Besides the engine's own threads it counts that of a caller, which big statements leave out. */
const threads = (): number => processors() + 1;

/** The warehouse without its REST API. */
export class Engine {
  /**
   * Big statements take turns. Each uses all processors by itself, so that more of them at once end no earlier; but they
   * share one memory, which fifty of `dataform run` at once exhaust.
   */
  readonly big = new Turns(processors());

  private constructor(
    readonly folders: Folders,
    readonly store: Store,
    readonly analyzer: Analyzer,
    readonly compiler: Compiler,
    readonly sizes: Sizes,
    private readonly storage: Storage,
  ) {}

  static async open({ folders, memory }: EngineOptions): Promise<Engine> {
    const onnx = new OnnxModels();
    const [analyzer, storage] = await Promise.allSettled([
      startAnalyzer(),
      Storage.open({
        file: folders.file,
        memory,
        threads: threads(),
        tempDir: folders.spill,
        openDirs: [folders.gcs, folders.uploads],
        functions: [...JAVASCRIPT_FUNCTIONS, onnx.scalarFunction],
        setup: MACRO_DEFINITIONS,
      }),
    ]);
    if (analyzer.status === 'rejected' || storage.status === 'rejected') {
      if (analyzer.status === 'fulfilled') await analyzer.value.close();
      if (storage.status === 'fulfilled') await storage.value.close();
      throw analyzer.status === 'rejected' ? analyzer.reason : (storage as PromiseRejectedResult).reason;
    }
    const catalog = await storage.value.use((connection) => CatalogStore.open(connection));
    const duckdb = storage.value;
    duckdb.onReopened = (connection) => catalog.reload(connection);
    const store: Store = { catalog, locks: new Locks(), onnx, now: Date.now, jobs: null, read: (work) => duckdb.use(work) };
    catalog.onExpired = (tables) => {
      // What cannot be dropped now is dropped when the file is opened next.
      for (const table of tables) void duckdb.use((connection) => discardTable(connection, table)).catch(() => undefined);
    };
    return new Engine(folders, store, analyzer.value, new Compiler(createCompiler(analyzer.value)), new Sizes(store.read), storage.value);
  }

  /** Does `work` on a connection of its own; whatever it leaves open is rolled back. */
  async session<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
    return this.storage.use(async (connection) => {
      const session = new Session(this.store, connection, options);
      try {
        return await work(session);
      } finally {
        await session.close();
      }
    }, options.signal);
  }

  /** Does what reads or writes much when its turn has come. */
  async inTurn<T>({ connection, signal }: Session, work: () => Promise<T>): Promise<T> {
    return this.big.take(signal, () => connection.asBig(work));
  }

  async close(): Promise<void> {
    try {
      await this.storage.close();
    } finally {
      this.store.onnx.close();
      await this.analyzer.close();
    }
  }
}
