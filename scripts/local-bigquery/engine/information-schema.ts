import type { Column, ScalarKind } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Relation } from '../statement.ts';
import { quoteName, quoteText } from '../storage/types.ts';

/** Which datasets a view of INFORMATION_SCHEMA shows: one, or all of a project. */
export interface Scope {
  readonly projectId: string;
  readonly datasetId: string | null;
}

interface View {
  readonly columns: readonly Column[];
  /** DuckDB query; `$scope` stands for the condition on `t`. */
  readonly sql: string;
}

const columns = (spec: Readonly<Record<string, ScalarKind>>): Column[] => Object.entries(spec).map(([name, kind]) => ({ name, type: { kind } }));
const millis = (expression: string): string => `make_timestamptz(${expression} * 1000)`;
const text = (name: string): string => `json_extract_string(t.info, '$.${name}')`;

const VIEWS: Readonly<Record<string, View>> = {
  SCHEMATA: {
    columns: columns({ catalog_name: 'STRING', schema_name: 'STRING', schema_owner: 'STRING', creation_time: 'TIMESTAMP', last_modified_time: 'TIMESTAMP', location: 'STRING' }),
    sql: `SELECT t.project AS catalog_name, t.dataset AS schema_name, NULL::VARCHAR AS schema_owner, ${millis('t.created')} AS creation_time,
      ${millis('t.modified')} AS last_modified_time, t.location FROM meta.datasets t WHERE $scope`,
  },
  TABLES: {
    columns: columns({
      table_catalog: 'STRING', table_schema: 'STRING', table_name: 'STRING', table_type: 'STRING', is_insertable_into: 'STRING',
      is_typed: 'STRING', creation_time: 'TIMESTAMP',
    }),
    sql: `SELECT t.project AS table_catalog, t.dataset AS table_schema, t.name AS table_name,
      CASE t.kind WHEN 'view' THEN 'VIEW' ELSE 'BASE TABLE' END AS table_type, CASE t.kind WHEN 'view' THEN 'NO' ELSE 'YES' END AS is_insertable_into,
      'NO' AS is_typed, ${millis('t.created')} AS creation_time FROM meta.tables t WHERE $scope`,
  },
  VIEWS: {
    columns: columns({ table_catalog: 'STRING', table_schema: 'STRING', table_name: 'STRING', view_definition: 'STRING', check_option: 'STRING', use_standard_sql: 'STRING' }),
    sql: `SELECT t.project AS table_catalog, t.dataset AS table_schema, t.name AS table_name, t.view_query AS view_definition,
      NULL::VARCHAR AS check_option, 'YES' AS use_standard_sql FROM meta.tables t WHERE t.kind = 'view' AND $scope`,
  },
  COLUMNS: {
    columns: columns({
      table_catalog: 'STRING', table_schema: 'STRING', table_name: 'STRING', column_name: 'STRING', ordinal_position: 'INT64', is_nullable: 'STRING',
      data_type: 'STRING', is_generated: 'STRING', is_hidden: 'STRING', is_system_defined: 'STRING', is_partitioning_column: 'STRING', clustering_ordinal_position: 'INT64',
    }),
    sql: `SELECT t.project AS table_catalog, t.dataset AS table_schema, t.name AS table_name, c.name AS column_name, c.position AS ordinal_position,
      c.is_nullable, c.data_type, 'NEVER' AS is_generated, 'NO' AS is_hidden, 'NO' AS is_system_defined, c.is_partitioning AS is_partitioning_column,
      c.clustering_position AS clustering_ordinal_position
      FROM meta.tables t, (SELECT unnest(t.columns, recursive := true), unnest(range(1, len(t.columns) + 1)) AS position) c WHERE $scope`,
  },
  COLUMN_FIELD_PATHS: {
    columns: columns({ table_catalog: 'STRING', table_schema: 'STRING', table_name: 'STRING', column_name: 'STRING', field_path: 'STRING', data_type: 'STRING', description: 'STRING' }),
    sql: `SELECT t.project AS table_catalog, t.dataset AS table_schema, t.name AS table_name, c.name AS column_name, c.name AS field_path, c.data_type, c.description
      FROM meta.tables t, (SELECT unnest(t.columns, recursive := true)) c WHERE $scope`,
  },
  TABLE_OPTIONS: {
    columns: columns({ table_catalog: 'STRING', table_schema: 'STRING', table_name: 'STRING', option_name: 'STRING', option_type: 'STRING', option_value: 'STRING' }),
    sql: `SELECT t.project AS table_catalog, t.dataset AS table_schema, t.name AS table_name, 'description' AS option_name, 'STRING' AS option_type,
      to_json(${text('description')})::VARCHAR AS option_value FROM meta.tables t WHERE ${text('description')} IS NOT NULL AND $scope`,
  },
  ROUTINES: {
    columns: columns({ routine_catalog: 'STRING', routine_schema: 'STRING', routine_name: 'STRING', routine_type: 'STRING', created: 'TIMESTAMP', last_altered: 'TIMESTAMP', ddl: 'STRING' }),
    sql: `SELECT t.project AS routine_catalog, t.dataset AS routine_schema, t.name AS routine_name, 'PROCEDURE' AS routine_type, ${millis('t.created')} AS created,
      ${millis('t.modified')} AS last_altered, t.definition AS ddl FROM meta.routines t WHERE $scope`,
  },
};

/** A view of INFORMATION_SCHEMA as a relation over the metadata tables, so that it shows what the transaction sees. */
export function informationSchema(name: string, scope: Scope): Relation {
  const view = VIEWS[name.toUpperCase()];
  if (view === undefined) {
    throw new BigQueryError('invalidQuery', `INFORMATION_SCHEMA.${name.toUpperCase()} is not supported by the local BigQuery. Supported: ${Object.keys(VIEWS).join(', ')}.`, 'query');
  }
  return relation(`INFORMATION_SCHEMA.${name.toUpperCase()}`, view, scope);
}

/** `dataset.__TABLES__` without size_bytes, which only a scan could tell. @param sizes DuckDB names by table id */
export function tablesView(scope: Scope, sizes: ReadonlyMap<string, string>): Relation {
  const counts = [...sizes].map(([table, physical]) => `WHEN ${quoteText(table)} THEN (SELECT count(*) FROM ${physical})`);
  const rows = counts.length === 0 ? '0' : `CASE t.name ${counts.join(' ')} ELSE 0 END`;
  return relation(
    '__TABLES__',
    {
      columns: columns({ project_id: 'STRING', dataset_id: 'STRING', table_id: 'STRING', creation_time: 'INT64', last_modified_time: 'INT64', row_count: 'INT64', type: 'INT64' }),
      sql: `SELECT t.project AS project_id, t.dataset AS dataset_id, t.name AS table_id, t.created AS creation_time, t.modified AS last_modified_time,
        ${rows}::BIGINT AS row_count, CASE t.kind WHEN 'view' THEN 2 ELSE 1 END::BIGINT AS type FROM meta.tables t WHERE $scope`,
    },
    scope,
  );
}

function relation(tableId: string, view: View, { projectId, datasetId }: Scope): Relation {
  const condition = `t.project = ${quoteText(projectId)}${datasetId === null ? '' : ` AND t.dataset = ${quoteText(datasetId)}`}`;
  const list = view.columns.map(({ name }) => quoteName(name)).join(', ');
  return {
    ref: { projectId, datasetId: datasetId ?? 'INFORMATION_SCHEMA', tableId },
    kind: 'view',
    columns: view.columns,
    from: `(SELECT ${list} FROM (${view.sql.replaceAll('$scope', condition)}))`,
  };
}
