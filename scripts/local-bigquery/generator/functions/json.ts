import type { SqlType } from '../../../googlesql/types.ts';
import { structKey } from '../../storage/types.ts';
import { literalString } from '../constants.ts';
import { raise } from '../raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text.ts';
import { argument, type Builder, type Call, type Catalogue } from './catalogue.ts';

/** Whole numbers beyond this are strings in JSON, since its readers take numbers for doubles. */
const SAFE_INTEGER = '9007199254740992';

/** TO_JSON_STRING by type. */
function json(value: string, type: SqlType): string {
  return `coalesce(${written(value, type)}, 'null')`;
}

function written(value: string, type: SqlType): string {
  switch (type.kind) {
    case 'INT64':
      return `CASE WHEN ${value} BETWEEN -${SAFE_INTEGER} AND ${SAFE_INTEGER} THEN ${value}::VARCHAR ELSE '"' || ${value}::VARCHAR || '"' END`;
    case 'BOOL':
      return `${value}::VARCHAR`;
    case 'FLOAT64':
      return `CASE WHEN ${value} IS NULL THEN NULL WHEN isfinite(${value}) THEN gsql_double_to_string(${value}) WHEN isnan(${value}) THEN '"NaN"' WHEN ${value} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END`;
    case 'STRING':
      return `gsql_json_string(${value})`;
    case 'DATE':
      return `'"' || ${value}::VARCHAR || '"'`;
    case 'ARRAY':
      return `'[' || array_to_string(list_transform(${value}, lambda x: ${json('x', type.element)}), ',') || ']'`;
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => `${stringConstant(`${JSON.stringify(field.name)}:`)} || ${json(`struct_extract(${value}, '${structKey(field.name, index)}')`, field.type)}`);
      return `CASE WHEN ${value} IS NOT NULL THEN '{' || ${fields.join(` || ',' || `)} || '}' END`;
    }
    default:
      throw unsupported(`TO_JSON_STRING of ${type.kind}`);
  }
}

/** A constant path of names and positions: what DuckDB reads as GoogleSQL does. */
function path(call: Call): string {
  const node = call.node.argumentList[1];
  const literal = node === undefined ? '$' : literalString(node);
  if (literal === null || !/^\$(?:\.[A-Za-z_]\w*|\[\d+\])*$/.test(literal)) throw unsupported('A JSON path that is not a constant of names and positions');
  return stringConstant(literal);
}

/** DuckDB writes fractions anew: refused where the text may have had another form (1.50, 1e2, very long ones). */
const REWRITTEN = `'[0-9][eE]|[.][0-9]*0([^0-9]|$)'`;

/** The text of a scalar; NULL for objects, arrays, null, and for what is no JSON. */
const scalarValue: Builder = (call) => {
  const at = path(call);
  return call.once([argument(call, 0)], (text) => {
    const value = `json_extract_string(${text}, ${at})`;
    const other = raise(`'JSON_VALUE of a number in a form other than the shortest is not supported by the local BigQuery'`, 'VARCHAR');
    return `CASE WHEN json_valid(${text}) THEN CASE json_type(${text}, ${at}) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'NULL' THEN NULL WHEN 'DOUBLE' THEN CASE WHEN regexp_matches(${text}, ${REWRITTEN}) OR NOT contains(${text}, ${value}) THEN ${other} ELSE ${value} END ELSE ${value} END END`;
  });
};

export const JSON_FUNCTIONS: Catalogue = {
  FN_TO_JSON_STRING: (call) => {
    if (call.args.length > 1) throw unsupported('TO_JSON_STRING with pretty printing');
    const type = call.node.argumentList[0]?.type;
    if (type === undefined) throw new Error('TO_JSON_STRING has no argument.');
    return call.once(call.args, (value) => json(value, type as SqlType));
  },
  FN_JSON_VALUE: scalarValue,
  FN_JSON_EXTRACT_SCALAR: scalarValue,
};
