/** BigQuery's functions that the analyzer is too old to know, and that are not added to its catalog: by name, and by the group of their names. */
const NAMES = new Set([
  'AGG', 'BAG_OF_WORDS', 'DESTINATION_NODE_ID', 'DETERMINISTIC_DECRYPT_BYTES', 'DETERMINISTIC_DECRYPT_STRING', 'DETERMINISTIC_ENCRYPT',
  'DLP_DETERMINISTIC_DECRYPT', 'DLP_DETERMINISTIC_ENCRYPT', 'DLP_KEY_CHAIN', 'EDGES', 'ELEMENT_ID', 'EXTERNAL_OBJECT_TRANSFORM',
  'GENERATE_RANGE_ARRAY', 'LABELS', 'NODES', 'PATH_FIRST', 'PATH_LAST', 'PATH_LENGTH', 'RANGE', 'RANGE_CONTAINS', 'RANGE_END', 'RANGE_INTERSECT',
  'RANGE_OVERLAPS', 'RANGE_START', 'S2_CELLIDFROMPOINT', 'S2_COVERINGCELLIDS', 'SEARCH', 'SOURCE_NODE_ID', 'TEXT_ANALYZE', 'TF_IDF',
]);
const TABLE_NAMES = new Set(['APPENDS', 'CHANGES', 'EXTERNAL_QUERY', 'GAP_FILL', 'RANGE_SESSIONIZE', 'VECTOR_SEARCH']);
const GROUPS = /^(?:ST_|(?:AEAD|AI|KEYS|KLL_QUANTILES|ML|OBJ)\.)/;

/** The name of the function that the analyzer's message does not find, where it is one of BigQuery's. */
export function unknownFunction(message: string): string | null {
  const [, kind, given] = /^(Function|Table-valued function) not found: ([\w.`]+)/.exec(message) ?? [];
  const name = given?.replaceAll('`', '').toUpperCase();
  return name !== undefined && ((kind === 'Function' ? NAMES : TABLE_NAMES).has(name) || GROUPS.test(name)) ? name : null;
}
