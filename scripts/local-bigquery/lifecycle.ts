export { ensureWarehouse, type EnsuredWarehouse } from './process.ts';
export { startWarehouse, type Warehouse, type WarehouseOptions } from './server.ts';
