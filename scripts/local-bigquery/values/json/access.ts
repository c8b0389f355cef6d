import { positionIn, type JsonPath, type LaxPath } from './path.ts';
import type { Json } from './value.ts';

/** The value that a path finds; undefined where it leads nowhere. */
export function findIn(value: Json, path: JsonPath): Json | undefined {
  let current: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(current)) {
      const position = positionIn(step);
      current = position === null ? undefined : current[position];
    } else if (current instanceof Map) current = current.get(step.key);
    else return undefined;
  }
  return current;
}

/** `value[key]` and `value.key`: member of an object. */
export function memberOf(value: Json, key: string): Json | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** `value[position]`: element of an array. */
export function elementOf(value: Json, position: bigint): Json | undefined {
  return Array.isArray(value) && position >= 0n && position < BigInt(value.length) ? value[Number(position)] : undefined;
}

export const KEYS_MODES = ['strict', 'lax', 'lax recursive'] as const;
export type KeysMode = (typeof KEYS_MODES)[number];

/** Characters for which a key is put in double quotes. */
const SPECIAL = /[".\\\u0000-\u001f\u2028\u2029]/;

const keyText = (key: string): string => (SPECIAL.test(key) ? JSON.stringify(key).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') : key);

/**
 * Paths of the keys, each once; keys with special characters are in double quotes, and an empty one leads no path. Keys inside
 * arrays count in the lax modes, inside arrays of arrays in `lax recursive` only.
 */
export function keysOf(value: Json, maxDepth: number, mode: KeysMode): Set<string> {
  const found = new Set<string>();
  const visit = (current: Json, prefix: string, depth: number, inArray: boolean): void => {
    if (Array.isArray(current)) {
      if (mode === 'strict' || (inArray && mode === 'lax')) return;
      for (const item of current) visit(item, prefix, depth, true);
    } else if (current instanceof Map && depth < maxDepth) {
      for (const [key, member] of current) {
        const path = prefix === '' ? keyText(key) : `${prefix}.${keyText(key)}`;
        found.add(path);
        visit(member, path, depth + 1, false);
      }
    }
  };
  visit(value, '', 0, false);
  return found;
}

/** The value itself, or the elements of an array; those of the arrays in it as well if `isRecursive`. */
function unwrapped(value: Json, isRecursive: boolean): readonly Json[] {
  if (!Array.isArray(value)) return [value];
  return isRecursive ? flattened(value) : value;
}

/** All values that a lax path finds: a key looks into the elements of an array, and a value stands for an array of it alone. */
export function findAllIn(value: Json, { steps, isRecursive }: LaxPath): readonly Json[] {
  return steps.reduce<readonly Json[]>((found, { key, isPosition }) => found.flatMap((current) => {
    if (!isPosition) return unwrapped(current, isRecursive).flatMap((item) => (item instanceof Map ? present(item.get(key)) : []));
    if (Array.isArray(current)) return present(current[Number(key)]);
    return Number(key) === 0 ? [current] : [];
  }), [value]);
}

const present = (value: Json | undefined): readonly Json[] => (value === undefined ? [] : [value]);

/** The value itself, or the elements of the arrays that it nests. */
export function flattened(value: Json): Json[] {
  return Array.isArray(value) ? value.flatMap(flattened) : [value];
}
