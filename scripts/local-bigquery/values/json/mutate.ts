import type { JsonPath, PathStep } from './path.ts';
import { jsonObject, sorted, type Json } from './value.ts';

/** A change that the function refuses; the message is Google's. */
export class JsonMutationError extends Error {}

const MAX_ARRAY = 1_000_000;

/** Sets what the path names, making what is missing on the way; where the path meets another type, nothing changes. */
export function setAt(value: Json, path: JsonPath, set: Json): Json {
  return change(value, path, 0, () => set, true);
}

/** Sets what the path names, if it is there. */
export function replaceAt(value: Json, path: JsonPath, set: Json): Json {
  return change(value, path, 0, () => set);
}

/** @throws JsonMutationError for the path `$` */
export function removeAt(value: Json, path: JsonPath): Json {
  const last = path.at(-1);
  if (last === undefined) throw new JsonMutationError(`The JSONPath cannot be '$'`);
  return change(value, path.slice(0, -1), 0, (parent) => {
    if (last.isPosition && Array.isArray(parent)) return parent.filter((_, index) => index !== positionOf(last));
    if (!last.isPosition && parent instanceof Map) return new Map([...parent].filter(([key]) => key !== last.key));
    return parent;
  });
}

/** Appends to the array that the path names; a JSON null there becomes an array. */
export function appendAt(value: Json, path: JsonPath, added: readonly Json[]): Json {
  return change(value, path, 0, (found) => {
    if (found === null) return [...added];
    return Array.isArray(found) ? [...found, ...added] : found;
  });
}

/** Inserts before the element that the path names, filling up with nulls; a JSON null in the array's place becomes one. */
export function insertAt(value: Json, path: JsonPath, added: readonly Json[]): Json {
  const last = path.at(-1);
  if (last?.isPosition !== true) return value;
  const position = positionOf(last);
  return change(value, path.slice(0, -1), 0, (found) => {
    if (found !== null && !Array.isArray(found)) return found;
    const items = found ?? [];
    checkSize(Math.max(items.length, position) + added.length);
    // Where nothing is inserted beyond the end, the position itself is filled.
    const gap = position - items.length + (added.length === 0 && position >= items.length ? 1 : 0);
    return [...items.slice(0, position), ...filler(gap), ...added, ...items.slice(position)];
  });
}

/**
 * Removes members that are null, with `arrays` elements too. With `empty`, objects (with `arrays`, arrays too) that are left
 * empty go as well; at the top a null stays of them.
 */
export function stripNulls(value: Json, path: JsonPath, arrays: boolean, empty: boolean): Json {
  const goes = (stripped: Json): boolean => stripped === null || (empty && isEmpty(stripped, arrays));
  const strip = (current: Json): Json => {
    if (Array.isArray(current)) return arrays ? current.map(strip).filter((item) => !goes(item)) : current.map(strip);
    if (!(current instanceof Map)) return current;
    return new Map(Array.from(current, ([key, member]) => [key, strip(member)] as const).filter(([, member]) => !goes(member)));
  };
  return change(value, path, 0, (found) => {
    const stripped = strip(found);
    return goes(stripped) ? null : stripped;
  });
}

function isEmpty(value: Json, arrays: boolean): boolean {
  return value instanceof Map ? value.size === 0 : arrays && Array.isArray(value) && value.length === 0;
}

/** Replaces what the path names by what `replace` makes of it; without `create`, only where it is there. */
function change(value: Json, path: JsonPath, index: number, replace: (found: Json) => Json, create = false): Json {
  const step = path[index];
  if (step === undefined) return replace(value);
  const inside = (found: Json | undefined): Json => change(found ?? null, path, index + 1, replace, create);
  if (step.isPosition) {
    const position = positionOf(step);
    const items = Array.isArray(value) ? value : value === null && create ? [] : null;
    if (items === null || (position >= items.length && !create)) return value;
    checkSize(position + 1);
    return [...items.slice(0, position), ...filler(position - items.length), inside(items[position]), ...items.slice(position + 1)];
  }
  const members = value instanceof Map ? value : value === null && create ? jsonObject([]) : null;
  if (members === null || (!members.has(step.key) && !create)) return value;
  return sorted(new Map(members).set(step.key, inside(members.get(step.key))));
}

function filler(count: number): null[] {
  return Array.from({ length: Math.max(0, count) }, () => null);
}

function positionOf({ key }: PathStep): number {
  if (BigInt(key) >= 2n ** 63n) throw new JsonMutationError(`JSONPath contains invalid array index: ${key}`);
  return Number(key);
}

function checkSize(length: number): void {
  if (length > MAX_ARRAY) throw new JsonMutationError(`Exceeded maximum array size of ${MAX_ARRAY}`);
}
