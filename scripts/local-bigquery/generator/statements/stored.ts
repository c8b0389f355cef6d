import type { Column, SqlType } from '../../../googlesql/types.ts';
import type { ColumnDefinition, DecimalSize, DuckSql } from '../../statement.ts';
import { duckType, quoteName } from '../../storage/types.ts';
import { once } from '../expressions.ts';
import type { Generation } from '../generation.ts';
import { raise } from '../raise.ts';
import { stringConstant } from '../text.ts';

/**
 * A value as a table keeps it: a REPEATED column has neither NULL, which is stored as an empty array, nor NULL elements;
 * a NUMERIC(P, S) is rounded to S digits. That it has no more than P is the table's own condition.
 */
export function stored(sql: string, column: string, type: SqlType, generation: Generation, decimal?: DecimalSize): string {
  if (decimal !== undefined) return rounded(sql, decimal, type);
  if (type.kind !== 'ARRAY') return sql;
  return once([sql], (array) => storedArray(array, column, type), generation);
}

function storedArray(array: string, column: string, type: SqlType): string {
  const failure = raise(stringConstant(`Array cannot have a null element; error in writing field ${column}`), duckType(type));
  return `CASE WHEN ${array} IS NULL THEN []::${duckType(type)} WHEN len(${array}) > list_count(${array}) THEN ${failure} ELSE ${array} END`;
}

/** The rows of a query as a new table of these columns keeps them. @param columns named as the query's own */
export function storedRows(query: DuckSql, columns: readonly (Column & Pick<ColumnDefinition, 'decimal'>)[]): DuckSql {
  if (columns.every(({ type, decimal }) => type.kind !== 'ARRAY' && decimal === undefined)) return query;
  const list = columns.map(({ name, type, decimal }) => {
    const value = `stored_.${quoteName(name)}`;
    const kept = decimal !== undefined ? rounded(value, decimal, type) : type.kind === 'ARRAY' ? storedArray(value, name, type) : value;
    return `${kept} AS ${quoteName(name)}`;
  });
  return { ...query, sql: `SELECT ${list.join(', ')} FROM (${query.sql}) AS stored_` };
}

function rounded(value: string, { scale }: DecimalSize, type: SqlType): string {
  return `round(${value}, ${scale})::${duckType(type)}`;
}
