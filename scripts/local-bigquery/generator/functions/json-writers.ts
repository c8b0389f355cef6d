import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import { compareKeys } from '../../values/json/value.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';
import { fieldOf } from './equality.ts';

/** Whole numbers beyond this are strings in JSON, since its readers take numbers for doubles. */
const SAFE_INTEGER = '9007199254740992';

interface Writer {
  readonly name: string;
  /** DuckDB text of the JSON text of a value; NULL for NULL. */
  scalar(value: string, kind: Exclude<SqlType['kind'], 'ARRAY' | 'STRUCT'>): string;
  /** Positions of the fields that an object shows, in its order. */
  order(names: readonly string[]): readonly number[];
}

const quoted = (text: string): string => `'"' || ${text} || '"'`;
const wide = (value: string): string => `CASE WHEN ${value} BETWEEN -${SAFE_INTEGER} AND ${SAFE_INTEGER} THEN ${value}::VARCHAR ELSE ${quoted(`${value}::VARCHAR`)} END`;

function common(name: string, value: string, kind: SqlType['kind']): string {
  switch (kind) {
    case 'BOOL':
    case 'JSON':
      return `${value}::VARCHAR`;
    case 'BYTES':
      return quoted(`to_base64(${value})`);
    case 'INTERVAL':
      return quoted(`gsql_json_interval(gsql_interval_months(${value})::BIGINT, gsql_interval_days(${value})::BIGINT, gsql_interval_micros(${value})::BIGINT)`);
    case 'DATE':
      return quoted(`${value}::VARCHAR`);
    case 'TIME':
      return quoted(`gsql_time_to_string(${value})`);
    case 'DATETIME':
      return quoted(`replace(gsql_datetime_to_string(${value}), ' ', 'T')`);
    case 'TIMESTAMP':
      return quoted(`replace(gsql_datetime_to_string(timezone('UTC', ${value})), ' ', 'T') || 'Z'`);
    default:
      throw unsupported(`${name} of ${kind}`);
  }
}

/** TO_JSON_STRING: members as the struct has them, wide numbers as strings. */
export const TEXT_WRITER: Writer = {
  name: 'TO_JSON_STRING',
  scalar(value, kind) {
    switch (kind) {
      case 'INT64':
        return wide(value);
      case 'FLOAT64':
        return `CASE WHEN ${value} IS NULL THEN NULL WHEN isfinite(${value}) THEN gsql_double_to_string(${value}) WHEN isnan(${value}) THEN '"NaN"' WHEN ${value} > 0 THEN '"Infinity"' ELSE '"-Infinity"' END`;
      case 'NUMERIC':
        return `CASE WHEN trunc(${value}) = ${value} AND ${value} BETWEEN -${SAFE_INTEGER} AND ${SAFE_INTEGER} THEN gsql_numeric_to_string(${value}) ELSE ${quoted(`gsql_numeric_to_string(${value})`)} END`;
      case 'BIGNUMERIC':
        return `gsql_json_wide_number(gsql_bignumeric_text(${value}))`;
      case 'STRING':
        return `gsql_json_string(${value})`;
      default:
        return common('TO_JSON_STRING', value, kind);
    }
  },
  order: (names) => names.map((_, index) => index),
};

/** TO_JSON: members in the order of their names, each name once. @param stringify DuckDB text of a BOOLEAN, or a constant */
export function jsonWriter(stringify: string): Writer {
  return {
    name: 'TO_JSON',
    scalar(value, kind) {
      switch (kind) {
        case 'INT64':
          return stringify === 'FALSE' ? `${value}::VARCHAR` : `CASE WHEN ${stringify} THEN ${wide(value)} ELSE ${value}::VARCHAR END`;
        case 'FLOAT64':
          return `gsql_json_double(${value})`;
        case 'NUMERIC':
          return `gsql_json_numeric(gsql_numeric_to_string(${value}), ${stringify})`;
        case 'BIGNUMERIC':
          return `gsql_json_numeric(gsql_bignumeric_text(${value}), ${stringify})`;
        case 'STRING':
          return `gsql_json_plain_string(${value})`;
        default:
          return common('TO_JSON', value, kind);
      }
    },
    order(names) {
      const first = names.map((_, index) => index).filter((index) => names.indexOf(names[index] ?? '') === index);
      return first.sort((a, b) => compareKeys(names[a] ?? '', names[b] ?? ''));
    },
  };
}

/** The JSON text of a value of any type, `null` for NULL. @param value short: it is written many times */
export function jsonText(value: string, type: SqlType, writer: Writer): string {
  return `coalesce(${written(value, type, writer)}, 'null')`;
}

/** Fields carry their type: those of a NULL that the engine folds away have none. */
function written(value: string, type: SqlType, writer: Writer): string {
  switch (type.kind) {
    case 'ARRAY':
      return `'[' || array_to_string(list_transform(${value}, lambda x: ${jsonText('x', type.element, writer)}), ',') || ']'`;
    case 'STRUCT': {
      const names = type.fields.map(({ name }) => name);
      const members = writer.order(names).map((index) => {
        const field = type.fields[index];
        if (field === undefined) throw new Error(`A struct has no field ${index}.`);
        return `${stringConstant(`${JSON.stringify(field.name)}:`)} || ${jsonText(`${fieldOf(value, type, index)}::${duckType(field.type)}`, field.type, writer)}`;
      });
      return members.length === 0 ? `CASE WHEN ${value} IS NOT NULL THEN '{}' END` : `CASE WHEN ${value} IS NOT NULL THEN '{' || ${members.join(` || ',' || `)} || '}' END`;
    }
    default:
      return writer.scalar(value, type.kind);
  }
}
