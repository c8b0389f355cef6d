import { AGGREGATE_KEYS } from '../generator/functions/aggregates/aggregates.ts';
import { SCALAR } from '../generator/functions/scalar.ts';

/** All entries of the catalogue, by signature. */
export function catalogueKeys(): readonly string[] {
  return [...new Set([...Object.keys(SCALAR), ...AGGREGATE_KEYS])].sort();
}

/** Entries that a case cannot hold, and why; they have tests of their own. */
export const WITHOUT_CASES: Readonly<Record<string, string>> = {
  FN_ARRAY_CONCAT_OP: 'the analyzer writes || as ARRAY_CONCAT',
  FN_CONCAT_OP_BYTES: 'the analyzer writes || as CONCAT',
  FN_CONCAT_OP_STRING: 'the analyzer writes || as CONCAT',
  FN_NET_PUBLIC_SUFFIX: 'refused with the reason: the list of suffixes is BigQuery\'s own',
  FN_NET_REG_DOMAIN: 'refused with the reason: the list of suffixes is BigQuery\'s own',
};
