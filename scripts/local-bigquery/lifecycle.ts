import type { Warehouse, WarehouseOptions } from './server.ts';

export { ensureWarehouse, type EnsuredWarehouse } from './process.ts';
export type { Warehouse, WarehouseOptions };

/** Starts the local BigQuery in this process. Who only wants one running does not load DuckDB. @throws StartError */
export async function startWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const server = await import('./server.ts');
  return server.startWarehouse(options);
}
