import { resolve } from 'node:path';

/** Where the warehouse is. `endpoint` is null for BigQuery itself, else the local BigQuery's base URL. */
export interface WarehouseConfig {
  readonly projectId: string;
  readonly location: string;
  readonly endpoint: string | null;
}

export interface Config {
  readonly warehouse: WarehouseConfig;
  /** The git-ignored folder of the local warehouse: DuckDB file, gs:// folder, generated data. */
  readonly localDir: string;
  /** Bucket that holds exports and model artifacts, without `gs://`. */
  readonly bucket: string;
  /** Address the API listens on: this machine only unless `HOST` says otherwise. */
  readonly host: string;
  /** TCP port of the API; 0 for any free one. */
  readonly port: number;
}

export const LOCAL_PROJECT = 'home-credit';
const DEFAULT_WAREHOUSE_PORT = 9050;
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_API_PORT = 8080;
const MAX_PORT = 65_535;

/** A setting that cannot be used; the message names the variable and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the settings that every command shares. @throws ConfigError naming the variable at fault. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const localDir = resolve(env['LOCAL_DIR'] ?? '.local');
  return {
    warehouse: readWarehouse(env),
    localDir,
    bucket: env['BUCKET'] ?? LOCAL_PROJECT,
    host: env['HOST'] === undefined || env['HOST'] === '' ? DEFAULT_HOST : env['HOST'],
    port: readPort(env, 'PORT', DEFAULT_API_PORT),
  };
}

function readWarehouse(env: NodeJS.ProcessEnv): WarehouseConfig {
  const kind = env['WAREHOUSE'] ?? 'local';
  const location = env['BIGQUERY_LOCATION'] ?? 'US';
  if (kind === 'local') {
    const port = readPort(env, 'WAREHOUSE_PORT', DEFAULT_WAREHOUSE_PORT);
    return { projectId: LOCAL_PROJECT, location, endpoint: `http://127.0.0.1:${String(port)}` };
  }
  if (kind === 'bigquery') {
    const projectId = env['GOOGLE_CLOUD_PROJECT'];
    if (projectId === undefined || projectId === '') {
      throw new ConfigError('WAREHOUSE=bigquery needs GOOGLE_CLOUD_PROJECT: set it to your project id.');
    }
    return { projectId, location, endpoint: null };
  }
  throw new ConfigError(`WAREHOUSE=${kind} is neither "local" nor "bigquery".`);
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
    throw new ConfigError(`${name}=${text} is not a port: use a whole number from 1 to ${String(MAX_PORT)}.`);
  }
  return port;
}
