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

const SECONDS = '(\\.\\d{1,6})?';
const CLOCK = `([01]?\\d|2[0-3]):\\d{1,2}:\\d{1,2}${SECONDS}`;
const OFFSET = '[+-]((0?\\d|1[0-3])(:[0-5]\\d)?|14(:00)?)';
const DATE = '\\d{4}-\\d{1,2}-\\d{1,2}';
/** Trailing zeros of the fraction go in threes. */
const fraction = (micros: string): string =>
  `CASE WHEN ${micros} = 0 THEN '' WHEN ${micros} % 1000 = 0 THEN '.' || lpad((${micros} // 1000)::VARCHAR, 3, '0') ELSE '.' || lpad((${micros})::VARCHAR, 6, '0') END`;

const INT64 = '\\s*[+-]?(\\d+|0[xX][0-9a-fA-F]+)\\s*';
const DOUBLE = '(?i)\\s*[+-]?((\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?|inf|infinity|nan)\\s*';
const NUMERIC = '\\s*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*';
const BOOL = '(?i)true|false';
/** SAFE_CAST of a string: TRY would compute every vector with one bad value again, row by row. */
const safelyParsed = (name: string, pattern: string, type: string): Macro => macro(name, ['s'], `CASE WHEN regexp_full_match(s, '${pattern}') THEN TRY_CAST(trim(s) AS ${type}) END`);

