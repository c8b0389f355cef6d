import { positionIn, type JsonPath } from './path.ts';
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

export type KeysMode = 'strict' | 'lax' | 'lax recursive';

/**
 * Paths of the keys, each once, in the order of their code points; keys with other characters than those of identifiers are
 * in double quotes. Keys inside arrays count in the lax modes, inside arrays of arrays in `lax recursive` only.
 */
export function keysOf(value: Json, maxDepth: number, mode: KeysMode): Set<string> {
  const found = new Set<string>();
  const visit = (current: Json, prefix: string, depth: number, inArray: boolean): void => {
    if (Array.isArray(current)) {
      if (mode === 'strict' || (inArray && mode === 'lax')) return;
      for (const item of current) visit(item, prefix, depth, true);
    } else if (current instanceof Map && depth < maxDepth) {
      for (const [key, member] of current) {
        const path = prefix + (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));
        found.add(path);
        visit(member, `${path}.`, depth + 1, false);
      }
    }
  };
  visit(value, '', 0, false);
  return found;
}

/** The value itself, or the elements of the arrays that it nests. */
export function flattened(value: Json): Json[] {
  return Array.isArray(value) ? value.flatMap(flattened) : [value];
}
