import { DATE_FUNCTIONS } from './javascript/dates.ts';
import { fingerprint64 } from 'farmhash-modern';
import type { ScalarFunction } from '../storage/scalar-functions.ts';
import { AGGREGATE_FUNCTIONS } from './javascript/numbers/aggregates.ts';
import { BYTES_FUNCTIONS } from './javascript/bytes.ts';
import { DECIMAL_FUNCTIONS } from './javascript/numbers/decimals.ts';
import { DISTANCE_FUNCTIONS } from './javascript/numbers/distances.ts';
import { ENCODING_FUNCTIONS } from './javascript/encodings.ts';
import { FORMAT_FUNCTIONS } from './javascript/format.ts';
import { HEXADECIMAL_FUNCTIONS } from './javascript/hexadecimal.ts';
import { NUMBER_FORMAT_FUNCTIONS } from './javascript/formats/number-format.ts';
import { JSON_JAVASCRIPT } from './javascript/json.ts';
import { JSON_SEARCH_FUNCTIONS } from './javascript/json-search.ts';
import { MATHS_FUNCTIONS } from './javascript/numbers/maths.ts';
import { NET_FUNCTIONS } from './javascript/net.ts';
import { REGEXP_FUNCTIONS } from './javascript/regexp.ts';
import { STRING_FUNCTIONS } from './javascript/strings.ts';
import { TOP_SUM_FUNCTIONS } from './javascript/numbers/top-sums.ts';

export { doubleToString } from '../values/double-text.ts';

/** What DuckDB lacks or does otherwise, as functions of JavaScript: correct, and slower than DuckDB's own. */
export const JAVASCRIPT_FUNCTIONS: readonly ScalarFunction[] = [
  ...DATE_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
  ...BYTES_FUNCTIONS,
  ...DECIMAL_FUNCTIONS,
  ...DISTANCE_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...FORMAT_FUNCTIONS,
  ...HEXADECIMAL_FUNCTIONS,
  ...NUMBER_FORMAT_FUNCTIONS,
  ...JSON_JAVASCRIPT,
  ...JSON_SEARCH_FUNCTIONS,
  ...MATHS_FUNCTIONS,
  ...NET_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...TOP_SUM_FUNCTIONS,
  { name: 'gsql_upper', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => text.toUpperCase() },
  { name: 'gsql_lower', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => text.toLowerCase() },
  { name: 'gsql_reverse', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => Array.from(text).reverse().join('') },
  { name: 'gsql_farm_fingerprint', parameters: ['VARCHAR'], returns: 'BIGINT', call: (text: string) => BigInt.asIntN(64, fingerprint64(text)) },
];
