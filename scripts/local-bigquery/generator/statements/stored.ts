import type { Column, SqlType } from '../../../googlesql/types.ts';
import type { ColumnDefinition, DecimalSize, DuckSql, ElementRule } from '../../statement.ts';
import { duckType, quoteName, structKey } from '../../storage/types.ts';
import { once } from '../expressions/expressions.ts';
import { fieldOf } from '../functions/equality.ts';
import type { Generation } from '../generation.ts';
import { namable } from '../text/macros.ts';
import { raise } from '../text/raise.ts';
import { LAMBDA_ROW, stringConstant } from '../text/text.ts';

/**
 * A value as a table keeps it: a REPEATED column or field has neither NULL, which is stored as an empty array, nor NULL elements;
 * a NUMERIC(P, S) is rounded to S digits. That it has no more than P is the table's own condition, as are all lengths and NOT NULL
 * outside arrays; those inside are looked at here.
 */
export function stored(sql: string, column: string, type: SqlType, generation: Generation, { decimal, rule = null }: Keeping = {}): string {
  if (decimal !== undefined) return rounded(sql, decimal, type);
  if (!holdsArray(type)) return sql;
  return once([sql], (value) => kept(value, column, type, rule), generation);
}

/** A value that is stored already, with an empty array in place of each that it lacks. @param value DuckDB text, short */
export function emptyArrays(value: string, column: string, type: SqlType): string {
  return kept(value, column, type, null);
}

/** What a column keeps of what is written into it. */
export interface Keeping {
  readonly decimal?: DecimalSize | undefined;
  readonly rule?: ElementRule | null | undefined;
}

export function holdsArray(type: SqlType): boolean {
  return type.kind === 'ARRAY' || (type.kind === 'STRUCT' && type.fields.some((field) => holdsArray(field.type)));
}

/** @param value short: it is written many times @param column its path @param rule of the value, or of an array's elements */
function kept(value: string, column: string, type: SqlType, rule: ElementRule | null, depth = 0): string {
  if (type.kind === 'ARRAY') {
    const failure = raise(stringConstant(`Array cannot have a null element; error in writing field ${column}`), duckType(type));
    const element = `${LAMBDA_ROW}${depth}`;
    const elements = rule !== null || holdsArray(type.element) ? `list_transform(${value}, lambda ${element}: ${kept(element, column, type.element, rule, depth + 1)})` : value;
    return `CASE WHEN ${value} IS NULL THEN []::${duckType(type)} WHEN len(${value}) > list_count(${value}) THEN ${failure} ELSE ${elements} END`;
  }
  if (type.kind !== 'STRUCT') return rule?.maxLength == null ? value : notLonger(value, rule.maxLength, column, type);
  if (rule === null && !holdsArray(type)) return value;
  const fields = type.fields.map((field, index) => {
    const [own, path, inner] = [fieldOf(value, type, index), `${column}.${field.name}`, rule?.fields[index] ?? null];
    const text = kept(own, path, field.type, inner, depth);
    const given = inner?.required === true ? `CASE WHEN ${own} IS NULL THEN ${raise(stringConstant(`Required field ${path} cannot be null`), duckType(field.type))} ELSE ${text} END` : text;
    return `${quoteName(structKey(field.name, index, type.fields))} := ${namable(given)}`;
  });
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${fields.join(', ')})::${duckType(type)} END`;
}

function notLonger(value: string, maxLength: number, column: string, type: SqlType): string {
  const failure = raise(stringConstant(`The value of field ${column} is longer than its type allows: ${maxLength}`), duckType(type));
  return `CASE WHEN ${type.kind === 'BYTES' ? 'octet_length' : 'length'}(${value}) > ${maxLength} THEN ${failure} ELSE ${value} END`;
}

/** The rows of a query as a new table of these columns keeps them. @param columns named as the query's own */
export function storedRows(query: DuckSql, columns: readonly (Column & Pick<ColumnDefinition, 'decimal'> & Pick<Keeping, 'rule'>)[]): DuckSql {
  if (columns.every(({ type, decimal }) => !holdsArray(type) && decimal === undefined)) return query;
  const list = columns.map(({ name, type, decimal, rule = null }) => {
    const value = `stored_.${quoteName(name)}`;
    return `${decimal === undefined ? kept(value, name, type, rule) : rounded(value, decimal, type)} AS ${quoteName(name)}`;
  });
  return { ...query, sql: `SELECT ${list.join(', ')} FROM (${query.sql}) AS stored_` };
}

function rounded(value: string, { scale }: DecimalSize, type: SqlType): string {
  return `round(${value}, ${scale})::${duckType(type)}`;
}
