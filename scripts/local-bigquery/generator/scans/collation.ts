import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { literalString } from '../expressions/constants.ts';
import { unsupported } from '../refusal.ts';
import { raise } from '../text/raise.ts';
import { stringConstant } from '../text/text.ts';

/** Scripts whose order is settled: Latin to Arabic, Greek, punctuation, currencies, kana, Han, Hangul, full width. */
const SETTLED = ['0000-06FF', '1E00-1FFF', '2010-2027', '2030-205E', '20A0-20BF', '3041-30FE', '4E00-9FA5', 'AC00-D7A3', 'FF01-FF9D'];
const IS_SETTLED = `'[${SETTLED.map((range) => range.replace(/\w+/g, '\\x{$&}')).join('')}]*'`;
const UNSETTLED = stringConstant("ORDER BY … COLLATE 'und:ci' over characters whose order depends on the version of Unicode is not supported by the local BigQuery");

/**
 * What a STRING is ordered by under `COLLATE 'und:ci'`: the first two levels of its Unicode sort key, which is written
 * in hexadecimal digits. The third, which tells cases apart, comes after the second byte 01; no level holds one.
 *
 * @param name the collation; null where there is none
 */
export function collated(sql: string, name: Expr | null): string {
  const collation = name === null ? 'binary' : literalString(name);
  if (collation === 'binary') return sql;
  if (collation !== 'und:ci') throw unsupported("ORDER BY … COLLATE other than 'und:ci' and 'binary'");
  return `CASE WHEN regexp_full_match(${sql}, ${IS_SETTLED}) IS FALSE THEN ${raise(UNSETTLED, 'VARCHAR')} ELSE regexp_extract(icu_sort_key(${sql}, 'und'), '^(?:..)*?01(?:..)*?01') END`;
}
