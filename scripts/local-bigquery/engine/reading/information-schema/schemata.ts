import { datasetDdl } from './ddl.ts';
import { optionValues } from './option-values.ts';
import { columns, datasetsIn, strings, type View } from './view.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-datasets-schemata */
export const SCHEMATA: View = {
  columns: columns({
    ...strings('catalog_name', 'schema_name', 'schema_owner'),
    creation_time: 'TIMESTAMP',
    last_modified_time: 'TIMESTAMP',
    ...strings('location', 'ddl', 'default_collation_name'),
    sync_status: 'JSON',
  }),
  rows: (state, scope) =>
    datasetsIn(state, scope).map((dataset) => ({
      catalog_name: dataset.ref.projectId,
      schema_name: dataset.ref.datasetId,
      creation_time: dataset.created,
      last_modified_time: dataset.modified,
      location: dataset.location,
      ddl: datasetDdl(dataset),
    })),
};

/** https://cloud.google.com/bigquery/docs/information-schema-datasets-schemata-options */
export const SCHEMATA_OPTIONS: View = {
  columns: columns(strings('catalog_name', 'schema_name', 'option_name', 'option_type', 'option_value')),
  rows: (state, scope) =>
    datasetsIn(state, scope).flatMap(({ ref, info }) =>
      optionValues(info, 'SCHEMA').map(({ name, type, value }) => ({ catalog_name: ref.projectId, schema_name: ref.datasetId, option_name: name, option_type: type, option_value: value }))),
};
