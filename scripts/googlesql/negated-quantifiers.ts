import { QUOTED_TEXT } from './quoted-text.ts';

const GAP = String.raw`(?:\s|#[^\n]*\n|--[^\n]*\n|/\*[\s\S]*?\*/)+`;

const TOKEN = new RegExp(String.raw`${QUOTED_TEXT}|\b(NOT${GAP}LIKE${GAP})(ANY|SOME|ALL)\b`, 'gi');

/**
 * `value NOT LIKE ANY (…)` asks today whether some pattern is not matched, NOT LIKE ALL whether none is. The engine reads both as
 * NOT (value LIKE …), so each is written with the other quantifier, just as long, so that places in the text stay.
 */
export function swapNegatedQuantifiers(sql: string): string {
  if (!/\blike\b/i.test(sql)) return sql;
  return sql.replace(TOKEN, (token: string, _: string | undefined, before: string | undefined, quantifier: string | undefined) => {
    if (before === undefined || quantifier === undefined) return token;
    return `${before}${quantifier.toUpperCase() === 'ALL' ? 'ANY' : 'ALL'.padEnd(quantifier.length)}`;
  });
}
