import type { ScalarKind } from '../../../googlesql/types.ts';

/** Functions whose answer is not fixed, or that have none: no two evaluators need agree on them. */
export const EXCLUDED: Readonly<Record<string, string>> = {
  rand: 'random',
  generate_uuid: 'random',
  current_date: 'the clock',
  current_datetime: 'the clock',
  current_time: 'the clock',
  current_timestamp: 'the clock',
  session_user: 'the user',
  error: 'fails by design; has cases of its own',
  any_value: 'any of the values; made up over equal ones only',
  approx_count_distinct: 'approximate by definition; has cases of its own',
  approx_quantiles: 'approximate by definition; has cases of its own',
  approx_top_count: 'approximate by definition; has cases of its own',
  approx_top_sum: 'approximate by definition; has cases of its own',
};

const SMALL = ['0', '1', '2', '3', '-1', '5', '-2'];
const LENGTHS = ['0', '1', '2', '5', '7', '-1'];
const REGEXES = [`r'[a-z]+'`, `r'([0-9]+)'`, `r'^a'`, `r'b'`, `r'.'`, `r'x*'`, `r'(?i)HELLO'`, `r'é'`, `r'\\s'`, `r'$'`, `r'[^a-z]'`, `r'a|b'`, `r''`, `r'l+'`, `r'\\bx'`, `r'(a)(b)?'`, `r'('`];
const BYTE_REGEXES = [`rb'[a-z]+'`, `rb'b'`, `rb'.'`, `rb'\\x61'`, `rb'^a'`, `rb'x*'`];
const ZONES = [`'UTC'`, `'America/New_York'`, `'Europe/London'`, `'Asia/Kolkata'`, `'+05:30'`, `'-03:00'`, `'America/Los_Angeles'`, `'Australia/Lord_Howe'`, `'Nowhere/Nothing'`];
const JSON_TEXTS = [`'{"a": 1, "b": [1, 2, {"c": "x"}]}'`, `'[1, "a", null]'`, `'"a"'`, `'1.50'`, `'true'`, `'null'`, `'{"a": {"b": "\\\\u00e9"}}'`, `'{"a.b": 1, "é": 2}'`, `'{bad'`, `''`, `'{"a": "1", "a": "2"}'`, `'12345678901234567890'`, `' {"a" : [ ] } '`, `'["x", "y"]'`];
const JSON_PATHS = [`'$'`, `'$.a'`, `'$.b'`, `'$.b[1]'`, `'$.b[2].c'`, `'$[0]'`, `'$.nope'`, `'$.é'`, `"$['a.b']"`, `'$."a.b"'`, `'$.a.b'`];
const JSON_CHANGE_PATHS = [`'$.a'`, `'$.b[1]'`, `'$.b[5]'`, `'$.x'`, `'$.x.y'`, `'$[1]'`, `'$'`];
const DATE_FORMATS = [`'%Y-%m-%d'`, `'%F'`, `'%D'`, `'%x'`, `'%b %d, %Y'`, `'%A %B %e'`, `'%j'`, `'%U %W %V %G'`, `'%u %w'`, `'%y'`, `'%Q'`, `'%E4Y'`, `'%C'`, `'%h%n%t%%'`, `'%g'`];
const TIME_FORMATS = [`'%H:%M:%S'`, `'%T'`, `'%R'`, `'%I %p'`, `'%E3S'`, `'%E*S'`, `'%X'`, `'%k|%l'`, `'%E#S'`, `'%P'`];
const MOMENT_FORMATS = [...DATE_FORMATS, ...TIME_FORMATS, `'%c'`, `'%F %T'`, `'%FT%E6S'`];
const ZONED_FORMATS = [...MOMENT_FORMATS, `'%s'`, `'%z'`, `'%Z'`, `'%Ez'`, `'%F %T%z'`];
const URLS = [`'http://www.google.co.uk/path?q=1'`, `'https://user:pw@example.com:8080/'`, `'//foo.bar'`, `'mailto:a@b.com'`, `''`, `'www.例え.jp'`, `'  http://a.b.c.com  '`, `'http://[::1]:80/x'`, `'localhost'`];
const ADDRESSES = [`'1.2.3.4'`, `'::1'`, `'2001:db8::1'`, `'300.1.1.1'`, `'::ffff:1.2.3.4'`, `''`, `'1.2.3'`];
const ADDRESS_BYTES = [`b'\\x01\\x02\\x03\\x04'`, `b'\\x00'`, `b'0123456789abcdef'`, `b'\\x7f\\x00\\x00\\x01'`];
const CODE_POINTS = ['ARRAY<INT64>[65, 66]', 'ARRAY<INT64>[233, 128077]', 'ARRAY<INT64>[]', 'ARRAY<INT64>[255, 0]', 'ARRAY<INT64>[NULL, 65]', 'ARRAY<INT64>[1114112]', 'ARRAY<INT64>[55296]', 'ARRAY<INT64>[-1]'];
const SECONDS = ['0', '1', '-1', '1580474096', '86400', '-62135596800', '253402300799', '253402300800'];
const FRACTIONS = ['0', '0.25', '0.5', '0.9', '1'];
const POSITIVE = ['1', '2', '3'];
/** Of other decimals the reference evaluator of the npm package computes logarithms and powers of e without end. */
const POWERS_OF_TWO = ['0', '1', '2', '0.5', '4', '8', '-1.5'];
const DECIMAL_LOGARITHMS = Object.fromEntries((['NUMERIC', 'BIGNUMERIC'] as const).flatMap((kind) => {
  const of = (values: readonly string[]): string[] => [...values.map((value) => `${kind} '${value}'`), `CAST(NULL AS ${kind})`];
  return [
    [`FN_EXP_${kind}#0`, of(['0'])],
    ...['NATURAL', 'DECIMAL'].map((name) => [`FN_${name}_LOGARITHM_${kind}#0`, of(POWERS_OF_TWO)]),
    [`FN_LOGARITHM_${kind}#0`, of(POWERS_OF_TWO)],
    [`FN_LOGARITHM_${kind}#1`, of(POWERS_OF_TWO)],
  ];
})) as Readonly<Record<string, readonly string[]>>;
const BOOLS = ['TRUE', 'FALSE'];
const POW_BASES = ['2.0', '0.0', '-2.0', '0.5', '1.5', '10.0', `CAST('inf' AS FLOAT64)`, `CAST('nan' AS FLOAT64)`];