const MACROS: readonly Macro[] = [
  macro('gsql_checked_date', ['d'], `CASE WHEN d NOT BETWEEN '0001-01-01'::DATE AND '9999-12-31'::DATE THEN ${failure(`'Date is out of range: ' || d::VARCHAR`, 'DATE')} ELSE d END`),
  macro('gsql_checked_datetime', ['t'], `CASE WHEN t NOT BETWEEN '0001-01-01 00:00:00'::TIMESTAMP AND '9999-12-31 23:59:59.999999'::TIMESTAMP THEN ${failure(`'Datetime is out of range: ' || t::VARCHAR`, 'TIMESTAMP')} ELSE t END`),
  macro('gsql_checked_timestamp', ['t'], `CASE WHEN t NOT BETWEEN '0001-01-01 00:00:00+00'::TIMESTAMPTZ AND '9999-12-31 23:59:59.999999+00'::TIMESTAMPTZ THEN ${failure(`'Timestamp is out of range: ' || t::VARCHAR`, 'TIMESTAMPTZ')} ELSE t END`),
  safelyParsed('gsql_safe_string_to_int64', INT64, 'BIGINT'),
  safelyParsed('gsql_safe_string_to_double', DOUBLE, 'DOUBLE'),
  safelyParsed('gsql_safe_string_to_numeric', NUMERIC, 'DECIMAL(38,9)'),
  safelyParsed('gsql_safe_string_to_bool', BOOL, 'BOOLEAN'),
  macro('gsql_safe_string_to_date', ['s'], `CASE WHEN regexp_full_match(s, '${DATE}') AND TRY_CAST(s AS DATE) >= '0001-01-01'::DATE THEN TRY_CAST(s AS DATE) END`),
  parsed('gsql_string_to_int64', INT64, 'BIGINT', bad('int64')),
  parsed('gsql_string_to_double', DOUBLE, 'DOUBLE', bad('double')),
  parsed('gsql_string_to_numeric', NUMERIC, 'DECIMAL(38,9)', `'Invalid NUMERIC value: ' || s`),
  parsed('gsql_string_to_bool', BOOL, 'BOOLEAN', bad('bool')),
  parsed('gsql_string_to_date', DATE, 'DATE', invalid('date: ', "''"), 'gsql_checked_date(trim(s)::DATE)'),
  parsed('gsql_string_to_datetime', `${DATE}([ tT]${CLOCK})?`, 'TIMESTAMP', invalid('datetime string ', '"'), 'gsql_checked_datetime(trim(s)::TIMESTAMP)'),
  parsed('gsql_string_to_time', CLOCK, 'TIME', invalid('time string ', '"')),
  parsed(
    'gsql_string_to_timestamp',
    `${DATE}([ tT]${CLOCK})?([zZ]| UTC|${OFFSET})?`,
    'TIMESTAMPTZ',
    invalid('timestamp: ', "''"),
    `gsql_checked_timestamp(CASE WHEN regexp_matches(s, '([zZ]|UTC|:\\d{1,2}(\\.\\d*)?[+-]\\d{1,2}(:\\d{2})?|\\d{4}-\\d{1,2}-\\d{1,2}[+-]\\d{1,2}(:\\d{2})?)\\s*$') THEN regexp_replace(trim(s), ' ?(UTC|[zZ])$', '+00')::TIMESTAMPTZ ELSE (trim(s) || CASE WHEN contains(s, ':') THEN '+00' ELSE ' 00:00:00+00' END)::TIMESTAMPTZ END)`,
  ),
  macro('gsql_numeric_to_string', ['n'], `regexp_replace(regexp_replace(n::VARCHAR, '(\\.\\d*?)0+$', '\\1'), '\\.$', '')`),
  macro('gsql_double_to_numeric', ['x'], `CASE WHEN isfinite(x) THEN x::DECIMAL(38,9) WHEN x IS NULL THEN NULL ELSE ${failure(`'Illegal conversion of non-finite floating point number to numeric: ' || x::VARCHAR`, 'DECIMAL(38,9)')} END`),
  macro('gsql_time_to_string', ['t'], `strftime('1970-01-01'::DATE + t, '%H:%M:%S') || ${fraction(`(epoch_us('1970-01-01'::DATE + t) % 1000000)`)}`),
  macro('gsql_datetime_to_string', ['t'], `strftime(t, '%Y-%m-%d %H:%M:%S') || ${fraction('(microsecond(t) % 1000000)')}`),
  macro('gsql_timestamp_to_string', ['t'], `strftime(timezone('UTC', t), '%Y-%m-%d %H:%M:%S') || ${fraction(`(microsecond(timezone('UTC', t)) % 1000000)`)} || '+00'`),
  macro('gsql_days', ['d'], `(d - '1970-01-01'::DATE)`),
  // Of a time that the clock shows twice, DuckDB takes the second, GoogleSQL the first.
  macro('gsql_earliest', ['found', 't', 'zone'], `CASE WHEN timezone(zone, found - to_microseconds(3600000000)) = t THEN found - to_microseconds(3600000000) WHEN timezone(zone, found - to_microseconds(1800000000)) = t THEN found - to_microseconds(1800000000) WHEN timezone(zone, found - to_microseconds(7200000000)) = t THEN found - to_microseconds(7200000000) ELSE found END`),
  // Before standard time, offsets have seconds, which GoogleSQL rounds to minutes.
  macro('gsql_local_time', ['t', 'zone'], `CASE WHEN t < '1938-01-01 00:00:00+00'::TIMESTAMPTZ AND zone NOT IN ('UTC', 'Etc/UTC') THEN ${failure(`'A time before 1938 in a time zone is not supported by the local BigQuery'`, 'TIMESTAMP')} ELSE gsql_checked_datetime(timezone(zone, t)) END`),
  macro('gsql_instant', ['t', 'zone'], `CASE WHEN t < '1938-01-01 00:00:00'::TIMESTAMP AND zone NOT IN ('UTC', 'Etc/UTC') THEN ${failure(`'A time before 1938 in a time zone is not supported by the local BigQuery'`, 'TIMESTAMPTZ')} ELSE gsql_checked_timestamp(gsql_earliest(timezone(zone, t), t, zone)) END`),
];

/** Statements that define the macros which generated SQL calls; run once when the DuckDB file is opened. */
export const MACRO_DEFINITIONS: readonly string[] = MACROS.map(({ name, parameters, body }) => `CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS (${body})`);
