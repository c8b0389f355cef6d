import { raise } from './raise.ts';

/** A DuckDB macro; its body sees each argument as often as it likes, so callers pass short texts. */
interface Macro {
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

const SECONDS = '(\\.\\d{0,6})?';
const CLOCK = `\\d{1,2}:\\d{1,2}:\\d{1,2}${SECONDS}`;
const DATE = '\\d{4}-\\d{1,2}-\\d{1,2}';
/** Trailing zeros of the fraction go in threes. */
const fraction = (micros: string): string =>
  `CASE WHEN ${micros} = 0 THEN '' WHEN ${micros} % 1000 = 0 THEN '.' || lpad((${micros} // 1000)::VARCHAR, 3, '0') ELSE '.' || lpad((${micros})::VARCHAR, 6, '0') END`;

const MACROS: readonly Macro[] = [
  parsed('gsql_string_to_int64', '\\s*[+-]?(\\d+|0[xX][0-9a-fA-F]+)\\s*', 'BIGINT', bad('int64')),
  parsed('gsql_string_to_double', '(?i)\\s*[+-]?((\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?|inf|infinity|nan)\\s*', 'DOUBLE', bad('double')),
  parsed('gsql_string_to_numeric', '\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*', 'DECIMAL(38,9)', `'Invalid NUMERIC value: ' || s`),
  parsed('gsql_string_to_bool', '(?i)true|false', 'BOOLEAN', bad('bool')),
  parsed('gsql_string_to_date', DATE, 'DATE', invalid('date: ', "''")),
  parsed('gsql_string_to_datetime', `${DATE}([ tT]${CLOCK})?`, 'TIMESTAMP', invalid('datetime string ', '"')),
  parsed('gsql_string_to_time', CLOCK, 'TIME', invalid('time string ', '"')),
  parsed(
    'gsql_string_to_timestamp',
    `${DATE}([ tT]${CLOCK})?([zZ]| ?UTC|[+-]\\d{1,2}(:\\d{2})?)?`,
    'TIMESTAMPTZ',
    invalid('timestamp: ', "''"),
    `CASE WHEN regexp_matches(s, '([zZ]|UTC|:\\d{1,2}(\\.\\d*)?[+-]\\d{1,2}(:\\d{2})?|\\d{4}-\\d{1,2}-\\d{1,2}[+-]\\d{1,2}(:\\d{2})?)\\s*$') THEN regexp_replace(trim(s), ' ?(UTC|[zZ])$', '+00')::TIMESTAMPTZ ELSE (trim(s) || CASE WHEN contains(s, ':') THEN '+00' ELSE ' 00:00:00+00' END)::TIMESTAMPTZ END`,
  ),
  macro('gsql_numeric_to_string', ['n'], `regexp_replace(regexp_replace(n::VARCHAR, '(\\.\\d*?)0+$', '\\1'), '\\.$', '')`),
  macro('gsql_double_to_numeric', ['x'], `CASE WHEN isfinite(x) THEN x::DECIMAL(38,9) WHEN x IS NULL THEN NULL ELSE ${failure(`'Illegal conversion of non-finite floating point number to numeric: ' || x::VARCHAR`, 'DECIMAL(38,9)')} END`),
  macro('gsql_time_to_string', ['t'], `strftime('1970-01-01'::DATE + t, '%H:%M:%S') || ${fraction(`(epoch_us('1970-01-01'::DATE + t) % 1000000)`)}`),
  macro('gsql_datetime_to_string', ['t'], `strftime(t, '%Y-%m-%d %H:%M:%S') || ${fraction('(microsecond(t) % 1000000)')}`),
  macro('gsql_timestamp_to_string', ['t'], `strftime(timezone('UTC', t), '%Y-%m-%d %H:%M:%S') || ${fraction(`(microsecond(timezone('UTC', t)) % 1000000)`)} || '+00'`),
  macro('gsql_days', ['d'], `(d - '1970-01-01'::DATE)`),
  macro('gsql_checked_date', ['d'], `CASE WHEN d NOT BETWEEN '0001-01-01'::DATE AND '9999-12-31'::DATE THEN ${failure(`'Date is out of range: ' || d::VARCHAR`, 'DATE')} ELSE d END`),
];

/** Statements that define the macros which generated SQL calls; run once when the DuckDB file is opened. */
export const MACRO_DEFINITIONS: readonly string[] = MACROS.map(({ name, parameters, body }) => `CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS (${body})`);
