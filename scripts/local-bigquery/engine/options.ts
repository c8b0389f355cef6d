import { BigQueryError } from '../errors.ts';
import type { StatementOptions } from '../statement.ts';
import type { Described } from '../storage/catalog.ts';

/** Options of DDL statements that a table, view or dataset keeps, and the REST member that shows each. */
const MEMBERS: Readonly<Record<string, string>> = {
  description: 'description',
  friendly_name: 'friendlyName',
  labels: 'labels',
  require_partition_filter: 'requirePartitionFilter',
  partition_expiration_days: 'partitionExpirationDays',
  location: 'location',
};

/** Options as the members of a REST resource; NULL takes a member away. @throws BigQueryError for an unknown option */
export function mergeOptions(info: Described, options: StatementOptions): Described {
  const merged: Record<string, unknown> = { ...info };
  for (const [name, value] of Object.entries(options)) {
    const member = MEMBERS[name.toLowerCase()];
    if (member === undefined) {
      throw new BigQueryError('invalidQuery', `The option ${name} is not supported by the local BigQuery. Supported: ${Object.keys(MEMBERS).join(', ')}.`, 'query');
    }
    if (value === null) Reflect.deleteProperty(merged, member);
    else merged[member] = member === 'labels' ? labels(value) : value;
  }
  return merged;
}

function labels(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) throw new BigQueryError('invalidQuery', 'The option labels must be an array of (key, value) pairs.', 'query');
  return Object.fromEntries(
    value.map((pair: unknown) => {
      const [key, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
      if (typeof key !== 'string' || typeof text !== 'string') throw new BigQueryError('invalidQuery', 'The option labels must be an array of (key, value) pairs.', 'query');
      return [key, text];
    }),
  );
}
