import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import { once } from '../expressions.ts';
import type { Generation } from '../generation.ts';
import { raise } from '../raise.ts';
import { stringConstant } from '../text.ts';

/** A value as a table keeps it: a REPEATED column has neither NULL, which is stored as an empty array, nor NULL elements. */
export function stored(sql: string, column: string, type: SqlType, generation: Generation): string {
  if (type.kind !== 'ARRAY') return sql;
  const failure = raise(stringConstant(`Array cannot have a null element; error in writing field ${column}`), duckType(type));
  return once([sql], (array) => `CASE WHEN ${array} IS NULL THEN []::${duckType(type)} WHEN len(${array}) > list_count(${array}) THEN ${failure} ELSE ${array} END`, generation);
}
