import { AGGREGATE_KEYS } from '../generator/functions/aggregates.ts';
import { SCALAR } from '../generator/functions/scalar.ts';

/** All entries of the catalogue, by signature. */
export function catalogueKeys(): readonly string[] {
  return [...new Set([...Object.keys(SCALAR), ...AGGREGATE_KEYS])].sort();
}
