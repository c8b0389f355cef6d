import { BigQueryError } from '../errors.ts';
import { readSchemaUpdateOptions, type SchemaUpdateOptions } from '../load/options.ts';
import type { Partitioning, TableRef } from '../statement.ts';
import type { Described } from '../storage/catalog.ts';
import { flagOf, integerOf, oneOf, textOf } from '../wire/members.ts';
import { readParameters, type BoundParameter } from '../wire/parameters.ts';
import { parseClustering, parsePartitioning, partitioningInfo } from '../wire/partitioning.ts';
import { readTableRef } from '../wire/references.ts';
import { isRecord } from '../wire/schema.ts';

export interface Destination {
  readonly ref: TableRef;
  readonly writeDisposition: 'WRITE_EMPTY' | 'WRITE_TRUNCATE' | 'WRITE_APPEND';
  readonly mayCreate: boolean;
  readonly partitioning: Partitioning | null;
  readonly clustering: readonly string[];
  /** Of a table that is made or replaced. */
  readonly info: Described;
  readonly updates: SchemaUpdateOptions;
}

export interface QueryConfig {
  readonly query: string;
  readonly parameters: readonly BoundParameter[];
  readonly projectId: string;
  readonly datasetId: string | null;
  readonly destination: Destination | null;
  /** null for no limit */
  readonly maximumBytesBilled: number | null;
}

/** Members that change what a query answers, and that we cannot honour. */
const REFUSED = ['tableDefinitions', 'externalTableDefinitions', 'userDefinedFunctionResources', 'createSession', 'continuous', 'destinationEncryptionConfiguration', 'scriptOptions', 'systemVariables'];

/** Reads `configuration.query`, or the body of jobs.query. @throws BigQueryError naming the member at fault */
export function readQueryConfig(config: Readonly<Record<string, unknown>>, projectId: string): QueryConfig {
  const query = textOf(config, 'query');
  if (query === null || query.trim() === '') throw new BigQueryError('invalid', 'Required parameter is missing: query', 'query');
  if (flagOf(config, 'useLegacySql')) throw new BigQueryError('notImplemented', 'The local BigQuery does not speak legacy SQL: set useLegacySql to false.', 'useLegacySql');
  for (const name of REFUSED) {
    const value = config[name];
    const isEmpty = value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0);
    if (!isEmpty) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name}.`, name);
  }
  const properties: readonly unknown[] = Array.isArray(config['connectionProperties']) ? config['connectionProperties'] : [];
  for (const property of properties) {
    const { key, value } = isRecord(property) ? property : {};
    if (key !== 'query_label' && !(key === 'time_zone' && value === 'UTC')) throw new BigQueryError('notImplemented', `The local BigQuery does not support the connection property ${String(key)}.`, 'connectionProperties');
  }
  oneOf(config, 'priority', ['INTERACTIVE', 'BATCH']);
  oneOf(config, 'jobCreationMode', ['JOB_CREATION_MODE_UNSPECIFIED', 'JOB_CREATION_REQUIRED', 'JOB_CREATION_OPTIONAL']);
  const dataset = isRecord(config['defaultDataset']) ? config['defaultDataset'] : {};
  return {
    query,
    parameters: readParameters(config['queryParameters'], config['parameterMode']),
    projectId: textOf(dataset, 'projectId') ?? projectId,
    datasetId: textOf(dataset, 'datasetId'),
    destination: readDestination(config, projectId),
    maximumBytesBilled: config['maximumBytesBilled'] == null ? null : integerOf(config, 'maximumBytesBilled'),
  };
}

function readDestination(config: Readonly<Record<string, unknown>>, projectId: string): Destination | null {
  if (!isRecord(config['destinationTable'])) return null;
  const writeDisposition = oneOf(config, 'writeDisposition', ['WRITE_EMPTY', 'WRITE_TRUNCATE', 'WRITE_APPEND'] as const);
  return {
    ref: readTableRef(config['destinationTable'], projectId, 'destinationTable'),
    writeDisposition,
    mayCreate: oneOf(config, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER'] as const) === 'CREATE_IF_NEEDED',
    partitioning: parsePartitioning(config),
    clustering: parseClustering(config),
    info: Object.fromEntries(Object.entries(partitioningInfo(config)).filter(([, value]) => value !== null)),
    updates: readSchemaUpdateOptions(config, writeDisposition),
  };
}
