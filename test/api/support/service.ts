import { readConfig, type Config } from '../../../api/config.ts';
import { openObjectStore, type ObjectStore } from '../../../api/object-store.ts';
import { startServer, type RunningServer, type ServerOptions } from '../../../api/server.ts';
import { connectWarehouse, type BigQuery } from '../../../api/warehouse.ts';
import { startWarehouse, type Warehouse } from '../../../scripts/local-bigquery/lifecycle.ts';
import { promote } from '../../../scripts/model/promote.ts';
import { makeLocalDir } from './local-dir.ts';
import { captureLog, type LogLines } from './log-lines.ts';
import { buildMart, FEATURES } from './mart.ts';
import { trainToy, type ToyModel } from './toy-model.ts';
import { tapWarehouse, type WarehouseTap } from './warehouse-tap.ts';

/** The whole service: a real local BigQuery behind a tap, a toy mart, a trained and promoted toy model. */
export interface Service {
  readonly server: RunningServer;
  readonly warehouse: BigQuery;
  readonly local: Warehouse;
  readonly tap: WarehouseTap;
  readonly store: ObjectStore;
  readonly config: Config;
  readonly model: ToyModel;
  readonly captured: LogLines;
  close(): Promise<void>;
}

export async function startService(options: Partial<ServerOptions> = {}): Promise<Service> {
  const dir = await makeLocalDir();
  const local = await startWarehouse({ localDir: dir.path, port: 0 });
  const tap = await tapWarehouse(local.endpoint);
  const shared = readConfig({ LOCAL_DIR: dir.path });
  const config = { ...shared, port: 0, warehouse: { ...shared.warehouse, endpoint: tap.endpoint } };
  const warehouse = connectWarehouse({ ...config.warehouse, endpoint: local.endpoint });
  await buildMart(warehouse);
  const store = openObjectStore(config);
  const model = await trainToy(store, config.bucket, FEATURES, new Date('2026-01-01T00:00:00Z'));
  await promote(store, config.bucket, model.version);
  const captured = captureLog();
  const server = await startServer(config, { log: captured.log, signals: false, ...options });
  return {
    server, warehouse, local, tap, store, config, model, captured,
    async close() {
      await server.close();
      await tap.close();
      await local.stop();
      await dir.remove();
    },
  };
}