/**
 * What an argument may be, where not just any value of its type makes sense, or where it must be a constant:
 * by function or signature, and position.
 */
export const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  // By the documentation an option that is NULL is left out; the reference evaluator is older. Cases hold it.
  'json_array_append#5': BOOLS,
  'json_array_insert#5': BOOLS,
  'json_strip_nulls#2': BOOLS,
  'json_strip_nulls#3': BOOLS,
  'lpad#1': LENGTHS,
  'rpad#1': LENGTHS,
  'repeat#1': LENGTHS,
  'left#1': LENGTHS,
  'right#1': LENGTHS,
  'substr#1': SMALL,
  'substr#2': LENGTHS,
  'instr#2': SMALL,
  'instr#3': POSITIVE,
  'regexp_instr#2': SMALL,
  'regexp_instr#3': POSITIVE,
  'regexp_instr#4': ['0', '1'],
  'regexp_extract#2': POSITIVE,
  'regexp_extract#3': POSITIVE,
  'round#1': ['0', '1', '2', '-1', '-2', '9', '40', '-40'],
  'round#2': [`"ROUND_HALF_EVEN"`, `"ROUND_HALF_AWAY_FROM_ZERO"`],
  'trunc#1': ['0', '1', '2', '-1', '-2', '9'],
  '$bitwise_left_shift#1': ['0', '1', '8', '63', '64', '-1', '13'],
  '$bitwise_right_shift#1': ['0', '1', '8', '63', '64', '-1', '13'],
  'FN_POW_DOUBLE#0': POW_BASES,
  'FN_POW_DOUBLE#1': ['2.0', '0.0', '-1.0', '0.5', '3.0', `CAST('-inf' AS FLOAT64)`],
  // Fractions as exponents keep the reference evaluator busy for ever.
  'FN_POW_NUMERIC#1': [`NUMERIC '2'`, `NUMERIC '-1'`, `NUMERIC '0'`, `NUMERIC '3'`],
  'FN_POW_BIGNUMERIC#1': [`BIGNUMERIC '2'`, `BIGNUMERIC '-1'`, `BIGNUMERIC '0'`],
  ...DECIMAL_LOGARITHMS,
  'FN_EXP_DOUBLE#0': ['0.0', '1.0', '-1.5', '700.0', '710.0', `CAST('-inf' AS FLOAT64)`],
  'regexp_contains#1': REGEXES,
  'regexp_extract#1': REGEXES,
  'regexp_extract_all#1': REGEXES,
  'regexp_replace#1': REGEXES,
  'regexp_instr#1': REGEXES,
  'regexp_match#1': REGEXES,
  'regexp_replace#2': [`''`, `'<\\\\0>'`, `'x'`, `'\\\\1'`, `'é'`, `'\\\\9'`],
  'FN_REGEXP_CONTAINS_BYTES#1': BYTE_REGEXES,
  'FN_REGEXP_EXTRACT_BYTES#1': BYTE_REGEXES,
  'FN_REGEXP_EXTRACT_ALL_BYTES#1': BYTE_REGEXES,
  'FN_REGEXP_REPLACE_BYTES#1': BYTE_REGEXES,
  'FN_REGEXP_REPLACE_BYTES#2': [`b''`, `b'<\\\\0>'`, `b'x'`],
  'FN_REGEXP_INSTR_BYTES#1': BYTE_REGEXES,
  '$like#1': [`'%a%'`, `'_'`, `'a%'`, `'%'`, `''`, `'\\\\%a\\\\_'`, `'X_'`, `'%b_'`],
  'FN_BYTE_LIKE#1': [`b'%a%'`, `b'_'`, `b'a%'`, `b'%'`, `b''`],
  'translate#1': [`'abc'`, `''`, `'aé'`, `'aa'`],
  'translate#2': [`'xyz'`, `'x'`, `''`, `'é👍z'`],
  'FN_TRANSLATE_BYTES#1': [`b'abc'`, `b''`],
  'FN_TRANSLATE_BYTES#2': [`b'xyz'`, `b'x'`],
  'split#1': [`','`, `'a'`, `''`, `'--'`, `'é'`],
  'FN_SPLIT_BYTES#1': [`b','`, `b'a'`, `b'b'`],
  'from_base32#0': [`'MFRGG==='`, `''`, `'ME======'`, `'bad!'`],
  'from_base64#0': [`'YWJj'`, `''`, `'/+A='`, `'YQ=='`, `'*'`],
  'from_hex#0': [`'616263'`, `''`, `'abc'`, `'ZZ'`, `'FF00'`],
  'code_points_to_bytes#0': CODE_POINTS,
  'code_points_to_string#0': CODE_POINTS,
  'chr#0': ['65', '233', '128077', '0', '-1', '55296', '1114111', '1114112'],
  'FN_GENERATE_ARRAY_INT64#0': SMALL,
  'FN_GENERATE_ARRAY_INT64#1': ['5', '10', '-3'],
  'FN_GENERATE_ARRAY_INT64#2': ['1', '2', '-1', '3', '0'],
  'FN_GENERATE_ARRAY_DOUBLE#0': ['0.0', '1.5', '-1.0', `CAST('nan' AS FLOAT64)`],
  'FN_GENERATE_ARRAY_DOUBLE#1': ['2.0', '5.5', '-3.0'],
  'FN_GENERATE_ARRAY_DOUBLE#2': ['0.5', '1.0', '-1.0', '0.1', '0.0'],
  'FN_GENERATE_ARRAY_NUMERIC#0': [`NUMERIC '0'`, `NUMERIC '1.5'`],
  'FN_GENERATE_ARRAY_NUMERIC#1': [`NUMERIC '3'`, `NUMERIC '-2.5'`],
  'FN_GENERATE_ARRAY_NUMERIC#2': [`NUMERIC '0.5'`, `NUMERIC '-1'`, `NUMERIC '0'`],
  'FN_GENERATE_ARRAY_BIGNUMERIC#0': [`BIGNUMERIC '0'`, `BIGNUMERIC '1.5'`],
  'FN_GENERATE_ARRAY_BIGNUMERIC#1': [`BIGNUMERIC '3'`, `BIGNUMERIC '-2.5'`],
  'FN_GENERATE_ARRAY_BIGNUMERIC#2': [`BIGNUMERIC '0.5'`, `BIGNUMERIC '-1'`],
  'generate_date_array#0': [`DATE '2020-01-31'`, `DATE '2020-02-10'`, `DATE '2020-03-01'`, 'CAST(NULL AS DATE)'],
  'generate_date_array#1': [`DATE '2020-03-05'`, `DATE '2020-02-01'`, `DATE '2020-01-30'`],
  'generate_date_array#2': ['1', '2', '-1', '7', '-3', '0'],
  'generate_timestamp_array#0': [`TIMESTAMP '2020-01-31 12:00:00+00'`, `TIMESTAMP '2020-02-01 00:00:00+00'`],
  'generate_timestamp_array#1': [`TIMESTAMP '2020-02-02 00:00:00+00'`, `TIMESTAMP '2020-01-31 11:00:00+00'`],
  'generate_timestamp_array#2': ['6', '12', '-3', '25', '0'],
  'FN_DATE_FROM_YEAR_MONTH_DAY#0': ['2020', '1900', '1', '9999', '10000', '0'],
  'FN_DATE_FROM_YEAR_MONTH_DAY#1': ['1', '2', '12', '13', '0'],
  'FN_DATE_FROM_YEAR_MONTH_DAY#2': ['1', '28', '29', '31', '32'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#0': ['2020', '1900', '1', '9999', '10000'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#1': ['1', '2', '12', '13'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#2': ['1', '28', '29', '31'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#3': ['0', '12', '23', '24'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#4': ['0', '59', '60'],
  'FN_DATETIME_FROM_YEAR_MONTH_DAY_HOUR_MINUTE_SECOND#5': ['0', '59', '60', '61'],
  'FN_TIME_FROM_HOUR_MINUTE_SECOND#0': ['0', '12', '23', '24'],
  'FN_TIME_FROM_HOUR_MINUTE_SECOND#1': ['0', '59', '60'],
  'FN_TIME_FROM_HOUR_MINUTE_SECOND#2': ['0', '59', '60', '61', '-1'],
  'date_from_unix_date#0': ['0', '1', '-1', '18292', '2932896', '2932897', '-719162', '-719163'],
  'timestamp_seconds#0': SECONDS,
  'timestamp_millis#0': [...SECONDS, '253402300799999', '1580474096123'],
  'timestamp_micros#0': [...SECONDS, '253402300799999999', '1580474096123456'],
  'date_add#1': [...SMALL, '31', '13', '366', '4000000'],
  'date_sub#1': [...SMALL, '31', '13', '366', '4000000'],
  'datetime_add#1': [...SMALL, '31', '13', '90', '5000'],
  'datetime_sub#1': [...SMALL, '31', '13', '90', '5000'],
  'timestamp_add#1': [...SMALL, '31', '90', '5000'],
  'timestamp_sub#1': [...SMALL, '31', '90', '5000'],
  'time_add#1': [...SMALL, '31', '90', '5000'],
  'time_sub#1': [...SMALL, '31', '90', '5000'],
  '$interval#0': [...SMALL, '13', '10000', '10001'],
  'FN_ADD_DATE_INT64#1': [...SMALL, '31', '366'],
  'FN_SUBTRACT_DATE_INT64#1': [...SMALL, '31', '366'],
  'FN_ADD_INT64_DATE#0': [...SMALL, '31', '366'],
  'make_interval#0': SMALL,
  'make_interval#1': SMALL,
  'make_interval#2': SMALL,
  'make_interval#3': SMALL,
  'make_interval#4': SMALL,
  'make_interval#5': SMALL,
  'FN_MULTIPLY_INTERVAL_INT64#1': SMALL,
  'FN_MULTIPLY_INT64_INTERVAL#0': SMALL,
  'FN_DIVIDE_INTERVAL_INT64#1': SMALL,
  '$array_at_offset#1': ['0', '1', '2', '-1'],
  '$array_at_ordinal#1': ['0', '1', '2', '-1'],
  '$safe_array_at_offset#1': ['0', '1', '2', '-1'],
  '$safe_array_at_ordinal#1': ['0', '1', '2', '-1'],
  'FN_JSON_SUBSCRIPT_INT64#1': ['0', '1', '-1', '5'],
  'FN_JSON_SUBSCRIPT_STRING#1': [`'a'`, `'b'`, `'é'`, `''`],
  'array_slice#1': SMALL,
  'array_slice#2': SMALL,
  'array_first_n#1': LENGTHS,
  'array_last_n#1': LENGTHS,
  'array_remove_first_n#1': LENGTHS,
  'array_remove_last_n#1': LENGTHS,
  'json_extract#1': JSON_PATHS,
  'json_extract_scalar#1': JSON_PATHS,
  'json_extract_array#1': JSON_PATHS,
  'json_extract_string_array#1': JSON_PATHS,
  'json_query#1': JSON_PATHS,
  'json_value#1': JSON_PATHS,
  'json_query_array#1': JSON_PATHS,
  'json_value_array#1': JSON_PATHS,
  'FN_JSON_EXTRACT#0': JSON_TEXTS,
  'FN_JSON_EXTRACT_SCALAR#0': JSON_TEXTS,
  'FN_JSON_EXTRACT_ARRAY#0': JSON_TEXTS,
  'FN_JSON_EXTRACT_STRING_ARRAY#0': JSON_TEXTS,
  'FN_JSON_QUERY#0': JSON_TEXTS,
  'FN_JSON_VALUE#0': JSON_TEXTS,
  'FN_JSON_QUERY_ARRAY#0': JSON_TEXTS,
  'FN_JSON_VALUE_ARRAY#0': JSON_TEXTS,
  'parse_json#0': JSON_TEXTS,
  'parse_json#1': [`'exact'`, `'round'`],
  'float64#1': [`'exact'`, `'round'`],
  'json_set#1': JSON_CHANGE_PATHS,
  'json_set#3': JSON_CHANGE_PATHS,
  'json_remove#1': JSON_CHANGE_PATHS.slice(0, -1),
  'json_remove#2': JSON_CHANGE_PATHS.slice(0, -1),
  'json_array_append#1': JSON_CHANGE_PATHS,
  'json_array_append#3': JSON_CHANGE_PATHS,
  'json_array_insert#1': [`'$.b[1]'`, `'$[0]'`, `'$.b[5]'`, `'$.x[0]'`],
  'json_array_insert#3': [`'$.b[1]'`, `'$[0]'`],
  'json_strip_nulls#1': [`'$'`, `'$.a'`, `'$.b'`],
  'FN_JSON_OBJECT#0': [`'a'`, `'b'`, `'é'`],
  'FN_JSON_OBJECT#2': [`'c'`, `'a'`],
  'FN_FORMAT_DATE#0': DATE_FORMATS,
  'FN_FORMAT_DATETIME#0': MOMENT_FORMATS,
  'FN_FORMAT_TIME#0': TIME_FORMATS,
  'FN_FORMAT_TIMESTAMP#0': ZONED_FORMATS,
  'FN_FORMAT_TIMESTAMP#2': ZONES,
  'FN_PARSE_DATE#0': [`'%Y-%m-%d'`, `'%F'`, `'%d/%m/%y'`, `'%b %e %Y'`],
  'FN_PARSE_DATE#1': [`'2020-02-29'`, `'2019-02-29'`, `'31/12/68'`, `'31/12/69'`, `'Jan 5 2021'`, `''`, `' 2020-1-2 '`],
  'FN_PARSE_DATETIME#0': [`'%Y-%m-%d %H:%M:%S'`, `'%F %T'`, `'%FT%E*S'`, `'%c'`],
  'FN_PARSE_DATETIME#1': [`'2020-02-29 23:59:59'`, `'2020-02-29T01:02:03.25'`, `'Sat Feb 29 12:00:00 2020'`, `'2020-02-30 00:00:00'`],
  'FN_PARSE_TIME#0': [`'%H:%M:%S'`, `'%T'`, `'%I:%M %p'`, `'%E*S'`],
  'FN_PARSE_TIME#1': [`'12:34:56'`, `'07:05 PM'`, `'24:00:00'`, `'3'`],
  'FN_PARSE_TIMESTAMP#0': [`'%Y-%m-%d %H:%M:%S'`, `'%F %T%z'`, `'%s'`, `'%FT%E*SZ'`, `'%F %T %Z'`],
  'FN_PARSE_TIMESTAMP#1': [`'2020-02-29 23:59:59'`, `'2020-02-29 23:59:59+0530'`, `'1580474096'`, `'2020-02-29T01:02:03.25Z'`, `'2020-02-29 01:02:03 UTC'`],
  'FN_PARSE_TIMESTAMP#2': ZONES,
  'FN_TIMESTAMP_FROM_STRING#0': [`'2020-02-29 23:59:59'`, `'2020-02-29T01:02:03.25Z'`, `'2020-02-29 01:02:03+05:30'`, `'2020-02-29'`, `'2020-02-29 01:02:03 America/New_York'`, `'2020-2-9 1:2:3'`, `'x'`],
  'FN_TIMESTAMP_FROM_STRING#1': ZONES,
  'FN_TIMESTAMP_FROM_DATE#1': ZONES,
  'FN_TIMESTAMP_FROM_DATETIME#1': ZONES,
  'FN_DATE_FROM_TIMESTAMP#1': ZONES,
  'FN_DATETIME_FROM_TIMESTAMP#1': ZONES,
  'FN_TIME_FROM_TIMESTAMP#1': ZONES,
  'FN_STRING_FROM_TIMESTAMP#1': ZONES,
  'FN_TIMESTAMP_TRUNC#2': ZONES,
  'FN_EXTRACT_FROM_TIMESTAMP#2': ZONES,
  'FN_EXTRACT_DATE_FROM_TIMESTAMP#1': ZONES,
  'FN_EXTRACT_TIME_FROM_TIMESTAMP#1': ZONES,
  'FN_EXTRACT_DATETIME_FROM_TIMESTAMP#1': ZONES,
  'parse_numeric#0': [`'1.5'`, `' - 12 '`, `'1,234.5'`, `'1e3'`, `''`, `'0.0000000001'`, `'12e-9'`],
  'parse_bignumeric#0': [`'1.5'`, `' - 12 '`, `'1,234.5'`, `'1e3'`, `''`, `'1e-38'`],
  'net.host#0': URLS,
  'net.reg_domain#0': URLS,
  'net.public_suffix#0': URLS,
  'net.ip_from_string#0': ADDRESSES,
  'net.safe_ip_from_string#0': ADDRESSES,
  'net.ip_to_string#0': ADDRESS_BYTES,
  'net.ip_net_mask#0': ['4', '16', '5'],
  'net.ip_net_mask#1': ['0', '8', '24', '33', '128'],
  'net.ip_trunc#0': ADDRESS_BYTES,
  'net.ip_trunc#1': ['0', '8', '24', '33'],
  'net.ipv4_from_int64#0': ['0', '1', '16909060', '4294967295', '4294967296', '-1', '-2147483649'],
  'net.ipv4_to_int64#0': ADDRESS_BYTES,
  'lag#1': POSITIVE,
  'lead#1': POSITIVE,
  'nth_value#1': POSITIVE,
  'ntile#0': ['1', '2', '3', '5', '100'],
  'FN_PERCENTILE_CONT#1': FRACTIONS,
  'FN_PERCENTILE_DISC#1': FRACTIONS,
  'FN_PERCENTILE_CONT_NUMERIC#1': FRACTIONS.map((each) => `NUMERIC '${each}'`),
  'FN_PERCENTILE_DISC_NUMERIC#1': FRACTIONS.map((each) => `NUMERIC '${each}'`),
  'FN_PERCENTILE_CONT_BIGNUMERIC#1': FRACTIONS.map((each) => `BIGNUMERIC '${each}'`),
  'FN_PERCENTILE_DISC_BIGNUMERIC#1': FRACTIONS.map((each) => `BIGNUMERIC '${each}'`),
  'FN_STRING_AGG_DELIM_STRING#1': [`'-'`, `''`, `', '`],
  'FN_STRING_AGG_DELIM_BYTES#1': [`b'-'`, `b''`],
};

