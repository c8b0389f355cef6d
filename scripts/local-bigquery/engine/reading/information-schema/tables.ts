import { relationKind, type Table } from '../../../storage/catalog.ts';
import { tableDdl } from './ddl.ts';
import { optionValues } from './option-values.ts';
import { columns, strings, TABLE_NAMES, tableNames, tablesIn, type View } from './view.ts';

const TYPES = { TABLE: 'BASE TABLE', VIEW: 'VIEW', 'MATERIALIZED VIEW': 'MATERIALIZED VIEW', 'SNAPSHOT TABLE': 'SNAPSHOT' } as const;

function tableType(table: Table): string {
  return table.extra?.variant === 'clone' ? 'CLONE' : TYPES[relationKind(table)];
}

/** https://cloud.google.com/bigquery/docs/information-schema-tables */
export const TABLES: View = {
  columns: columns({
    ...TABLE_NAMES,
    ...strings('table_type', 'managed_table_type', 'is_insertable_into', 'is_fine_grained_mutations_enabled', 'is_typed', 'is_change_history_enabled'),
    creation_time: 'TIMESTAMP',
    ...strings('base_table_catalog', 'base_table_schema', 'base_table_name'),
    snapshot_time_ms: 'TIMESTAMP',
    ...strings('replica_source_catalog', 'replica_source_schema', 'replica_source_name', 'replication_status', 'replication_error', 'ddl', 'default_collation_name'),
    sync_status: 'JSON',
    upsert_stream_apply_watermark: 'TIMESTAMP',
  }),
  rows: (state, scope) =>
    tablesIn(state, scope).map((table) => {
      const isTable = table.shape.kind === 'table';
      const base = table.extra?.base;
      return {
        ...tableNames(table),
        table_type: tableType(table),
        managed_table_type: isTable ? 'NATIVE' : null,
        is_insertable_into: isTable && table.extra?.variant !== 'snapshot' ? 'YES' : 'NO',
        is_fine_grained_mutations_enabled: 'NO',
        is_typed: 'NO',
        is_change_history_enabled: 'NO',
        creation_time: table.created,
        ...(base === undefined ? {} : { base_table_catalog: base.ref.projectId, base_table_schema: base.ref.datasetId, base_table_name: base.ref.tableId, snapshot_time_ms: base.time }),
        ddl: tableDdl(table),
      };
    }),
};

/** https://cloud.google.com/bigquery/docs/information-schema-views */
export const VIEWS: View = {
  columns: columns({ ...TABLE_NAMES, ...strings('view_definition', 'check_option', 'use_standard_sql') }),
  rows: (state, scope) =>
    tablesIn(state, scope)
      .filter((table) => relationKind(table) === 'VIEW')
      .map((table) => ({ ...tableNames(table), view_definition: table.shape.viewQuery, use_standard_sql: 'YES' })),
};

/** https://cloud.google.com/bigquery/docs/information-schema-table-options */
export const TABLE_OPTIONS: View = {
  columns: columns({ ...TABLE_NAMES, ...strings('option_name', 'option_type', 'option_value') }),
  rows: (state, scope) =>
    tablesIn(state, scope).flatMap((table) =>
      optionValues(table.info, relationKind(table)).map(({ name, type, value }) => ({ ...tableNames(table), option_name: name, option_type: type, option_value: value }))),
};
