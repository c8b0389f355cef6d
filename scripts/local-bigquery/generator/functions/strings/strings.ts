import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { stringConstant } from '../../text/text.ts';
import { formatFunction } from './format.ts';
import { isNullLiteral, literalInteger } from '../../expressions/constants.ts';
import { argument, type Builder, type Catalogue, chain, repeat, same, text } from '../catalogue.ts';
import { containsSubstr } from './contains-substr.ts';
import { checkedPadding, checkedSize, paddingChecks, paddingSize } from './padding.ts';

/** Outside ASCII the case mappings differ (ß, İ): JavaScript has ICU's, as GoogleSQL does. */
const casing = (name: 'upper' | 'lower'): Builder => repeat((s) => `CASE WHEN strlen(${s}) = length(${s}) THEN ${name}(${s}) ELSE gsql_${name}(${s}) END`);

const trim = (name: string): Builder => ({ args: [s, characters] }) =>
  characters === undefined ? `${name}(${s ?? ''}, ${WHITESPACE})` : `${name}(${s ?? ''}, ${characters})`;
/** Unicode's White_Space, which is what TRIM without a second argument removes. */
const WHITESPACE = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0xa0, 0x1680, ...Array.from({ length: 11 }, (_, index) => 0x2000 + index), 0x2028, 0x2029, 0x202f, 0x205f, 0x3000]
  .map((code) => (code < 0x20 ? `chr(${code})` : stringConstant(String.fromCodePoint(code))))
  .join(' || ')
  .replace(/^.*$/, (list) => `(${list})`);

/** DuckDB refuses larger numbers; no string is longer. */
const MAX_LENGTH = 4_294_967_295;
const capped = (count: string): string => `CASE WHEN ${count} > ${MAX_LENGTH} THEN ${MAX_LENGTH} ELSE ${count} END`;

const anySubstr: Builder = (call) =>
  call.once(call.args, (s, position, length) => {
    const start = `CASE WHEN ${position} > 0 THEN ${position} WHEN ${position} = 0 OR ${position} < -length(${s}) THEN 1 ELSE length(${s}) + ${position} + 1 END`;
    if (call.args.length === 2) return `substr(${s}, ${capped(start)})`;
    return `CASE WHEN ${s} IS NULL OR ${position} IS NULL THEN NULL WHEN ${length} < 0 THEN ${raise(`'Third argument in SUBSTR() cannot be negative'`, 'VARCHAR')} ELSE substr(${s}, ${capped(start)}, ${capped(length)}) END`;
  });

/** Positions count from 1, from the end when negative, and 0 is 1; before the start is the start. */
const substr: Builder = (call) => {
  const [position, length] = call.node.argumentList.slice(1).map(literalInteger);
  const isPlain = position != null && position > 0 && position < MAX_LENGTH && (length === undefined || (length !== null && length >= 0 && length < MAX_LENGTH));
  return isPlain ? `substr(${call.args.join(', ')})` : anySubstr(call);
};

const pad = (name: 'lpad' | 'rpad'): Builder => (call) =>
  call.once([argument(call, 0), argument(call, 1), call.args[2] ?? `' '`], (s, size, pattern) => {
    const padded = `${name}(${s}, ${paddingSize(size)}, ${pattern})`;
    return `CASE ${paddingChecks(s, size, pattern, `''`, 'VARCHAR')} ${checkedPadding(size, padded)} ELSE ${padded} END`;
  });

const side = (name: 'left' | 'right'): Builder =>
  repeat((s, size) => `CASE WHEN ${s} IS NULL THEN NULL WHEN ${size} < 0 THEN ${raise(`'Second argument in ${name.toUpperCase()}() cannot be negative'`, 'VARCHAR')} ELSE ${name}(${s}, ${capped(size)}) END`);

const NORMAL_FORMS = ['NFC', 'NFKC', 'NFD', 'NFKD'] as const;

const normal = (name: string): Builder => (call) => {
  const mode = call.node.argumentList[1];
  const form = mode === undefined ? 0 : literalInteger(mode);
  const written = form === null ? undefined : NORMAL_FORMS[form];
  if (written === undefined) throw unsupported(`${call.node.function.replace(/^\w+:/, '').toUpperCase()} with this normalization mode`);
  return `${name}(${argument(call, 0)}, '${written}')`;
};

