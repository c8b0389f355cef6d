import fc from 'fast-check';

/** Types of the expressions that are made up. */
type Kind = 'INT64' | 'FLOAT64' | 'STRING' | 'BOOL' | 'DATE';

/** One table whose rows hold the edges of each type. */
export const EDGES = `SELECT 1 AS row_id, 0 AS i, 0.0 AS f, '' AS s, TRUE AS b, DATE '1970-01-01' AS d
  UNION ALL SELECT 2, NULL, NULL, NULL, NULL, NULL
  UNION ALL SELECT 3, -7, -2.5, 'aXé', FALSE, DATE '2020-02-29'
  UNION ALL SELECT 4, 9223372036854775807, CAST('nan' AS FLOAT64), '  b, c ', TRUE, DATE '9999-12-31'
  UNION ALL SELECT 5, 365243, CAST('inf' AS FLOAT64), '👍12', FALSE, DATE '1999-12-31'`;

const LEAVES: Readonly<Record<Kind, readonly string[]>> = {
  INT64: ['i', 'i', '0', '1', '-1', '3', '12', '-365', '9223372036854775807', '(-9223372036854775808)', 'CAST(NULL AS INT64)'],
  FLOAT64: ['f', 'f', '0.0', '1.5', '-2.5', '0.1', '1e10', '2.675', `CAST('nan' AS FLOAT64)`, `CAST('-inf' AS FLOAT64)`, 'CAST(NULL AS FLOAT64)'],
  STRING: ['s', 's', `''`, `'a'`, `'Xé'`, `'a,b'`, `'12'`, `' '`, 'CAST(NULL AS STRING)'],
  BOOL: ['b', 'b', 'TRUE', 'FALSE', 'CAST(NULL AS BOOL)'],
  DATE: ['d', 'd', `DATE '2020-01-31'`, `DATE '2019-12-29'`, 'CAST(NULL AS DATE)'],
};

