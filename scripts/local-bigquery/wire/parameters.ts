import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Parameter } from '../statement.ts';
import { bindText, type TextValue } from '../storage/binds.ts';
import type { Bind } from '../storage/duckdb.ts';
import { isRecord, scalarKind } from './schema.ts';

export interface BoundParameter extends Parameter {
  readonly bind: Bind;
}

/** Reads `queryParameters`. @throws BigQueryError `invalid` naming the parameter at fault */
export function readParameters(parameters: unknown, mode: unknown): BoundParameter[] {
  if (parameters === undefined || parameters === null) return [];
  if (!Array.isArray(parameters)) throw new BigQueryError('invalid', 'queryParameters must be a list.', 'queryParameters');
  const list: readonly unknown[] = parameters;
  return list.map((parameter, index) => {
    if (!isRecord(parameter)) throw new BigQueryError('invalid', `Query parameter ${index} is no object.`, 'queryParameters');
    const name = typeof parameter['name'] === 'string' && parameter['name'] !== '' ? parameter['name'] : null;
    if (mode === 'NAMED' && name === null) throw new BigQueryError('invalid', `Query parameter ${index} has no name, but parameterMode is NAMED.`, 'queryParameters');
    const label = name ?? `at position ${index + 1}`;
    try {
      const type = readType(parameter['parameterType']);
      return { name: mode === 'POSITIONAL' ? null : name, type, bind: bindText(type, readValue(type, parameter['parameterValue'])) };
    } catch (error) {
      if (error instanceof BigQueryError) throw new BigQueryError(error.reason, `Query parameter ${label}: ${error.message}`, 'queryParameters', { cause: error });
      throw error;
    }
  });
}

function readType(type: unknown): SqlType {
  if (!isRecord(type) || typeof type['type'] !== 'string') throw new BigQueryError('invalid', 'parameterType.type is missing.');
  const name = type['type'].toUpperCase();
  if (name === 'ARRAY') return { kind: 'ARRAY', element: readType(type['arrayType']) };
  if (name === 'STRUCT' || name === 'RECORD') {
    const fields: readonly unknown[] = Array.isArray(type['structTypes']) ? type['structTypes'] : [];
    return {
      kind: 'STRUCT',
      fields: fields.map((field) => {
        if (!isRecord(field)) throw new BigQueryError('invalid', 'parameterType.structTypes holds something that is no field.');
        return { name: typeof field['name'] === 'string' ? field['name'] : '', type: readType(field['type']) };
      }),
    };
  }
  const kind = scalarKind(name);
  if (kind === null) throw new BigQueryError('invalid', `The parameter type ${name} is not supported.`);
  return { kind };
}

function readValue(type: SqlType, value: unknown): TextValue {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw new BigQueryError('invalid', 'parameterValue must be an object.');
  if (type.kind === 'ARRAY') {
    const items = value['arrayValues'];
    if (!Array.isArray(items)) return { items: [] };
    return { items: items.map((item: unknown) => readValue(type.element, item)) };
  }
  if (type.kind === 'STRUCT') {
    const values = value['structValues'];
    if (!isRecord(values)) return null;
    return { fields: type.fields.map((field) => readValue(field.type, values[field.name])) };
  }
  const text = value['value'];
  if (text === undefined || text === null) return null;
  if (typeof text === 'string') return text;
  if (typeof text === 'number' || typeof text === 'boolean') return String(text);
  const hint = type.kind === 'BYTES' ? ' BYTES are given as base64, which a Buffer writes by toString("base64").' : '';
  throw new BigQueryError('invalid', `parameterValue.value must be a string.${hint}`);
}
