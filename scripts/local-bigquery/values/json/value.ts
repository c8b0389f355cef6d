/**
 * A JSON value as BigQuery keeps it: whole numbers that fit INT64 or UINT64 are `bigint`, other numbers are doubles; the
 * members of an object are in the order of their keys' code points, and of two members with one key the first stays.
 */
export type Json = null | boolean | string | bigint | number | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;
export const UINT64_MAX = 2n ** 64n - 1n;

/** Deeper nesting is refused. */
export const MAX_DEPTH = 500;

export type JsonType = 'null' | 'boolean' | 'string' | 'number' | 'array' | 'object';

export function jsonType(value: Json): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'string' : 'number';
}

const SURROGATE = /[\ud800-\udfff]/;

/** Order of code points, which is that of UTF-8's bytes; JavaScript's own is that of UTF-16's units. */
export function compareKeys(a: string, b: string): number {
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An object of members in any order. */
export function jsonObject(members: Iterable<readonly [string, Json]>): JsonObject {
  const found = new Map<string, Json>();
  for (const [key, value] of members) if (!found.has(key)) found.set(key, value);
  return sorted(found);
}

/** The same members in the order of their keys. */
export function sorted(object: JsonObject): JsonObject {
  let previous: string | null = null;
  for (const key of object.keys()) {
    if (previous !== null && compareKeys(previous, key) > 0) return new Map([...object].sort(([a], [b]) => compareKeys(a, b)));
    previous = key;
  }
  return object;
}
