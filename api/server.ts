import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from './app.ts';
import { watchChampion } from './champion.ts';
import { systemClock, type Clock } from './clock.ts';
import { readConfig, type Config } from './config.ts';
import { createFeatureReader, READ_DEADLINE_MS } from './features.ts';
import { listen } from './listen.ts';
import { createLog, type Logger } from './log.ts';
import { openModelShelf } from './model-shelf.ts';
import { openObjectStore } from './object-store.ts';
import { connectWarehouse } from './warehouse.ts';

export interface ServerOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  /** Runs after the last request, before the process ends. */
  readonly onClose?: () => Promise<void>;
  /** Whether SIGTERM and SIGINT close the service and end the process; on by default. */
  readonly signals?: boolean;
  /** How often a newly promoted champion is looked for. */
  readonly modelPollMs?: number;
  /** The longest wait for the warehouse in one request. */
  readonly readDeadlineMs?: number;
}

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Drains: no new connections, requests in flight are answered, then all is released. */
  close(): Promise<void>;
}

/** A request waits for the warehouse at most, so this lets every honest one finish. */
const DRAIN_MS = READ_DEADLINE_MS + 2_000;

/**
 * Starts the service, whether or not the warehouse and a model are there yet: `/health/ready` tells.
 * @throws Error naming HOST or PORT when it cannot listen
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  const { clock = systemClock, readDeadlineMs = READ_DEADLINE_MS } = options;
  const log = options.log ?? createLog(process.env['LOG_LEVEL']);
  const warehouse = connectWarehouse(config.warehouse, { autoRetry: false });
  const features = createFeatureReader({ warehouse, clock, deadlineMs: readDeadlineMs });
  const champion = watchChampion({
    shelf: openModelShelf(openObjectStore(config), config.bucket),
    clock,
    log,
    missingFeatures: (names) => features.missing(names),
    ...(options.modelPollMs === undefined ? {} : { pollMs: options.modelPollMs }),
  });
  const app = createApp({ features, model: champion, clock, log, lineageDir: join(config.localDir, 'lineage') });
  const listening = await listen(app, config.host, config.port);
  await champion.start();
  log.info({ url: listening.url, warehouse: config.warehouse.endpoint ?? 'BigQuery' }, 'listening');

  let closing: Promise<void> | null = null;
  async function release(): Promise<void> {
    const cut = await listening.drain(DRAIN_MS);
    if (cut > 0) log.warn({ cut }, 'connections were cut');
    try {
      await champion.close();
    } finally {
      await options.onClose?.();
    }
    log.info('closed');
  }
  const close = (): Promise<void> => (closing ??= release());
  if (options.signals !== false) endOnSignal(close, log);
  return { url: listening.url, close };
}

function endOnSignal(close: () => Promise<void>, log: Logger): void {
  const end = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'draining');
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not close cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await startServer(readConfig());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