const MAX_INT64 = '9223372036854775807::BIGINT';

const editDistance: Builder = (call) => {
  const name = call.node.argumentList[0]?.type.kind === 'BYTES' ? 'gsql_edit_distance_bytes' : 'gsql_edit_distance';
  const most = isNullLiteral(call.node.argumentList[2] ?? { kind: '' }) ? MAX_INT64 : (call.args[2] ?? MAX_INT64);
  return `${name}(${argument(call, 0)}, ${argument(call, 1)}, ${most})`;
};

export const STRINGS: Catalogue = {
  'BigQuery:contains_substr': containsSubstr,
  'BigQuery:edit_distance': editDistance,
  FN_CONCAT_STRING: chain('||'),
  FN_CONCAT_OP_STRING: chain('||'),
  FN_UPPER_STRING: casing('upper'),
  FN_LOWER_STRING: casing('lower'),
  FN_LENGTH_STRING: same('length'),
  FN_CHAR_LENGTH_STRING: same('length'),
  FN_BYTE_LENGTH_STRING: same('strlen'),
  FN_STARTS_WITH_STRING: same('starts_with'),
  FN_ENDS_WITH_STRING: same('ends_with'),
  FN_STRPOS_STRING: same('strpos'),
  FN_SUBSTR_STRING: substr,
  FN_TRIM_STRING: trim('trim'),
  FN_LTRIM_STRING: trim('ltrim'),
  FN_RTRIM_STRING: trim('rtrim'),
  FN_REPLACE_STRING: repeat((s, from, to) => `CASE WHEN ${from} = '' AND ${to} IS NOT NULL THEN ${s} ELSE replace(${s}, ${from}, ${to}) END`),
  FN_LPAD_STRING: pad('lpad'),
  FN_RPAD_STRING: pad('rpad'),
  FN_LEFT_STRING: side('left'),
  FN_RIGHT_STRING: side('right'),
  FN_REPEAT_STRING: repeat((s, times) => `CASE ${checkedSize(`strlen(${s})`, times, 'VARCHAR')} ELSE repeat(${s}, ${times}) END`),
  FN_REVERSE_STRING: text((s) => `gsql_reverse(${s})`),
  FN_SPLIT_STRING: (call) => {
    const delimiter = call.args[1] ?? `','`;
    return call.once([argument(call, 0), delimiter], (s, by) => `CASE WHEN ${by} IS NULL THEN NULL WHEN ${s} = '' THEN [''] ELSE string_split(${s}, ${by}) END`);
  },
  FN_INSTR_STRING: (call) => (call.args.length === 2 ? `strpos(${call.args.join(', ')})` : `gsql_instr(${argument(call, 0)}, ${argument(call, 1)}, ${argument(call, 2)}, ${call.args[3] ?? '1::BIGINT'})`),
  FN_FORMAT_STRING: formatFunction,
  FN_ASCII_STRING: repeat((s) => `CASE WHEN ${s} = '' THEN 0 WHEN unicode(${s}) > 127 THEN ${raise(`'Argument to ASCII is not a structurally valid ASCII string: ''' || ${s} || ''''`, 'BIGINT')} ELSE ascii(${s}) END::BIGINT`),
  FN_UNICODE_STRING: repeat((s) => `CASE WHEN ${s} = '' THEN 0 ELSE unicode(${s}) END::BIGINT`),
  FN_CHR_STRING: same('gsql_chr'),
  FN_TO_CODE_POINTS_STRING: same('gsql_code_points'),
  FN_CODE_POINTS_TO_STRING: same('gsql_code_points_to_string'),
  FN_TRANSLATE_STRING: same('gsql_translate'),
  FN_INITCAP_STRING: (call) => `gsql_initcap(${argument(call, 0)}, ${call.args[1] ?? "chr(0) || 'default'"})`,
  FN_SOUNDEX_STRING: same('gsql_soundex'),
  FN_NORMALIZE_STRING: normal('gsql_normalize'),
  FN_NORMALIZE_AND_CASEFOLD_STRING: normal('gsql_normalize_and_casefold'),
};
