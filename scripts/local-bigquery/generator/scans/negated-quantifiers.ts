import { BigQueryError } from '../../errors.ts';

/** String literals, quoted names and comments, in which words are no keywords. */
const NO_KEYWORDS = /'''(?:\\.|[^\\])*?'''|"""(?:\\.|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`[^`]*`|#[^\n]*|--[^\n]*|\/\*[\s\S]*?\*\//gs;

/**
 * Refuses `value NOT LIKE ANY (…)`: the analyzer reads it as NOT (value LIKE ANY (…)), which its tree no longer shows, while
 * BigQuery today asks whether some pattern (with ALL: every pattern) is not matched.
 */
export function refuseNegatedQuantifiers(sql: string): void {
  if (!/\blike\b/i.test(sql)) return;
  const found = /\bnot\s+like\s+(any|some|all)\b/i.exec(sql.replace(NO_KEYWORDS, ' x '));
  if (found === null) return;
  const quantifier = (found[1] ?? '').toUpperCase();
  const instead = quantifier === 'ALL' ? 'NOT (value LIKE ANY (…))' : 'NOT (value LIKE ALL (…))';
  throw new BigQueryError('invalidQuery', `NOT LIKE ${quantifier} is not supported by the local BigQuery: write ${instead}.`, 'query');
}
