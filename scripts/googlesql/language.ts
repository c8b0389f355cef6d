import type { GoogleSqlClient, Message } from './client.ts';

/** What ZetaSQL has in its highest mode and BigQuery has not. */
const NOT_IN_BIGQUERY = new Set([
  'FEATURE_ENCRYPTION',
  'FEATURE_ANONYMIZATION',
  'FEATURE_ANONYMIZATION_THRESHOLDING',
  'FEATURE_ANONYMIZATION_CASE_INSENSITIVE_OPTIONS',
  'FEATURE_EXTENDED_TYPES',
  'FEATURE_EXPERIMENTAL_MODULES',
  'FEATURE_GEOGRAPHY',
  'FEATURE_RANGE_TYPE',
  'FEATURE_TIMESTAMP_NANOS',
  'FEATURE_PROTO_BASE',
  'FEATURE_SPANNER_LEGACY_DDL',
  'FEATURE_V_1_1_ARRAY_EQUALITY',
  'FEATURE_V_1_3_ARRAY_GREATEST_LEAST',
  'FEATURE_V_1_3_ARRAY_ORDERING',
  'FEATURE_V_1_3_INLINE_LAMBDA_ARGUMENT',
  'FEATURE_V_1_3_UNNEST_AND_FLATTEN_ARRAYS',
  'FEATURE_V_1_3_WITH_GROUP_ROWS',
  'FEATURE_V_1_4_SQL_MACROS',
  'FEATURE_V_1_4_SEQUENCE_ARG',
  'FEATURE_V_1_4_STRUCT_POSITIONAL_ACCESSOR',
]);
/** In BigQuery, but behind flags that "maximum features" leaves out because ZetaSQL calls them in development. */
const ALSO_IN_BIGQUERY = [
  'FEATURE_V_1_4_BARE_ARRAY_ACCESS',
  'FEATURE_INTERVAL_TYPE',
  'FEATURE_PARAMETERIZED_TYPES',
  'FEATURE_ALTER_COLUMN_SET_DATA_TYPE',
  'FEATURE_CREATE_TABLE_CLONE',
  'FEATURE_CREATE_VIEWS_WITH_COLUMN_OPTIONS',
  'FEATURE_ALTER_VIEWS_ALTER_COLUMN_SET_OPTIONS',
  'FEATURE_INVERSE_TRIG_FUNCTIONS',
  'FEATURE_TIME_BUCKET_FUNCTIONS',
  'FEATURE_V_1_4_GROUPING_BUILTIN',
  'FEATURE_V_1_4_GROUPING_SETS',
  'FEATURE_V_1_4_CORRESPONDING_BY',
  'FEATURE_V_1_4_SET_OPERATION_COLUMN_PROPAGATION_MODE',
  'FEATURE_V_1_4_LIKE_ANY_SOME_ALL_ARRAY',
];

/** Language options under which the engine speaks BigQuery's dialect. */
export async function bigQueryLanguage(client: GoogleSqlClient): Promise<Message> {
  const maximum = await client.call('GetLanguageOptions', { maximum_features: true });
  const features = new Set([...(maximum['enabled_language_features'] as string[]), ...ALSO_IN_BIGQUERY]);
  return {
    ...maximum,
    enabled_language_features: [...features].filter((feature) => !NOT_IN_BIGQUERY.has(feature)),
    product_mode: 'PRODUCT_EXTERNAL',
    // Empty means all: the generator refuses by name what it cannot do.
    supported_statement_kinds: [],
    reserved_keywords: ['QUALIFY'],
  };
}
