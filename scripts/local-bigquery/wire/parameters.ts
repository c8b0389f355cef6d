import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { readTimestamp } from '../values/dates/civil-text.ts';
import type { Parameter } from '../statement.ts';
import { bindText, type TextValue } from '../storage/binds.ts';
import type { Bind } from '../storage/duckdb.ts';
import { isRecord, scalarKind } from './schema.ts';
import { timestampText } from './text.ts';

export interface BoundParameter extends Parameter {
  readonly bind: Bind;
}

const MODES = ['', 'NAMED', 'POSITIONAL', 'PARAMETER_MODE_UNSPECIFIED'];

/** Reads `queryParameters`. @throws BigQueryError `invalid` naming the parameter at fault */
export function readParameters(parameters: unknown, parameterMode: unknown): BoundParameter[] {
  if (parameters === undefined || parameters === null) return [];
  if (!Array.isArray(parameters)) throw new BigQueryError('invalid', 'queryParameters must be a list.', 'queryParameters');
  const list: readonly unknown[] = parameters;
  // Google's own clients write it in lower case.
  const mode = typeof parameterMode === 'string' ? parameterMode.toUpperCase() : '';
  if (!MODES.includes(mode)) throw new BigQueryError('invalid', `Invalid value for parameterMode: "${String(parameterMode)}"`, 'parameterMode');
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

/** A type as `parameterType` spells it. */
export function parameterType(type: SqlType): Readonly<Record<string, unknown>> {
  switch (type.kind) {
    case 'ARRAY':
      return { type: 'ARRAY', arrayType: parameterType(type.element) };
    case 'STRUCT':
      return { type: 'STRUCT', structTypes: type.fields.map((field) => ({ ...(field.name === '' ? {} : { name: field.name }), type: parameterType(field.type) })) };
    default:
      return { type: type.kind };
  }
}

function readType(type: unknown): SqlType {
  if (!isRecord(type) || typeof type['type'] !== 'string') throw new BigQueryError('invalid', 'parameterType.type is missing.');
  const name = type['type'].toUpperCase();
  if (name === 'ARRAY') return { kind: 'ARRAY', element: readType(type['arrayType']) };
  if (name === 'STRUCT' || name === 'RECORD') {
    const fields: readonly unknown[] = Array.isArray(type['structTypes']) ? type['structTypes'] : [];
    if (fields.length === 0) throw new BigQueryError('invalid', 'parameterType.structTypes holds no fields.');
    const read = fields.map((field) => {
      if (!isRecord(field)) throw new BigQueryError('invalid', 'parameterType.structTypes holds something that is no field.');
      return { name: typeof field['name'] === 'string' ? field['name'] : '', type: readType(field['type']) };
    });
    // Values are found by the names of their fields.
    const twice = read.find(({ name }, index) => read.findIndex((other) => other.name === name) < index);
    if (twice !== undefined) throw new BigQueryError('invalid', `parameterType.structTypes names the field "${twice.name}" twice.`);
    return { kind: 'STRUCT', fields: read };
  }
  const kind = scalarKind(name);
  if (kind === null) throw new BigQueryError('invalid', `The parameter type ${name} is not supported.`);
  return { kind };
}

/** Where the value of each type lies; that of a scalar in `value`. */
const MEMBERS: Readonly<Partial<Record<SqlType['kind'], string>>> = { ARRAY: 'arrayValues', STRUCT: 'structValues' };

function readValue(type: SqlType, value: unknown): TextValue {
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw new BigQueryError('invalid', 'parameterValue must be an object.');
  const wanted = MEMBERS[type.kind] ?? 'value';
  const other = Object.entries(value).find(([name, member]) => name !== wanted && member != null);
  if (other !== undefined) throw new BigQueryError('invalid', `parameterValue.${other[0]} is not the value of a parameter of type ${type.kind}: that is ${wanted}.`);
  if (type.kind === 'ARRAY') {
    const items = value['arrayValues'];
    if (!Array.isArray(items)) return { items: [] };
    return { items: items.map((item: unknown) => readValue(type.element, item)) };
  }
  if (type.kind === 'STRUCT') {
    const values = value['structValues'];
    if (!isRecord(values)) return null;
    const unknown = Object.keys(values).find((name) => !type.fields.some((field) => field.name === name));
    if (unknown !== undefined) throw new BigQueryError('invalid', `parameterValue.structValues names a field "${unknown}" that parameterType has not.`);
    return { fields: type.fields.map((field) => readValue(field.type, values[field.name])) };
  }
  const text = value['value'];
  if (text === undefined || text === null) return null;
  if (typeof text === 'string') return type.kind === 'TIMESTAMP' && ZONE_NAME.test(text) ? inUtc(text) : text;
  if (Number.isInteger(text) && !Number.isSafeInteger(text) && type.kind !== 'FLOAT64') throw new BigQueryError('invalid', 'parameterValue.value must be a string: a number of JSON loses digits beyond 2^53.');
  if (typeof text === 'number' || typeof text === 'boolean') return String(text);
  const hint = type.kind === 'BYTES' ? ' BYTES are given as base64, which a Buffer writes by toString("base64").' : '';
  throw new BigQueryError('invalid', `parameterValue.value must be a string.${hint}`);
}

/** A time and the name of its zone: ` America/New_York`. */
const ZONE_NAME = /\d [A-Za-z]+[/A-Za-z_+-]*\w$/;

/** The same time in UTC; what cannot be read stays as it is, to be refused. */
function inUtc(text: string): string {
  try {
    return timestampText(readTimestamp(text, null), 'ISO8601_STRING');
  } catch {
    return text;
  }
}
