import { BigQueryError } from '../../errors.ts';
import { raise } from '../raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text.ts';
import { formatFunction } from './format.ts';
import { literalInteger, literalString } from '../constants.ts';
import { argument, type Builder, type Call, type Catalogue, repeat, same, text } from './catalogue.ts';

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
    return `CASE WHEN ${length} < 0 THEN ${raise(`'Third argument in SUBSTR() cannot be negative'`, 'VARCHAR')} ELSE substr(${s}, ${capped(start)}, ${capped(length)}) END`;
  });

/** Positions count from 1, from the end when negative, and 0 is 1; before the start is the start. */
const substr: Builder = (call) => {
  const [position, length] = call.node.argumentList.slice(1).map(literalInteger);
  const isPlain = position != null && position > 0 && position < MAX_LENGTH && (length === undefined || (length !== null && length >= 0 && length < MAX_LENGTH));
  return isPlain ? `substr(${call.args.join(', ')})` : anySubstr(call);
};

const pad = (name: 'lpad' | 'rpad'): Builder => (call) =>
  call.once([argument(call, 0), argument(call, 1), call.args[2] ?? `' '`], (s, size, pattern) =>
    `CASE WHEN ${size} < 0 THEN ${raise(`'Second argument (output size) for LPAD/RPAD cannot be negative'`, 'VARCHAR')} WHEN ${pattern} = '' THEN ${raise(`'Third argument (pad pattern) for LPAD/RPAD cannot be empty'`, 'VARCHAR')} ELSE ${name}(${s}, ${size}::INTEGER, ${pattern}) END`);

const side = (name: 'left' | 'right'): Builder =>
  repeat((s, size) => `CASE WHEN ${size} < 0 THEN ${raise(`'Second argument in ${name.toUpperCase()}() cannot be negative'`, 'VARCHAR')} ELSE ${name}(${s}, ${size}) END`);

/** The pattern of a regular expression function: a constant, so that its groups are known. */
function pattern(call: Call): string {
  const node = call.node.argumentList[1];
  const literal = node === undefined ? null : literalString(node);
  if (literal === null) throw unsupported('A regular expression that is not a constant, in this function,');
  return literal;
}

function groups(regexp: string): number {
  return regexp.replace(/\\.|\[\^?\]?(?:\\.|[^\]])*\]/gs, '').match(/\((?!\?)|\(\?P?</g)?.length ?? 0;
}

/** DuckDB tells a group that matched nothing from one that took no part by neither NULL nor otherwise. */
function mayBeSkipped(regexp: string): boolean {
  const bare = regexp.replace(/\\.|\[\^?\]?(?:\\.|[^\]])*\]/gs, 'x');
  const outside = bare.replace(/\((?!\?)[^()]*\)/g, 'x');
  return /\)(?:[?*]|\{0?,|\{0\})/.test(bare) || outside.includes('|');
}

const regexpExtract: Builder = (call) => {
  if (call.args.length > 2) throw unsupported('REGEXP_EXTRACT with a position');
  const count = groups(pattern(call));
  if (count > 1) throw new BigQueryError('invalidQuery', 'Regular expressions passed into extraction functions must not have more than 1 capturing group', 'query');
  if (count === 1 && mayBeSkipped(pattern(call))) throw unsupported('REGEXP_EXTRACT with a capturing group that may take no part in the match');
  // DuckDB gives '' both for no match and for an empty one.
  return call.once(call.args, (s, regexp) => `CASE WHEN regexp_matches(${s}, ${regexp}) THEN regexp_extract(${s}, ${regexp}, ${count}) END`);
};