/** Forms by the type that they give; `$I` and so on stand for an argument of that type. */
const FORMS: Readonly<Record<Kind, readonly string[]>> = {
  INT64: [
    '($I + $I)', '($I - $I)', '($I * $I)', 'DIV($I, $I)', 'MOD($I, $I)', '(-$I)', 'ABS($I)', 'SIGN($I)', 'CAST($F AS INT64)', 'SAFE_CAST($F AS INT64)', 'SAFE_CAST($S AS INT64)', 'LENGTH($S)', 'STRPOS($S, $S)',
    'IF($B, $I, $I)', 'COALESCE($I, $I)', 'IFNULL($I, $I)', 'NULLIF($I, $I)', 'GREATEST($I, $I, $I)', 'LEAST($I, $I)', 'SAFE_ADD($I, $I)', 'SAFE_MULTIPLY($I, $I)', 'DATE_DIFF($D, $D, DAY)', 'DATE_DIFF($D, $D, MONTH)',
    'DATE_DIFF($D, $D, WEEK)', 'EXTRACT(WEEK FROM $D)', 'EXTRACT(ISOWEEK FROM $D)', 'EXTRACT(DAYOFWEEK FROM $D)', 'EXTRACT(YEAR FROM $D)', 'CASE WHEN $B THEN $I WHEN $B THEN $I END', 'CASE $I WHEN $I THEN $I ELSE $I END', 'CAST($B AS INT64)',
    'FARM_FINGERPRINT($S)', 'ARRAY_LENGTH(SPLIT($S))', 'BYTE_LENGTH($S)', 'UNIX_DATE($D)', '[$I, $I][SAFE_OFFSET($I)]', '(SELECT SUM(x) FROM UNNEST([$I, $I]) AS x)', 'ARRAY_LENGTH(REGEXP_EXTRACT_ALL($S, "[a-z]"))',
  ],
  FLOAT64: [
    '($F * 2.0)', '($F + $F)', '($F - 1.5)', '($F / $F)', '($I / $I)', 'SAFE_DIVIDE($F, $F)', 'IEEE_DIVIDE($F, $F)', '(-$F)', 'ABS($F)', 'ROUND($F)', 'ROUND($F, 2)', 'TRUNC($F, 1)', 'FLOOR($F)', 'CEIL($F)', 'SQRT(ABS($F))', 'EXP(LEAST($F, 3.0))',
    'LN(GREATEST(ABS($F), 0.5))', 'POW($F, 2)', 'CAST($I AS FLOAT64)', 'SAFE_CAST($S AS FLOAT64)', 'IF($B, $F, $F)', 'COALESCE($F, $F)', 'NULLIF($F, $F)', 'GREATEST($F, $F)', 'LEAST($F, $F)', 'SIGN($F)', 'CASE WHEN $B THEN $F ELSE $F END',
  ],
  STRING: [
    'CONCAT($S, $S)', 'UPPER($S)', 'LOWER($S)', 'SUBSTR($S, $I)', 'SUBSTR($S, 2, 1)', 'TRIM($S)', 'LTRIM($S, "a ")', 'RTRIM($S)', 'REPLACE($S, $S, $S)', 'LPAD($S, 5)', 'RPAD($S, 4, "é")', 'LEFT($S, 2)', 'RIGHT($S, 1)', 'REVERSE($S)', 'CAST($I AS STRING)',
    'CAST($F AS STRING)', 'CAST($B AS STRING)', 'CAST($D AS STRING)', 'IF($B, $S, $S)', 'COALESCE($S, $S)', 'NULLIF($S, $S)', 'GREATEST($S, $S)', 'REGEXP_EXTRACT($S, "[0-9]+")', 'REGEXP_REPLACE($S, "[a-z]", "<\\\\0>")', 'SPLIT($S, ",")[SAFE_OFFSET(0)]',
    'FORMAT("%d|%s", $I, $S)', 'TO_JSON_STRING($S)', 'TO_HEX(SHA256($S))', 'ARRAY_TO_STRING([$S, $S], "-")', 'FORMAT_DATE("%m-%d %a", $D)',
  ],
  BOOL: [
    '($I < $I)', '($I <= $I)', '($I = $I)', '($I != $I)', '($F < $F)', '($F <= $F)', '($F > $F)', '($F >= $F)', '($F = $F)', '($F != $F)', '($S < $S)', '($S = $S)', '($D > $D)', '($B AND $B)', '($B OR $B)', '(NOT $B)', '($I IS NULL)', '($B IS TRUE)',
    '($F BETWEEN $F AND $F)', '($I NOT BETWEEN $I AND $I)', '($I IN ($I, $I))', '($F IN ($F, $F))', '($S NOT IN ($S, $S))', '($I IN UNNEST([$I, $I]))', '($S LIKE "%a_")', 'STARTS_WITH($S, $S)', 'ENDS_WITH($S, $S)', 'REGEXP_CONTAINS($S, "^[a-z]")', 'IS_NAN($F)', 'IS_INF($F)',
    '($F IS DISTINCT FROM $F)', 'IF($B, $B, $B)', 'EXISTS(SELECT 1 FROM UNNEST([$I]) AS x WHERE x > $I)', '($I IN (SELECT x FROM UNNEST([$I, $I]) AS x))', 'SAFE_CAST($S AS BOOL)',
  ],
  DATE: [
    'DATE_ADD($D, INTERVAL 1 MONTH)', 'DATE_SUB($D, INTERVAL 13 MONTH)', 'DATE_ADD($D, INTERVAL -3 DAY)', 'DATE_TRUNC($D, MONTH)', 'DATE_TRUNC($D, WEEK)', 'DATE_TRUNC($D, ISOWEEK)', 'DATE_TRUNC($D, QUARTER)', 'LAST_DAY($D)', 'IF($B, $D, $D)', 'COALESCE($D, $D)', 'GREATEST($D, $D)', 'SAFE_CAST($S AS DATE)',
  ],
};

const KINDS: Readonly<Record<string, Kind>> = { I: 'INT64', F: 'FLOAT64', S: 'STRING', B: 'BOOL', D: 'DATE' };

function ofKind(kind: Kind, depth: number): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...LEAVES[kind]);
  if (depth === 0) return leaf;
  const form = fc.constantFrom(...FORMS[kind]).chain((text) => {
    const kinds = Array.from(text.matchAll(/\$([IFSBD])/g), (match) => KINDS[match[1] ?? ''] ?? 'INT64');
    return fc.tuple(...kinds.map((each) => ofKind(each, depth - 1))).map((args) => {
      let next = 0;
      return text.replace(/\$[IFSBD]/g, () => args[next++] ?? '');
    });
  });
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: form });
}

/** Expressions of any type over the columns of EDGES, up to three deep. */
export const expressions: fc.Arbitrary<string> = fc.constantFrom<Kind>('INT64', 'FLOAT64', 'STRING', 'BOOL', 'DATE').chain((kind) => ofKind(kind, 3));