const DAYS_UP = ['DAY', 'WEEK', 'WEEK(MONDAY)', 'WEEK(THURSDAY)', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'];
const CLOCK = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
const DATE_FIELDS = ['DAYOFWEEK', 'DAY', 'DAYOFYEAR', 'WEEK', 'WEEK(MONDAY)', 'WEEK(SATURDAY)', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'];
const ADDED = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];

/** Date parts, by function and the type of its first argument. */
const PARTS: Readonly<Record<string, Partial<Record<ScalarKind, readonly string[]>>>> = {
  add: { DATE: ADDED, DATETIME: [...CLOCK, ...ADDED], TIMESTAMP: [...CLOCK, 'DAY'], TIME: CLOCK },
  diff: { DATE: DAYS_UP, DATETIME: [...CLOCK, ...DAYS_UP], TIMESTAMP: [...CLOCK, 'DAY'], TIME: CLOCK },
  trunc: { DATE: DAYS_UP, DATETIME: [...CLOCK, ...DAYS_UP], TIMESTAMP: [...CLOCK, ...DAYS_UP], TIME: CLOCK },
  extract: {
    DATE: DATE_FIELDS,
    DATETIME: [...CLOCK, ...DATE_FIELDS],
    TIMESTAMP: [...CLOCK, ...DATE_FIELDS],
    TIME: CLOCK,
    INTERVAL: [...CLOCK, 'DAY', 'MONTH', 'YEAR'],
  },
  last_day: { DATE: ['WEEK', 'WEEK(MONDAY)', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'], DATETIME: ['WEEK', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'] },
  interval: { INT64: ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] },
  generate_date_array: { DATE: ADDED },
  generate_timestamp_array: { TIMESTAMP: ['HOUR', 'DAY'] },
};

