import { DATE_MACROS } from './date-macros.ts';
import { raise } from './raise.ts';

/** A DuckDB macro; its body sees each argument as often as it likes, so callers pass short texts. */
export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: string;
}

const macro = (name: string, parameters: readonly string[], body: string): Macro => ({ name, parameters, body });
const failure = (text: string, type: string): string => raise(text, type);

/** A string that must have a form, else `Bad <type> value`: DuckDB's own casts accept more than GoogleSQL's. */
const parsed = (name: string, pattern: string, type: string, message: string, convert = `trim(s)::${type}`): Macro =>
  macro(name, ['s'], `CASE WHEN s IS NULL THEN NULL::${type} WHEN regexp_full_match(s, '${pattern}') THEN ${convert} ELSE ${failure(message, type)} END`);
const bad = (type: string): string => `'Bad ${type} value: ' || s`;
const invalid = (what: string, quote: '"' | "''"): string => `'Invalid ${what}${quote}' || s || '${quote}'`;

const DATE = '\\d{4}-\\d{1,2}-\\d{1,2}';
/** Trailing zeros of the fraction go in threes. */
const fraction = (micros: string): string =>
  `CASE WHEN ${micros} = 0 THEN '' WHEN ${micros} % 1000 = 0 THEN '.' || lpad((${micros} // 1000)::VARCHAR, 3, '0') ELSE '.' || lpad((${micros})::VARCHAR, 6, '0') END`;

const INT64 = '[\\s\\v]*[+-]?\\d+[\\s\\v]*';
const HEXADECIMAL = '(?i)[\\s\\v]*[+-]?0x[0-9a-f]+[\\s\\v]*';
const DOUBLE = '(?i)[\\s\\v]*[+-]?((\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?|inf|infinity|nan)[\\s\\v]*';
const HEXADECIMAL_DOUBLE = '(?i)[\\s\\v]*[+-]?0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?\\d+)?[\\s\\v]*';
const NAMED_NAN = '(?i)[\\s\\v]*[+-]?nan\\(\\w*\\)[\\s\\v]*';
/** Of a text of the form HEXADECIMAL; NULL beyond INT64. DuckDB's own cast knows no sign before hexadecimal digits. */
const HEXADECIMAL_VALUE = `TRY_CAST(TRY_CAST(regexp_extract(s, '0[xX][0-9a-fA-F]+') AS UBIGINT)::HUGEINT * CASE WHEN contains(s, '-') THEN -1 ELSE 1 END AS BIGINT)`;
const OTHER_DOUBLES = `WHEN regexp_full_match(s, '${HEXADECIMAL_DOUBLE}') THEN gsql_hexadecimal_to_double(s) WHEN regexp_full_match(s, '${NAMED_NAN}') THEN 'NaN'::DOUBLE`;
const BOOL = '(?i)true|false';
/** SAFE_CAST of a string: TRY would compute every vector with one bad value again, row by row. */
const safelyParsed = (name: string, pattern: string, type: string): Macro => macro(name, ['s'], `CASE WHEN regexp_full_match(s, '${pattern}') THEN TRY_CAST(trim(s) AS ${type}) END`);

/** Each after those that it uses. */
export const MACROS: readonly Macro[] = [
  ...DATE_MACROS,
  macro('gsql_safe_string_to_int64', ['s'], `CASE WHEN regexp_full_match(s, '${INT64}') THEN TRY_CAST(trim(s) AS BIGINT) WHEN regexp_full_match(s, '${HEXADECIMAL}') THEN ${HEXADECIMAL_VALUE} END`),
  macro('gsql_safe_string_to_double', ['s'], `CASE WHEN regexp_full_match(s, '${DOUBLE}') THEN TRY_CAST(trim(s) AS DOUBLE) ${OTHER_DOUBLES} END`),
  safelyParsed('gsql_safe_string_to_bool', BOOL, 'BOOLEAN'),
  macro('gsql_safe_string_to_date', ['s'], `CASE WHEN regexp_full_match(s, '${DATE}') AND TRY_CAST(s AS DATE) >= '0001-01-01'::DATE THEN TRY_CAST(s AS DATE) END`),
  macro('gsql_string_to_int64', ['s'], `CASE WHEN s IS NULL THEN NULL::BIGINT WHEN regexp_full_match(s, '${INT64}') THEN trim(s)::BIGINT WHEN regexp_full_match(s, '${HEXADECIMAL}') AND ${HEXADECIMAL_VALUE} IS NOT NULL THEN ${HEXADECIMAL_VALUE} ELSE ${failure(bad('int64'), 'BIGINT')} END`),
  macro('gsql_string_to_double', ['s'], `CASE WHEN s IS NULL THEN NULL::DOUBLE WHEN regexp_full_match(s, '${DOUBLE}') THEN trim(s)::DOUBLE ${OTHER_DOUBLES} ELSE ${failure(bad('double'), 'DOUBLE')} END`),
  parsed('gsql_string_to_bool', BOOL, 'BOOLEAN', bad('bool')),
  parsed('gsql_string_to_date', DATE, 'DATE', invalid('date: ', "''"), `CASE WHEN s LIKE '0000%' THEN ${failure(`'Date value out of range: ''' || s || ''''`, 'DATE')} ELSE s::DATE END`),
  macro('gsql_numeric_to_string', ['n'], `regexp_replace(regexp_replace(n::VARCHAR, '(\\.\\d*?)0+$', '\\1'), '\\.$', '')`),
  // Of its own cast of doubles DuckDB says that it may be off by one unit: near a tie the exact function decides.
  macro('gsql_double_to_numeric', ['x'], `CASE WHEN abs(x) < 100000 AND abs(x * 1e9 - round(x * 1e9)) < 0.4 THEN x::DECIMAL(38,9) ELSE gsql_double_to_numeric_exactly(x) END`),
  // Up to here units are exact as a double, and one division rounds once.
  macro('gsql_numeric_to_double', ['n'], `CASE WHEN abs(n) < 9000000 THEN n::DOUBLE ELSE gsql_numeric_to_double_exactly(n) END`),
  macro('gsql_time_to_string', ['t'], `strftime('1970-01-01'::DATE + t, '%H:%M:%S') || ${fraction(`(epoch_us('1970-01-01'::DATE + t) % 1000000)`)}`),
  macro('gsql_datetime_to_string', ['t'], `strftime(t, '%Y-%m-%d %H:%M:%S') || ${fraction('(microsecond(t) % 1000000)')}`),
  macro('gsql_timestamp_to_string', ['t'], `strftime(make_timestamp(epoch_us(t)), '%Y-%m-%d %H:%M:%S') || ${fraction(`(microsecond(make_timestamp(epoch_us(t))) % 1000000)`)} || '+00'`),
];

const MACRO_NAMES: ReadonlySet<string> = new Set(MACROS.map(({ name }) => name));

/** What a field of a row takes: a macro over columns of a query further out loses the name that a field would give it. */
export function namable(value: string): string {
  return MACRO_NAMES.has(/^\(*(\w+)\(/.exec(value)?.[1] ?? '') ? `coalesce(${value}, NULL)` : value;
}

/** Statements that define the macros which generated SQL calls; run once when the DuckDB file is opened. */
export const MACRO_DEFINITIONS: readonly string[] = MACROS.map(({ name, parameters, body }) => `CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS (${body})`);
