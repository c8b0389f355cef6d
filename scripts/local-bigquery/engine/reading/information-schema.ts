import type { Column, SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { Relation } from '../../statement.ts';
import type { CatalogState } from '../../storage/catalog.ts';
import { quoteName, quoteText } from '../../storage/types.ts';
import { COLUMN_FIELD_PATHS, COLUMNS } from './information-schema/columns.ts';
import { CONSTRAINT_COLUMN_USAGE, KEY_COLUMN_USAGE, TABLE_CONSTRAINTS } from './information-schema/constraints.ts';
import { PARTITION_COLUMNS, partitionsQuery } from './information-schema/partitions.ts';
import { PARAMETERS, ROUTINE_OPTIONS, ROUTINES } from './information-schema/routines.ts';
import { SCHEMATA, SCHEMATA_OPTIONS } from './information-schema/schemata.ts';
import { TABLE_OPTIONS, TABLES, VIEWS } from './information-schema/tables.ts';
import { columns, tablesIn, type Row, type Scope, type View } from './information-schema/view.ts';
import { bytesOf } from './sizes.ts';

export type { Scope } from './information-schema/view.ts';

const VIEWS_BY_NAME: Readonly<Record<string, View>> = {
  SCHEMATA, SCHEMATA_OPTIONS, TABLES, TABLE_OPTIONS, COLUMNS, COLUMN_FIELD_PATHS, VIEWS, ROUTINES, ROUTINE_OPTIONS, PARAMETERS,
  TABLE_CONSTRAINTS, KEY_COLUMN_USAGE, CONSTRAINT_COLUMN_USAGE,
};

/** A view of INFORMATION_SCHEMA over one state of the metadata. @param jobs rows of JOBS, if it is known here */
export function informationSchema(name: string, scope: Scope, state: CatalogState, jobs: View | null): Relation {
  const upper = name.toUpperCase();
  const tableId = `INFORMATION_SCHEMA.${upper}`;
  if (upper === 'PARTITIONS') return relation(tableId, PARTITION_COLUMNS, partitionsQuery(state, scope), scope);
  const view = upper === 'JOBS' || upper === 'JOBS_BY_PROJECT' || upper === 'JOBS_BY_USER' ? jobs : VIEWS_BY_NAME[upper];
  if (view == null) {
    throw new BigQueryError('invalidQuery', `${tableId} is not supported by the local BigQuery. Supported: ${[...Object.keys(VIEWS_BY_NAME), 'PARTITIONS', 'JOBS', 'JOBS_BY_PROJECT', 'JOBS_BY_USER'].join(', ')}.`, 'query');
  }
  return relation(tableId, view.columns, rowsQuery(view.columns, view.rows(state, scope)), scope);
}

/** `dataset.__TABLES__` */
export function tablesView(scope: Scope, state: CatalogState): Relation {
  const spec = columns({ project_id: 'STRING', dataset_id: 'STRING', table_id: 'STRING', creation_time: 'INT64', last_modified_time: 'INT64', row_count: 'INT64', size_bytes: 'INT64', type: 'INT64' });
  const parts = tablesIn(state, scope).map(({ shape, created, modified }) => {
    const { projectId, datasetId, tableId } = shape.ref;
    const bytes = shape.columns.map(({ name, type }) => `coalesce(sum(${bytesOf(quoteName(name), type)}), 0)`).join(' + ');
    const names = [projectId, datasetId, tableId].map(quoteText).join(', ');
    const counts = shape.physical === null ? '0::BIGINT, 0::BIGINT, 2::BIGINT' : 'n, b, 1::BIGINT';
    const from = shape.physical === null ? '' : ` FROM (SELECT count(*)::BIGINT AS n, (${bytes})::BIGINT AS b FROM ${shape.physical})`;
    return `SELECT ${names}, ${created}::BIGINT, ${modified}::BIGINT, ${counts}${from}`;
  });
  return relation('__TABLES__', spec, [rowsQuery(spec, []), ...parts].join('\nUNION ALL '), scope);
}

function relation(tableId: string, spec: readonly Column[], query: string, { projectId, datasetId }: Scope): Relation {
  return { ref: { projectId, datasetId: datasetId ?? 'INFORMATION_SCHEMA', tableId }, kind: 'view', columns: spec, from: `(${query})` };
}

/** Rows as a DuckDB query: one JSON text is read faster than as many constants. */
function rowsQuery(spec: readonly Column[], rows: readonly Row[]): string {
  const shape = `[{${spec.map(({ type }, index) => `"c${index}":${jsonShape(type)}`).join(',')}}]`;
  const data = JSON.stringify(rows.map((row) => Object.fromEntries(spec.map(({ name }, index) => [`c${index}`, row[name] ?? null]))));
  const list = spec.map(({ name, type }, index) => `${fromJson(`r.c${index}`, type)} AS ${quoteName(name)}`);
  return `SELECT ${list.join(', ')} FROM (SELECT unnest(from_json(${quoteText(data)}, ${quoteText(shape)})) AS r)`;
}

function jsonShape(type: SqlType): string {
  switch (type.kind) {
    case 'ARRAY':
      return `[${jsonShape(type.element)}]`;
    case 'STRUCT':
      return `{${type.fields.map(({ name, type: field }) => `${JSON.stringify(name)}:${jsonShape(field)}`).join(',')}}`;
    case 'INT64':
    case 'TIMESTAMP':
      return '"BIGINT"';
    case 'BOOL':
      return '"BOOLEAN"';
    case 'FLOAT64':
      return '"DOUBLE"';
    default:
      return '"VARCHAR"';
  }
}

function fromJson(value: string, type: SqlType): string {
  if (type.kind === 'TIMESTAMP') return `make_timestamptz(${value} * 1000)`;
  return type.kind === 'JSON' ? `${value}::JSON` : value;
}