const MODES: Readonly<Record<string, readonly string[]>> = {
  'zetasql.functions.NormalizeMode': ['NFC', 'NFKC', 'NFD', 'NFKD'],
  'zetasql.functions.RoundingMode': [`"ROUND_HALF_EVEN"`, `"ROUND_HALF_AWAY_FROM_ZERO"`],
};

/** What an enum argument may be. */
export function enumValues(enumeration: string, functionName: string, first: ScalarKind): readonly string[] {
  const modes = MODES[enumeration];
  if (modes !== undefined) return modes;
  const name = functionName.replace('$', '');
  const use = PARTS[name] === undefined ? /_(add|sub|diff|trunc)$/.exec(name)?.[1]?.replace('sub', 'add') ?? '' : name;
  return PARTS[use]?.[first] ?? [];
}

/** Specifiers of FORMAT, by the type that each takes. */
export const FORMAT_SPECIFIERS: readonly (readonly [string, ScalarKind])[] = [
  ['%d', 'INT64'], ['%5d', 'INT64'], ['%-5d|', 'INT64'], ['%05d', 'INT64'], ['%+d', 'INT64'], ['%x', 'INT64'], ['%X', 'INT64'], ['%o', 'INT64'], [`%'d`, 'INT64'], ['%i', 'INT64'], ['% d', 'INT64'],
  ['%f', 'FLOAT64'], ['%.2f', 'FLOAT64'], ['%8.3f', 'FLOAT64'], ['%e', 'FLOAT64'], ['%E', 'FLOAT64'], ['%g', 'FLOAT64'], ['%G', 'FLOAT64'], [`%'.1f`, 'FLOAT64'], ['%+.1e', 'FLOAT64'], ['%F', 'FLOAT64'],
  ['%.3f', 'NUMERIC'], ['%f', 'NUMERIC'], ['%g', 'NUMERIC'],
  ['%s', 'STRING'], ['%5s', 'STRING'], ['%-5s|', 'STRING'], ['%.2s', 'STRING'], ['%t', 'STRING'], ['%T', 'STRING'], ['%%%s', 'STRING'],
  ['%t', 'INT64'], ['%T', 'INT64'], ['%t', 'FLOAT64'], ['%T', 'FLOAT64'], ['%t', 'BOOL'], ['%T', 'BOOL'], ['%t', 'BYTES'], ['%T', 'BYTES'], ['%t', 'DATE'], ['%T', 'DATE'], ['%t', 'TIMESTAMP'], ['%T', 'TIMESTAMP'],
  ['%t', 'DATETIME'], ['%T', 'DATETIME'], ['%t', 'TIME'], ['%T', 'TIME'], ['%t', 'NUMERIC'], ['%T', 'NUMERIC'], ['%t', 'JSON'], ['%T', 'JSON'], ['%p', 'JSON'], ['%t', 'INTERVAL'], ['%T', 'INTERVAL'], ['%t', 'BIGNUMERIC'],
];

