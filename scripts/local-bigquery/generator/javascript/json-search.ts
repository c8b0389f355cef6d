import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { parseJson } from '../../values/json/parse.ts';
import type { Json } from '../../values/json/value.ts';
import { writeJson } from '../../values/json/write.ts';
import { casefold } from './casing.ts';

/** Keys and scalars of a JSON value, at any depth. */
function collect(value: Json, keys: string[], scalars: (string | number | bigint | boolean | null)[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, keys, scalars);
  } else if (value instanceof Map) {
    for (const [key, member] of value) {
      keys.push(key);
      collect(member, keys, scalars);
    }
  } else {
    scalars.push(value);
  }
}

function containsSubstr(json: string, wanted: string, scope: string): boolean {
  const keys: string[] = [];
  const scalars: (string | number | bigint | boolean | null)[] = [];
  collect(parseJson(json), keys, scalars);
  const holds = (text: string): boolean => casefold(text, 'NFKC').includes(wanted);
  if (scope !== 'JSON_VALUES' && keys.some(holds)) return true;
  if (scope === 'JSON_KEYS') return false;
  if (scalars.some((scalar) => typeof scalar === 'string' && holds(scalar))) return true;
  const others = scalars.filter((scalar) => typeof scalar !== 'string');
  if (others.some((scalar) => scalar === null || holds(writeJson(scalar)))) {
    throw new Error('!error: CONTAINS_SUBSTR of JSON whose numbers, booleans or nulls decide the answer is not supported by the local BigQuery');
  }
  return false;
}

export const JSON_SEARCH_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_json_contains_substr', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'BOOLEAN', call: containsSubstr },
];
