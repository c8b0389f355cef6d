import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import type { WarehouseConfig } from './config.ts';

export type { BigQuery } from '@google-cloud/bigquery';

/**
 * Connects to the warehouse that the settings name: BigQuery with the application default credentials, or the
 * local BigQuery, which needs none. Nothing is sent before the first call.
 */
export function connectWarehouse({ projectId, location, endpoint }: WarehouseConfig): BigQuery {
  const common = { projectId, location, defaultJobCreationMode: 'JOB_CREATION_OPTIONAL' as const };
  if (endpoint === null) return new BigQuery(common);
  return new BigQuery({ ...common, apiEndpoint: endpoint, authClient: new PassThroughClient() });
}
