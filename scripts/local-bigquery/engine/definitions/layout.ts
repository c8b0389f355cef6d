import { BigQueryError } from '../../errors.ts';
import type { Partitioning } from '../../statement.ts';
import type { Described, Table } from '../../storage/catalog.ts';
import { clusteringFault, partitioningText } from '../../wire/partitioning.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import { sameName } from '../sessions/names.ts';

/** @throws BigQueryError `invalid` for columns that are not there, or whose types BigQuery neither partitions nor clusters by */
export function checkLayout(fields: readonly FieldSchema[], partitioning: Partitioning | null, clustering: readonly string[]): void {
  const find = (name: string, what: string): FieldSchema => {
    const field = fields.find((candidate) => sameName(candidate.name, name));
    if (field === undefined) throw new BigQueryError('invalid', `The field specified for ${what} cannot be found in the schema: ${name}.`, 'schema');
    return field;
  };
  if (partitioning !== null) {
    const { type, mode } = find(partitioning.column, 'partitioning');
    const allowed = partitioning.kind === 'range' ? ['INTEGER'] : ['DATE', 'TIMESTAMP', 'DATETIME'];
    if (!allowed.includes(type) || mode === 'REPEATED') {
      throw new BigQueryError('invalid', `The field specified for partitioning can only be of type ${allowed.join(', ')} and mode NULLABLE or REQUIRED. The type found is: ${type}.`, 'schema');
    }
    if (partitioning.unit === 'HOUR' && type === 'DATE') throw new BigQueryError('invalid', 'The field specified for hourly partitioning can only be of type TIMESTAMP, DATETIME. The type found is: DATE.', 'schema');
  }
  const fault = clusteringFault(clustering.map((name) => ({ name, kind: fieldType(find(name, 'clustering')).kind })));
  if (fault !== null) throw new BigQueryError('invalid', fault, 'clustering');
}

/** @throws BigQueryError `invalid` for options that a table has only with partitions, or only with those of time */
export function checkLayoutOptions(partitioning: Partitioning | null, info: Described): void {
  if (partitioning === null) {
    for (const [member, option] of [['requirePartitionFilter', 'require_partition_filter'], ['partitionExpirationDays', 'partition_expiration_days']] as const) {
      if (info[member] !== undefined && info[member] !== false) throw new BigQueryError('invalid', `The option ${option} goes with PARTITION BY only.`, 'query');
    }
  }
  if (partitioning?.kind === 'range' && info['partitionExpirationDays'] !== undefined) {
    throw new BigQueryError('invalid', 'The option partition_expiration_days goes with time partitioning only.', 'query');
  }
}

/** @param given null when the job says nothing of it @throws BigQueryError `invalid` for a job that would partition a table otherwise than it is */
export function checkSamePartitioning(existing: Table, given: Partitioning | null): void {
  const [known, wanted] = [partitioningText(existing.partitioning), partitioningText(given)];
  if (given === null || known.toLowerCase() === wanted.toLowerCase()) return;
  throw new BigQueryError('invalid', `Incompatible table partitioning specification. Destination table exists with partitioning specification ${known}, but transfer target partitioning specification is ${wanted}. Please retry after updating either the destination table or the transfer partitioning specification.`);
}