/** References of the replacement must exist, which DuckDB finds out only where something matches. */
const regexpReplace: Builder = (call) => {
  const [, regexp, replacement] = call.node.argumentList.map(literalString);
  const [s, by, to] = [argument(call, 0), argument(call, 1), argument(call, 2)];
  const replaced = (rewrite: string): string => `regexp_replace(${s}, ${by}, ${rewrite}, 'g')`;
  if (replacement == null) {
    return call.once([to], (rewrite) => `CASE WHEN contains(${rewrite}, '\\') THEN ${raise(`'REGEXP_REPLACE with a backslash in a replacement that is not a constant is not supported by the local BigQuery'`, 'VARCHAR')} ELSE ${replaced(rewrite)} END`);
  }
  if (/\\(?![\d\\])/.test(replacement.replaceAll('\\\\', ''))) throw new BigQueryError('invalidQuery', 'Invalid REGEXP_REPLACE pattern: a backslash must be followed by a digit or a backslash', 'query');
  const highest = Math.max(0, ...Array.from(replacement.replaceAll('\\\\', '').matchAll(/\\(\d)/g), (match) => Number(match[1])));
  if (highest === 0) return replaced(to);
  if (regexp == null) throw unsupported('REGEXP_REPLACE with references and a regular expression that is not a constant');
  if (highest > groups(regexp)) {
    throw new BigQueryError('invalidQuery', `Invalid REGEXP_REPLACE pattern: Rewrite schema requests ${highest} matches, but the regexp only has ${groups(regexp)} parenthesized subexpressions.`, 'query');
  }
  return replaced(to);
};

export const STRINGS: Catalogue = {
  FN_CONCAT_STRING: ({ args }) => `(${args.join(' || ')})`,
  FN_CONCAT_OP_STRING: ({ args }) => `(${args.join(' || ')})`,
  FN_CONCAT_BYTES: ({ args }) => `(${args.join(' || ')})`,
  FN_CONCAT_OP_BYTES: ({ args }) => `(${args.join(' || ')})`,
  FN_UPPER_STRING: casing('upper'),
  FN_LOWER_STRING: casing('lower'),
  FN_LENGTH_STRING: same('length'),
  FN_CHAR_LENGTH_STRING: same('length'),
  FN_BYTE_LENGTH_STRING: same('strlen'),
  FN_LENGTH_BYTES: same('octet_length'),
  FN_BYTE_LENGTH_BYTES: same('octet_length'),
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
  FN_REPEAT_STRING: repeat((s, times) => `CASE WHEN ${times} < 0 THEN ${raise(`'Second argument (repeat count) for REPEAT cannot be negative'`, 'VARCHAR')} ELSE repeat(${s}, ${times}) END`),
  FN_REVERSE_STRING: text((s) => `gsql_reverse(${s})`),
  FN_SPLIT_STRING: (call) => {
    const delimiter = call.args[1] ?? `','`;
    return call.once([argument(call, 0), delimiter], (s, by) => `CASE WHEN ${s} = '' AND ${by} IS NOT NULL THEN [''] ELSE string_split(${s}, ${by}) END`);
  },
  FN_REGEXP_CONTAINS_STRING: same('regexp_matches'),
  FN_REGEXP_EXTRACT_STRING: regexpExtract,
  FN_REGEXP_EXTRACT_ALL_STRING: (call) => {
    const count = groups(pattern(call));
    if (count > 1) throw new BigQueryError('invalidQuery', 'Regular expressions passed into extraction functions must not have more than 1 capturing group', 'query');
    if (count === 1 && mayBeSkipped(pattern(call))) throw unsupported('REGEXP_EXTRACT_ALL with a capturing group that may take no part in the match');
    // DuckDB finds an empty match at the end of the string as well; a pattern that matches '' may match emptily.
    const empty = `regexp_matches('', ${stringConstant(pattern(call).replaceAll('\\b', ''))})`;
    const failure = raise(stringConstant('REGEXP_EXTRACT_ALL with a pattern that matches the empty string is not supported by the local BigQuery'), 'VARCHAR[]');
    return `CASE WHEN ${empty} THEN ${failure} ELSE regexp_extract_all(${call.args.join(', ')}, ${count}) END`;
  },
  FN_REGEXP_REPLACE_STRING: regexpReplace,
  FN_INSTR_STRING: repeat((s, part) => `strpos(${s}, ${part})`),
  FN_FORMAT_STRING: formatFunction,
  FN_TO_HEX: text((bytes) => `lower(hex(${bytes}))`),
  FN_TO_BASE64: same('to_base64'),
  FN_FROM_BASE64: same('from_base64'),
  FN_ASCII_STRING: repeat((s) => `CASE WHEN ${s} = '' THEN 0 WHEN strlen(${s}) <> length(${s}) THEN ${raise(`'Argument to ASCII is not a structurally valid ASCII string: ''' || ${s} || ''''`, 'BIGINT')} ELSE ascii(${s}) END::BIGINT`),
  FN_UNICODE_STRING: repeat((s) => `CASE WHEN ${s} = '' THEN 0 ELSE unicode(${s}) END::BIGINT`),
};
