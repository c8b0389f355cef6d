import type { ObjectStore } from '../../api/object-store.ts';
import type { BigQuery } from '../../api/warehouse.ts';
import { KEY_COLUMNS } from './read-examples.ts';
import { TrainingDataError } from './training-set.ts';

const EXAMPLES = { dataset: 'home_credit_marts', table: 'training_examples' } as const;

const NUMERIC_TYPES = new Set(['INT64', 'INTEGER', 'FLOAT64', 'FLOAT', 'NUMERIC', 'BIGNUMERIC', 'BOOL', 'BOOLEAN']);

export interface ExportRequest {
  readonly warehouse: BigQuery;
  readonly bucket: string;
  /** Names the export; a new one each time. */
  readonly snapshot: string;
  readonly features: readonly string[];
}

export function examplesTable(warehouse: BigQuery): string {
  return `${warehouse.projectId}.${EXAMPLES.dataset}.${EXAMPLES.table}`;
}

const exportsFolder = (bucket: string): string => `gs://${bucket}/exports/${EXAMPLES.table}`;

/** Whoever exported rows an hour ago has read them. */
const READ_WITHIN_MS = 3_600_000;

/** Removes earlier exports: of what is not kept, those that nobody can be reading any more. @param kept snapshots */
export async function removeOldExports(store: ObjectStore, bucket: string, kept: readonly string[], now: Date): Promise<void> {
  for (const uri of await store.list(exportsFolder(bucket))) {
    const snapshot = uri.slice(exportsFolder(bucket).length + 1).split('/')[0] ?? '';
    const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(snapshot) ?? [];
    const time = Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:00Z`);
    if (!kept.includes(snapshot) && now.getTime() - time > READ_WITHIN_MS) await store.remove(uri);
  }
}

/**
 * Writes the training examples to Parquet by EXPORT DATA.
 * @returns the `gs://` URI of the folder
 * @throws TrainingDataError when the table or one of its columns is missing
 */
export async function exportExamples({ warehouse, bucket, snapshot, features }: ExportRequest): Promise<string> {
  requireColumns(await columnTypes(warehouse), features);
  const folder = `${exportsFolder(bucket)}/${snapshot}`;
  await warehouse.query(exportStatement(examplesTable(warehouse), `${folder}/*.parquet`, features));
  return folder;
}

function exportStatement(table: string, uri: string, features: readonly string[]): string {
  return [
    `export data options (uri = '${uri}', format = 'PARQUET', compression = 'SNAPPY', overwrite = true) as`,
    'select',
    [...KEY_COLUMNS, ...features].map((name) => `    \`${name}\``).join(',\n'),
    `from \`${table}\``,
  ].join('\n');
}

async function columnTypes(warehouse: BigQuery): Promise<Map<string, string>> {
  try {
    const [metadata] = (await warehouse.dataset(EXAMPLES.dataset).table(EXAMPLES.table).getMetadata()) as [
      { schema?: { fields?: readonly { name: string; type: string }[] } },
      unknown,
    ];
    return new Map(metadata.schema?.fields?.map(({ name, type }) => [name, type]));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 404)) throw error;
    throw new TrainingDataError(`There is no table ${examplesTable(warehouse)}: build it with \`npm run dataform -- run\`.`, { cause: error });
  }
}

function requireColumns(types: ReadonlyMap<string, string>, features: readonly string[]): void {
  const missing = [...KEY_COLUMNS, ...features].filter((name) => !types.has(name));
  if (missing.length > 0) {
    throw new TrainingDataError(`${EXAMPLES.table} lacks ${missing.join(', ')}: build it anew with \`npm run dataform -- run\`.`);
  }
  const odd = features.filter((name) => !NUMERIC_TYPES.has(types.get(name) ?? ''));
  if (odd.length > 0) throw new TrainingDataError(`These features are not numeric in ${EXAMPLES.table}: ${odd.join(', ')}.`);
}