/** Types between which CAST is defined, from each to the others. */
export const CASTS: Readonly<Record<ScalarKind, readonly ScalarKind[]>> = {
  BOOL: ['INT64', 'STRING'],
  INT64: ['BOOL', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  FLOAT64: ['INT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  NUMERIC: ['INT64', 'FLOAT64', 'BIGNUMERIC', 'STRING'],
  BIGNUMERIC: ['INT64', 'FLOAT64', 'NUMERIC', 'STRING'],
  STRING: ['BOOL', 'INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'BYTES', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP', 'INTERVAL'],
  BYTES: ['STRING'],
  DATE: ['STRING', 'DATETIME', 'TIMESTAMP'],
  TIME: ['STRING'],
  DATETIME: ['STRING', 'DATE', 'TIME', 'TIMESTAMP'],
  TIMESTAMP: ['STRING', 'DATE', 'TIME', 'DATETIME'],
  INTERVAL: ['STRING'],
  JSON: [],
};

/** Texts worth casting, by the type that they are cast to. */
export const CASTABLE_TEXTS: Partial<Readonly<Record<ScalarKind, readonly string[]>>> = {
  BOOL: [`'true'`, `'FALSE'`, `'1'`, `'t'`],
  INT64: [`'12'`, `' -7 '`, `'0x1F'`, `'+5'`, `'9223372036854775808'`, `'1.0'`, `'-0X8000000000000000'`],
  FLOAT64: [`'1.5'`, `'1e400'`, `'-inf'`, `'NaN'`, `' 3 '`, `'1e-400'`, `'.5'`, `'5.'`, `'+Infinity'`],
  NUMERIC: [`'1.5'`, `'1e3'`, `'0.0000000005'`, `'-99999999999999999999999999999.9999999995'`, `' 7 '`],
  BIGNUMERIC: [`'1.5'`, `'1e-38'`, `'5e-39'`, `'123456789012345678901234567890123456789'`],
  DATE: [`'2020-02-29'`, `'2019-2-9'`, `'2019-02-29'`, `'2020-01-31 12:00:00'`, `' 2020-01-31'`],
  TIME: [`'12:34:56'`, `'1:2:3.5'`, `'24:00:00'`, `'12:34'`],
  DATETIME: [`'2020-02-29 12:34:56.789'`, `'2020-02-29T01:02:03'`, `'2020-02-29'`, `'2020-02-29 25:00:00'`],
  TIMESTAMP: [`'2020-02-29 12:34:56.789+02'`, `'2020-02-29T01:02:03Z'`, `'2020-02-29 01:02:03 Asia/Kolkata'`, `'2020-02-29'`, `'2020-02-30 00:00:00'`],
  INTERVAL: [`'1-2 3 4:5:6'`, `'P1Y2M3DT4H5M6S'`, `'0-0 0 0:0:0.5'`, `'1'`],
  BYTES: [`'abc'`, `'é'`],
};
