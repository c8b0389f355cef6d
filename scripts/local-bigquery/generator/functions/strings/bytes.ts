import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { argument, type Builder, type Catalogue, chain, repeat, same, text } from '../catalogue.ts';
import { isSimple } from '../../text/text.ts';
import { checkedSize, paddingChecks } from './padding.ts';

const MAX_INT64 = '9223372036854775807::BIGINT';

const pad = (side: 'lpad' | 'rpad'): Builder => (call) =>
  call.once([argument(call, 0), argument(call, 1), call.args[2] ?? `' '::BLOB`], (bytes, size, pattern) => `CASE ${paddingChecks(bytes, size, pattern, `''::BLOB`, 'BLOB')} ELSE gsql_${side}_bytes(${bytes}, ${size}, ${pattern}) END`);

const side = (name: 'LEFT' | 'RIGHT'): Builder =>
  repeat((bytes, size) => {
    const taken = name === 'LEFT' ? `gsql_substr_bytes(${bytes}, 1, ${size})` : `CASE WHEN ${size} = 0 THEN ''::BLOB ELSE gsql_substr_bytes(${bytes}, -${size}, ${MAX_INT64}) END`;
    return `CASE WHEN ${bytes} IS NULL THEN NULL WHEN ${size} < 0 THEN ${raise(`'Second argument in ${name}() cannot be negative'`, 'BLOB')} ELSE ${taken} END`;
  });

/** DuckDB has little for BLOB: javascript/bytes.ts has the rest. */
export const BYTES: Catalogue = {
  FN_CONCAT_BYTES: chain('||'),
  FN_CONCAT_OP_BYTES: chain('||'),
  FN_LENGTH_BYTES: text((bytes) => `octet_length(${bytes}::BLOB)`),
  FN_BYTE_LENGTH_BYTES: text((bytes) => `octet_length(${bytes}::BLOB)`),
  FN_SUBSTR_BYTES: (call) => `gsql_substr_bytes(${argument(call, 0)}, ${argument(call, 1)}, ${call.args[2] ?? MAX_INT64})`,
  FN_TRIM_BYTES: same('gsql_trim_bytes'),
  FN_LTRIM_BYTES: same('gsql_ltrim_bytes'),
  FN_RTRIM_BYTES: same('gsql_rtrim_bytes'),
  FN_LPAD_BYTES: pad('lpad'),
  FN_RPAD_BYTES: pad('rpad'),
  FN_LEFT_BYTES: side('LEFT'),
  FN_RIGHT_BYTES: side('RIGHT'),
  FN_REPEAT_BYTES: repeat((bytes, times) => `CASE ${checkedSize(`octet_length(${bytes})`, times, 'BLOB')} ELSE repeat(${bytes}, ${times}) END`),
  FN_REVERSE_BYTES: same('gsql_reverse_bytes'),
  FN_REPLACE_BYTES: same('gsql_replace_bytes'),
  FN_TRANSLATE_BYTES: same('gsql_translate_bytes'),
  FN_SPLIT_BYTES: same('gsql_split_bytes'),
  FN_STRPOS_BYTES: same('gsql_strpos_bytes'),
  FN_INSTR_BYTES: (call) => `gsql_instr_bytes(${argument(call, 0)}, ${argument(call, 1)}, ${call.args[2] ?? '1::BIGINT'}, ${call.args[3] ?? '1::BIGINT'})`,
  FN_STARTS_WITH_BYTES: text((bytes, part) => `starts_with(hex(${bytes}), hex(${part}))`),
  FN_ENDS_WITH_BYTES: text((bytes, part) => `ends_with(hex(${bytes}), hex(${part}))`),
  FN_UPPER_BYTES: same('gsql_upper_bytes'),
  FN_LOWER_BYTES: same('gsql_lower_bytes'),
  FN_ASCII_BYTES: repeat((bytes) => `CASE WHEN octet_length(${bytes}::BLOB) = 0 THEN 0 ELSE gsql_code_points_bytes(${bytes})[1] END::BIGINT`),
  FN_TO_CODE_POINTS_BYTES: same('gsql_code_points_bytes'),
  FN_CODE_POINTS_TO_BYTES: same('gsql_code_points_to_bytes'),
  FN_BITWISE_AND_BYTES: same('gsql_and_bytes'),
  FN_BITWISE_OR_BYTES: same('gsql_or_bytes'),
  FN_BITWISE_XOR_BYTES: same('gsql_xor_bytes'),
  FN_BITWISE_NOT_BYTES: same('gsql_not_bytes'),
  FN_BITWISE_LEFT_SHIFT_BYTES: same('gsql_shift_left_bytes'),
  FN_BITWISE_RIGHT_SHIFT_BYTES: same('gsql_shift_right_bytes'),
  FN_BIT_COUNT_BYTES: text((bytes) => `gsql_bit_count_bytes(${bytes})`),
  FN_TO_HEX: text((bytes) => `lower(hex(${bytes}))`),
  FN_FROM_HEX: same('gsql_from_hex'),
  FN_TO_BASE32: same('gsql_to_base32'),
  FN_FROM_BASE32: (call) => {
    // What is refused only when a row is computed would be NULL under SAFE.
    if (call.node.errorMode === 'SAFE_ERROR_MODE') throw unsupported('SAFE.FROM_BASE32');
    return `gsql_from_base32(${argument(call, 0)})`;
  },
  FN_TO_BASE64: same('to_base64'),
  FN_FROM_BASE64: same('gsql_from_base64'),
  // Named, since TRY takes no volatile function inside it.
  FN_SAFE_CONVERT_BYTES_TO_STRING: (call) => call.once(call.args, (bytes) => `coalesce(TRY(decode(${bytes})), gsql_decode_safely(${bytes}))`, isSimple),
};
