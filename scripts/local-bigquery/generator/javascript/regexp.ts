import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { contains, extract, extractAll, latin1Pattern, positionOf, replaceAll } from '../expressions/regular-expressions.ts';
import { latin1, toBytes } from './bytes.ts';

/** Regular expressions where DuckDB's own functions say too little: positions, occurrences, groups that took no part, BYTES. */
export const REGEXP_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_regexp_extract', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT'], returns: 'VARCHAR', call: (text: string, pattern: string, position: bigint, occurrence: bigint) => extract(text, pattern, position, occurrence) },
  { name: 'gsql_regexp_extract_all', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR[]', call: (text: string, pattern: string) => extractAll(text, pattern) },
  { name: 'gsql_regexp_instr', parameters: ['VARCHAR', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'], returns: 'BIGINT', call: (text: string, pattern: string, position: bigint, occurrence: bigint, after: bigint) => positionOf(text, pattern, position, occurrence, after) },
  { name: 'gsql_regexp_replace', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (text: string, pattern: string, replacement: string) => replaceAll(text, pattern, replacement) },
  { name: 'gsql_bytes_pattern', parameters: ['BLOB'], returns: 'VARCHAR', call: (pattern: Uint8Array) => latin1Pattern(latin1(pattern)) },
  { name: 'gsql_regexp_contains_bytes', parameters: ['BLOB', 'VARCHAR'], returns: 'BOOLEAN', call: (bytes: Uint8Array, pattern: string) => contains(latin1(bytes), pattern) },
  {
    name: 'gsql_regexp_extract_bytes',
    parameters: ['BLOB', 'VARCHAR', 'BIGINT', 'BIGINT'],
    returns: 'BLOB',
    call(bytes: Uint8Array, pattern: string, position: bigint, occurrence: bigint) {
      const found = extract(latin1(bytes), pattern, position, occurrence, 'bytes');
      return found === null ? null : toBytes(found);
    },
  },
  { name: 'gsql_regexp_extract_all_bytes', parameters: ['BLOB', 'VARCHAR'], returns: 'BLOB[]', call: (bytes: Uint8Array, pattern: string) => extractAll(latin1(bytes), pattern, 'bytes').map(toBytes) },
  {
    name: 'gsql_regexp_instr_bytes',
    parameters: ['BLOB', 'VARCHAR', 'BIGINT', 'BIGINT', 'BIGINT'],
    returns: 'BIGINT',
    call: (bytes: Uint8Array, pattern: string, position: bigint, occurrence: bigint, after: bigint) => positionOf(latin1(bytes), pattern, position, occurrence, after, 'bytes'),
  },
  {
    name: 'gsql_regexp_replace_bytes',
    parameters: ['BLOB', 'VARCHAR', 'BLOB'],
    returns: 'BLOB',
    call: (bytes: Uint8Array, pattern: string, replacement: Uint8Array) => toBytes(replaceAll(latin1(bytes), pattern, latin1(replacement), 'bytes')),
  },
];
