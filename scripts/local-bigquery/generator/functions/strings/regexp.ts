import { literalString } from '../../expressions/constants.ts';
import { capturingGroups, checkReplacement, mayMatchEmpty } from '../../expressions/regular-expressions.ts';
import { unsupported } from '../../refusal.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';

/**
 * DuckDB has RE2 itself, so whether it holds a match is DuckDB's to say, and what is wrong with a pattern too. What else
 * GoogleSQL asks for is computed in JavaScript by a port of RE2, unless the pattern is known and harmless.
 */
const literalAt = (call: Call, index: number): string | null => {
  const node = call.node.argumentList[index];
  return node === undefined ? null : literalString(node);
};

/** Whether RE2 reads the pattern, as far as its port can tell. */
function isSound(pattern: string): boolean {
  return capturingGroups(pattern) !== null && !pattern.includes('(?<');
}

/**
 * A pattern that DuckDB reads only when there is a value to match: a constant it would read at once, whose errors then
 * come even where nothing is left to do. What is random is no constant; TRY, for SAFE, takes nothing random.
 */
function lazy(call: Call, pattern: string, value: string): string {
  const isLate = call.node.errorMode === 'DEFAULT_ERROR_MODE' ? ' AND random() >= 0' : '';
  return `(${pattern} || CASE WHEN ${value} IS NOT NULL${isLate} THEN '' END)`;
}

/** RE2's verdict on the pattern before anything else is computed with it; nothing is read if any argument is NULL. */
function guarded(call: Call, args: readonly string[], asText: (pattern: string) => string, body: (...args: string[]) => string): string {
  const literal = literalAt(call, 1);
  // What is refused only when a row is computed would be NULL under SAFE.
  if (literal?.includes('\\B') === true && call.node.errorMode === 'SAFE_ERROR_MODE') throw unsupported('SAFE. before a function of a regular expression with \\B');
  if (literal !== null && isSound(literal)) return body(argument(call, 0), argument(call, 1), ...args);
  return call.once([argument(call, 0), asText(argument(call, 1)), ...args], (value, pattern, ...rest) => {
    const known = [value, ...rest].map((text) => `${text} IS NOT NULL`).join(' AND ');
    return `CASE WHEN ${known} AND regexp_matches('', ${lazy(call, pattern, value)}) IS NOT NULL THEN ${body(value, pattern, ...rest)} END`;
  });
}

const same = (pattern: string): string => pattern;
const ofBytes = (pattern: string): string => `gsql_bytes_pattern(${pattern})`;

const contains: Builder = (call) => {
  const pattern = literalAt(call, 1);
  if (pattern !== null && !isSound(pattern)) return call.once(call.args, (s, by) => `regexp_matches(${s}, ${lazy(call, by, s)})`);
  return `regexp_matches(${call.args.join(', ')})`;
};

/** DuckDB tells a group that matched nothing from one that took no part by neither NULL nor otherwise. */
function mayBeSkipped(regexp: string): boolean {
  const bare = regexp.replace(/\\.|\[\^?\]?(?:\\.|[^\]])*\]/gs, 'x');
  const outside = bare.replace(/\((?!\?)[^()]*\)/g, 'x');
  return /\)(?:[?*]|\{0?,|\{0\})/.test(bare) || outside.includes('|');
}

/** For RE2 every two bytes of a character are no word boundary, so \B alone can part a character. */
function isPlain(pattern: string): boolean {
  return isSound(pattern) && !pattern.includes('\\B');
}

function plainGroups(pattern: string | null): 0 | 1 | null {
  const groups = pattern === null ? null : capturingGroups(pattern);
  if (pattern === null || groups === null || groups > 1 || !isPlain(pattern)) return null;
  return groups === 1 && !mayBeSkipped(pattern) ? 1 : groups === 0 ? 0 : null;
}

const extract: Builder = (call) => {
  const groups = plainGroups(literalAt(call, 1));
  // DuckDB gives '' both for no match and for an empty one.
  if (groups !== null && call.args.length === 2) return call.once(call.args, (s, regexp) => `CASE WHEN regexp_matches(${s}, ${regexp}) THEN regexp_extract(${s}, ${regexp}, ${groups}) END`);
  return guarded(call, [call.args[2] ?? '1::BIGINT', call.args[3] ?? '1::BIGINT'], same, (...args) => `gsql_regexp_extract(${args.join(', ')})`);
};

const extractAll: Builder = (call) => {
  const pattern = literalAt(call, 1);
  const groups = plainGroups(pattern);
  // DuckDB finds an empty match at the end of the text as well, and lets ^ hold after each match.
  const isNative = pattern !== null && groups !== null && !mayMatchEmpty(pattern) && !/\^|\\[AbB]/.test(pattern);
  return isNative ? `regexp_extract_all(${call.args.join(', ')}, ${groups})` : guarded(call, [], same, (...args) => `gsql_regexp_extract_all(${args.join(', ')})`);
};

const replace: Builder = (call) => {
  const [pattern, replacement] = [literalAt(call, 1), literalAt(call, 2)];
  const groups = pattern === null ? null : capturingGroups(pattern);
  if (pattern !== null && groups !== null && isPlain(pattern) && replacement !== null && isGood(replacement, groups)) return `regexp_replace(${call.args.join(', ')}, 'g')`;
  return guarded(call, [argument(call, 2)], same, (...args) => `gsql_regexp_replace(${args.join(', ')})`);
};

function isGood(replacement: string, groups: number): boolean {
  try {
    checkReplacement(replacement, groups);
    return true;
  } catch {
    return false;
  }
}

const instr = (name: string, asText: (pattern: string) => string): Builder => (call) =>
  guarded(call, [call.args[2] ?? '1::BIGINT', call.args[3] ?? '1::BIGINT', call.args[4] ?? '0::BIGINT'], asText, (...args) => `${name}(${args.join(', ')})`);

export const REGEXPS: Catalogue = {
  FN_REGEXP_CONTAINS_STRING: contains,
  FN_REGEXP_CONTAINS_BYTES: (call) => guarded(call, [], ofBytes, (...args) => `gsql_regexp_contains_bytes(${args.join(', ')})`),
  FN_REGEXP_EXTRACT_STRING: extract,
  FN_REGEXP_EXTRACT_BYTES: (call) => guarded(call, [call.args[2] ?? '1::BIGINT', call.args[3] ?? '1::BIGINT'], ofBytes, (...args) => `gsql_regexp_extract_bytes(${args.join(', ')})`),
  FN_REGEXP_EXTRACT_ALL_STRING: extractAll,
  FN_REGEXP_EXTRACT_ALL_BYTES: (call) => guarded(call, [], ofBytes, (...args) => `gsql_regexp_extract_all_bytes(${args.join(', ')})`),
  FN_REGEXP_REPLACE_STRING: replace,
  FN_REGEXP_REPLACE_BYTES: (call) => guarded(call, [argument(call, 2)], ofBytes, (...args) => `gsql_regexp_replace_bytes(${args.join(', ')})`),
  FN_REGEXP_INSTR_STRING: instr('gsql_regexp_instr', same),
  FN_REGEXP_INSTR_BYTES: instr('gsql_regexp_instr_bytes', ofBytes),
};
