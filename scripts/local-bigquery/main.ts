import { pino } from 'pino';
import { ConfigError, readConfig } from '../../api/config.ts';
import { DEFAULT_MEMORY } from './engine/engine.ts';
import { keepNativeMemoryLow } from './native-memory.ts';
import { startWarehouse } from './server.ts';
import { StartError } from './start-error.ts';

/** What a child process tells its parent once. */
export interface ReadyMessage {
  readonly kind: 'ready' | 'failed';
  readonly text: string;
}

const log = pino({ name: 'local-bigquery' });

/** `npm run warehouse`: the local BigQuery alone, until SIGINT or SIGTERM, or until its parent process ends. */
async function main(): Promise<void> {
  const { warehouse, localDir } = readConfig();
  if (warehouse.endpoint === null) throw new ConfigError('WAREHOUSE=bigquery needs no local warehouse: leave WAREHOUSE unset.');
  const memory = process.env['WAREHOUSE_MEMORY'] ?? DEFAULT_MEMORY;
  const starting = startWarehouse({
    localDir,
    port: Number(new URL(warehouse.endpoint).port),
    memory,
    log: (error) => {
      log.error({ err: error }, 'a fault of the local BigQuery');
    },
  });
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    starting
      .then((running) => running.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'could not stop cleanly');
          // An orderly exit would wait for the thread of a statement that goes on.
          process.kill(process.pid, 'SIGKILL');
        },
      );
  };
  // It answers as soon as it is open, and may be told to stop from then on.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', () => {
    stop('the parent process ended');
  });
  const running = await starting;
  keepNativeMemoryLow();
  log.info({ endpoint: running.endpoint, localDir, memory }, `local BigQuery listening on ${running.endpoint}`);
  tell({ kind: 'ready', text: running.endpoint });
}

function tell(message: ReadyMessage): void {
  process.send?.(message);
}

main().catch((error: unknown) => {
  const known = error instanceof StartError || error instanceof ConfigError;
  const text = error instanceof Error ? error.message : String(error);
  if (known) log.error(text);
  else log.error({ err: error }, text);
  if (process.send) process.send({ kind: 'failed', text } satisfies ReadyMessage, () => process.exit(1));
  else process.exit(1);
});
