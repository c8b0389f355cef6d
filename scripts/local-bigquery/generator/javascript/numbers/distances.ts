import type { ScalarFunction } from '../../../storage/scalar-functions.ts';
import { failure } from './decimal-errors.ts';

type Doubles = readonly (number | null)[];
type Keys = readonly (bigint | string | null)[];
type Pairs = readonly (readonly [number, number])[];

const known = (values: Doubles): number[] => values.map((value) => value ?? missing());

function missing(): never {
  throw failure('NULL array element');
}

/** Distances are added up in the order of the pairs. */
function total(pairs: Pairs, term: (a: number, b: number) => number): number {
  const sum = pairs.reduce((before, [a, b]) => before + term(a, b), 0);
  if (!Number.isFinite(sum) && pairs.flat().every(Number.isFinite)) throw failure('double overflow');
  return sum;
}

function cosine(pairs: Pairs): number {
  const [a, b] = [total(pairs, (x) => x * x), total(pairs, (_, y) => y * y)];
  if (a === 0 || b === 0) throw failure('Cannot compute cosine distance against zero vector.');
  return 1 - total(pairs, (x, y) => x * y) / (Math.sqrt(a) * Math.sqrt(b));
}

function euclidean(pairs: Pairs): number {
  return Math.sqrt(total(pairs, (x, y) => (x - y) * (x - y)));
}

function dense(a: Doubles, b: Doubles): Pairs {
  if (a.length !== b.length) throw failure(`Array length mismatch: ${a.length} and ${b.length}.`);
  const others = known(b);
  return known(a).map((value, index) => [value, others[index] ?? missing()]);
}

function byKey(keys: Keys, values: Doubles): ReadonlyMap<bigint | string, number> {
  const found = new Map<bigint | string, number>();
  keys.forEach((key, index) => {
    const value = values[index] ?? null;
    if (key === null || value === null) throw failure('NULL struct field');
    if (found.has(key)) throw failure(`Duplicate index ${key} found in the input array.`);
    found.set(key, value);
  });
  return found;
}

/** What a vector leaves out is 0. */
function sparse(keysA: Keys, valuesA: Doubles, keysB: Keys, valuesB: Doubles): Pairs {
  const [a, b] = [byKey(keysA, valuesA), byKey(keysB, valuesB)];
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => (x < y ? -1 : 1));
  return keys.map((key) => [a.get(key) ?? 0, b.get(key) ?? 0]);
}

/** COSINE_DISTANCE and EUCLIDEAN_DISTANCE; sparse vectors come as their keys and their values. */
export const DISTANCE_FUNCTIONS: readonly ScalarFunction[] = [{ name: 'cosine', distance: cosine }, { name: 'euclidean', distance: euclidean }].flatMap(({ name, distance }): ScalarFunction[] => [
  { name: `gsql_${name}_distance`, parameters: ['DOUBLE[]', 'DOUBLE[]'], returns: 'DOUBLE', call: (a: Doubles, b: Doubles) => distance(dense(a, b)) },
  ...(['BIGINT', 'VARCHAR'] as const).map((key): ScalarFunction => ({
    name: `gsql_${name}_distance_by_${key.toLowerCase()}`,
    parameters: [`${key}[]`, 'DOUBLE[]', `${key}[]`, 'DOUBLE[]'],
    returns: 'DOUBLE',
    call: (keysA: Keys, valuesA: Doubles, keysB: Keys, valuesB: Doubles) => distance(sparse(keysA, valuesA, keysB, valuesB)),
  })),
]);
