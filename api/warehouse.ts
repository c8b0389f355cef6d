import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import type { WarehouseConfig } from './config.ts';

export type { BigQuery } from '@google-cloud/bigquery';

/** How a caller that must answer soon bounds each request; without it the client's own patience holds. */
export interface ConnectionLimits {
  /** Milliseconds after which a request's socket is given up. */
  readonly timeoutMs: number;
}

/**
 * Connects to the warehouse that the settings name: BigQuery with the application default credentials, or the
 * local BigQuery, which needs none. Nothing is sent before the first call.
 */
export function connectWarehouse({ projectId, location, endpoint }: WarehouseConfig, limits?: ConnectionLimits): BigQuery {
  const common = {
    projectId,
    location,
    defaultJobCreationMode: 'JOB_CREATION_OPTIONAL' as const,
    // The client waits a second and more between its own retries: too long for a caller with a deadline.
    ...(limits === undefined ? {} : { timeout: limits.timeoutMs, autoRetry: false }),
  };
  if (endpoint === null) return new BigQuery(common);
  return new BigQuery({ ...common, apiEndpoint: endpoint, authClient: new PassThroughClient() });
}
