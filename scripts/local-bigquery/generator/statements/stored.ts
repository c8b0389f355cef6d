import type { Column, SqlType } from '../../../googlesql/types.ts';
import type { ColumnDefinition, DecimalSize, DuckSql } from '../../statement.ts';
import { duckType, quoteName, structKey } from '../../storage/types.ts';
import { once } from '../expressions/expressions.ts';
import { fieldOf } from '../functions/equality.ts';
import type { Generation } from '../generation.ts';
import { namable } from '../text/macros.ts';
import { raise } from '../text/raise.ts';
import { LAMBDA_ROW, stringConstant } from '../text/text.ts';

/**
 * A value as a table keeps it: a REPEATED column or field has neither NULL, which is stored as an empty array, nor NULL elements;
 * a NUMERIC(P, S) is rounded to S digits. That it has no more than P is the table's own condition.
 */
export function stored(sql: string, column: string, type: SqlType, generation: Generation, decimal?: DecimalSize): string {
  if (decimal !== undefined) return rounded(sql, decimal, type);
  if (!holdsArray(type)) return sql;
  return once([sql], (value) => kept(value, column, type), generation);
}

export function holdsArray(type: SqlType): boolean {
  return type.kind === 'ARRAY' || (type.kind === 'STRUCT' && type.fields.some((field) => holdsArray(field.type)));
}

/** @param value short: it is written many times */
function kept(value: string, column: string, type: SqlType, depth = 0): string {
  if (type.kind === 'ARRAY') {
    const failure = raise(stringConstant(`Array cannot have a null element; error in writing field ${column}`), duckType(type));
    const element = `${LAMBDA_ROW}${depth}`;
    const elements = holdsArray(type.element) ? `list_transform(${value}, lambda ${element}: ${kept(element, column, type.element, depth + 1)})` : value;
    return `CASE WHEN ${value} IS NULL THEN []::${duckType(type)} WHEN len(${value}) > list_count(${value}) THEN ${failure} ELSE ${elements} END`;
  }
  if (type.kind !== 'STRUCT' || !holdsArray(type)) return value;
  const fields = type.fields.map((field, index) => `${quoteName(structKey(field.name, index, type.fields))} := ${namable(kept(fieldOf(value, type, index), column, field.type, depth))}`);
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')})::${duckType(type)} END`;
}

/** The rows of a query as a new table of these columns keeps them. @param columns named as the query's own */
export function storedRows(query: DuckSql, columns: readonly (Column & Pick<ColumnDefinition, 'decimal'>)[]): DuckSql {
  if (columns.every(({ type, decimal }) => !holdsArray(type) && decimal === undefined)) return query;
  const list = columns.map(({ name, type, decimal }) => {
    const value = `stored_.${quoteName(name)}`;
    return `${decimal === undefined ? kept(value, name, type) : rounded(value, decimal, type)} AS ${quoteName(name)}`;
  });
  return { ...query, sql: `SELECT ${list.join(', ')} FROM (${query.sql}) AS stored_` };
}

function rounded(value: string, { scale }: DecimalSize, type: SqlType): string {
  return `round(${value}, ${scale})::${duckType(type)}`;
}
