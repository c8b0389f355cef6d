import { holds, isColumn, isSubquery, isVolatile } from '../../../../googlesql/resolved-tree.ts';
import type { SqlType } from '../../../../googlesql/types.ts';
import { structKey } from '../../../storage/types.ts';
import { BigQueryError } from '../../../errors.ts';
import { isNullLiteral, literalString } from '../../expressions/constants.ts';
import { casefold } from '../../javascript/casing.ts';
import { unsupported } from '../../refusal.ts';
import { stringConstant } from '../../text/text.ts';
import { argument, type Builder, type Call } from '../catalogue.ts';
import { text } from './display.ts';

const SCOPES = ['JSON_VALUES', 'JSON_KEYS', 'JSON_KEYS_AND_VALUES'];
/** FLOAT64 and BYTES are not among the types that BigQuery documents. */
const SEARCHABLE = new Set<SqlType['kind']>(['INT64', 'BOOL', 'NUMERIC', 'BIGNUMERIC', 'DATE', 'TIME', 'DATETIME', 'TIMESTAMP']);

/** Texts are compared in NFKC and case folded, which for ASCII is lower case. */
function folded(value: string): string {
  return `CASE WHEN strlen(${value}) = length(${value}) THEN lower(${value}) ELSE gsql_normalize_and_casefold(${value}, 'NFKC') END`;
}

/** TRUE if any part holds the text; else NULL if a part is NULL. */
function found(value: string, type: SqlType, wanted: string, scope: string, depth: number): string {
  switch (type.kind) {
    case 'STRING':
      return `contains(${folded(value)}, ${wanted})`;
    case 'JSON':
      return `gsql_json_contains_substr(${value}::VARCHAR, ${wanted}, '${scope}')`;
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => found(`struct_extract(${value}, '${structKey(field.name, index, type.fields).replaceAll("'", "''")}')`, field.type, wanted, scope, depth));
      return `CASE WHEN ${value} IS NOT NULL THEN (${fields.join(' OR ')}) END`;
    }
    case 'ARRAY': {
      const element = `e${depth}`;
      const answers = `list_transform(${value}, lambda ${element}: ${found(element, type.element, wanted, scope, depth + 1)})`;
      return `CASE WHEN ${value} IS NULL THEN NULL WHEN list_contains(${answers}, TRUE) THEN TRUE WHEN len(${value}) > list_count(${answers}) THEN NULL ELSE FALSE END`;
    }
    default:
      if (!SEARCHABLE.has(type.kind)) throw unsupported(`CONTAINS_SUBSTR of ${type.kind}`);
      return `contains(lower(${text(value, type)}), ${wanted})`;
  }
}

/** Whether a value is the same one for every row. */
function isConstant(node: unknown): boolean {
  return !holds(node, (each) => isColumn(each) || isSubquery(each) || isVolatile(each));
}

function scopeOf(call: Call): string {
  const node = call.node.argumentList[2];
  // What a call leaves out, the analyzer fills in as NULL.
  if (node === undefined || isNullLiteral(node)) return 'JSON_VALUES';
  const scope = literalString(node);
  if (scope === null || !SCOPES.includes(scope)) throw new BigQueryError('invalidQuery', `json_scope of CONTAINS_SUBSTR must be one of ${SCOPES.join(', ')}`, 'query');
  return scope;
}

/** CONTAINS_SUBSTR(expression, constant text [, json_scope => …]) */
export const containsSubstr: Builder = (call) => {
  const [expression, search] = call.node.argumentList;
  if (expression === undefined || search === undefined) throw new Error('CONTAINS_SUBSTR has no search value.');
  if (isNullLiteral(search)) throw new BigQueryError('invalidQuery', 'The search value of CONTAINS_SUBSTR cannot be NULL', 'query');
  if (!isConstant(search)) throw new BigQueryError('invalidQuery', 'The search value of CONTAINS_SUBSTR must be a STRING literal or a constant expression', 'query');
  // What is refused only when a row is computed would be NULL under SAFE.
  if (call.node.errorMode === 'SAFE_ERROR_MODE') throw unsupported('SAFE.CONTAINS_SUBSTR');
  const literal = literalString(search);
  const scope = scopeOf(call);
  return call.once([argument(call, 0), literal === null ? argument(call, 1) : stringConstant(casefold(literal, 'NFKC'))], (value, wanted) =>
    `(${found(value, expression.type as SqlType, literal === null ? folded(wanted) : wanted, scope, 0)})`);
};
