import { literalString } from '../../expressions/constants.ts';
import { raise } from '../../text/raise.ts';
import { argument, type Builder, type Catalogue, same } from '../catalogue.ts';

const like = (value: string, pattern: string): string => `(${value} LIKE ${pattern} ESCAPE '\\')`;

/** DuckDB notices a backslash at the end only where the comparison gets that far. */
const likeText: Builder = (call) => {
  const node = call.node.argumentList[1];
  const literal = node === undefined ? null : literalString(node);
  if (literal !== null && !/(?:^|[^\\])(?:\\\\)*\\$/.test(literal)) return like(argument(call, 0), argument(call, 1));
  return call.once([argument(call, 0), argument(call, 1)], (value, by) =>
    `CASE WHEN ${value} IS NOT NULL AND regexp_matches(${by}, '(?:^|[^\\\\])(?:\\\\\\\\)*\\\\$') THEN ${raise(`'LIKE pattern ends with a backslash'`, 'BOOLEAN')} ELSE ${like(value, by)} END`);
};

export const LIKES: Catalogue = {
  FN_STRING_LIKE: likeText,
  FN_BYTE_LIKE: same('gsql_like_bytes'),
};
