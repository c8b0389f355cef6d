import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import type { WarehouseConfig } from './config.ts';

export type { BigQuery } from '@google-cloud/bigquery';

export interface ConnectionOptions {
  /** Whether the client repeats what failed in passing, a second and more later: too late for a caller with a deadline. */
  readonly autoRetry?: boolean;
}

/**
 * Connects to the warehouse that the settings name: BigQuery with the application default credentials, or the
 * local BigQuery, which needs none. Nothing is sent before the first call.
 */
export function connectWarehouse({ projectId, location, endpoint }: WarehouseConfig, { autoRetry = true }: ConnectionOptions = {}): BigQuery {
  const common = { projectId, location, defaultJobCreationMode: 'JOB_CREATION_OPTIONAL' as const, autoRetry };
  if (endpoint === null) return new BigQuery(common);
  return new BigQuery({ ...common, apiEndpoint: endpoint, authClient: new PassThroughClient() });
}
