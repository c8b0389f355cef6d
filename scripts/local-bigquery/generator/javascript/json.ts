import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { elementOf, findAllIn, findIn, flattened, KEYS_MODES, keysOf, memberOf } from '../../values/json/access.ts';
import { JsonConversionError, laxBool, laxDouble, laxInt64, laxText, toBool, toDouble, toInt64, toText } from '../../values/json/convert.ts';
import { doubleText } from '../../values/json/number-text.ts';
import { appendAt, insertAt, JsonMutationError, removeAt, replaceAt, setAt, stripNulls } from '../../values/json/mutate.ts';
import { JsonSyntaxError, parseJson } from '../../values/json/parse.ts';
import { JsonPathError, parseLaxPath, parsePath, type PathDialect } from '../../values/json/path.ts';
import { elementsInText, findInText, jsonString } from '../../values/json/text-extractor.ts';
import { jsonObject, jsonType, UINT64_MAX, INT64_MIN, type Json } from '../../values/json/value.ts';
import { prettyText, writeJson } from '../../values/json/write.ts';

/** Failures as generator/raise.ts marks them. @param intro what Google says first */
function marked<T>(work: () => T, intro = ''): T {
  try {
    return work();
  } catch (error) {
    const ours = error instanceof JsonPathError || error instanceof JsonConversionError || error instanceof JsonMutationError || error instanceof JsonSyntaxError;
    throw ours ? new Error(`!error: ${intro}${error.message}`) : error;
  }
}

let lastText = 'null';
let lastValue: Json = null;

/** A value that we wrote: the one that was read last is likely to be read again. */
function stored(text: string): Json {
  if (text !== lastText) {
    lastValue = parseJson(text);
    lastText = text;
  }
  return lastValue;
}

function parse(text: string, mode: string): string {
  if (mode !== 'exact' && mode !== 'round') throw new Error(`!error: Invalid \`wide_number_mode\` specified for PARSE_JSON: ${mode}`);
  return marked(() => writeJson(parseJson(text, mode)), 'Invalid input to PARSE_JSON: ');
}

function at(json: string, path: string, dialect: PathDialect): Json | undefined {
  return marked(() => findIn(stored(json), parsePath(path, dialect)));
}

function written(value: Json | undefined): string | null {
  return value === undefined ? null : writeJson(value);
}

/** JSON_QUERY of JSON, which takes lax paths as well, and JSON_EXTRACT, which does not. */
function query(json: string, path: string, dialect: PathDialect): string | null {
  const lax = dialect === 'standard' ? marked(() => parseLaxPath(path)) : null;
  return lax === null ? written(at(json, path, dialect)) : writeJson([...findAllIn(stored(json), lax)]);
}

/** The text of a scalar; NULL for the others. */
function scalar(value: Json | undefined): string | null {
  if (value === undefined || value === null || typeof value === 'object') return null;
  return typeof value === 'string' ? value : writeJson(value);
}

function queryArray(json: string, path: string, dialect: PathDialect): string[] | null {
  const value = at(json, path, dialect);
  return Array.isArray(value) ? value.map(writeJson) : null;
}

/** NULL if an element is an array or an object. */
function valueArray(json: string, path: string, dialect: PathDialect): (string | null)[] | null {
  const value = at(json, path, dialect);
  if (!Array.isArray(value) || value.some((item) => item !== null && typeof item === 'object')) return null;
  return value.map(scalar);
}

function queryText(text: string, path: string, dialect: PathDialect): string | null {
  const found = marked(() => findInText(text, parsePath(path, dialect)));
  return found === null || found.kind === 'null' ? null : found.json;
}

function scalarOfText(text: string, path: string, dialect: PathDialect): string | null {
  const found = marked(() => findInText(text, parsePath(path, dialect)));
  return found?.kind === 'scalar' ? found.text : null;
}

function queryArrayOfText(text: string, path: string, dialect: PathDialect): string[] | null {
  return marked(() => elementsInText(text, parsePath(path, dialect)))?.map(({ json }) => json) ?? null;
}

function valueArrayOfText(text: string, path: string, dialect: PathDialect): (string | null)[] | null {
  const found = marked(() => elementsInText(text, parsePath(path, dialect)));
  if (found === null || found.some(({ kind }) => kind === 'container')) return null;
  return found.map(({ kind, text: value }) => (kind === 'null' ? null : value));
}

type Mutation = (value: Json, path: ReturnType<typeof parsePath>, added: Json) => Json;
const mutation = (name: string, change: Mutation) => (json: string, path: string, added: string): string =>
  marked(() => writeJson(change(stored(json), parsePath(path, 'strict'), parseJson(added))), `Invalid input to ${name}: `);

/** A NUMERIC as a number of JSON, or as a string where its double would be another number and `stringify` is set. */
function numeric(text: string, stringify: boolean): string {
  if (!text.includes('.')) {
    const whole = BigInt(text);
    if (whole >= INT64_MIN && whole <= UINT64_MAX) return stringify && (whole > 2n ** 53n || whole < -(2n ** 53n)) ? `"${text}"` : text;
  }
  if (stringify) {
    try {
      return writeJson(parseJson(text, 'exact'));
    } catch {
      return `"${text}"`;
    }
  }
  return doubleText(Number(text));
}

/** A decimal as a number where its double is the same whole number, else as a string. */
function wideNumber(text: string): string {
  if (!/^-?\d{1,16}$/.test(text)) return `"${text}"`;
  const whole = BigInt(text);
  return whole <= 2n ** 53n && whole >= -(2n ** 53n) ? text : `"${text}"`;
}

function double(value: number): string {
  if (Number.isFinite(value)) return doubleText(value + 0 === 0 ? 0 : value);
  return Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
}

const MONTHS_PER_YEAR = 12n;
const MICROS = { hour: 3_600_000_000n, minute: 60_000_000n, second: 1_000_000n };

/** An INTERVAL by ISO 8601, every part with its own sign: `P1Y2M3DT4H5M6.5S`, `P0Y` for none. */
function isoInterval(months: bigint, days: bigint, micros: bigint): string {
  const parts = (list: readonly (readonly [bigint | string, string])[]): string => list.map(([value, unit]) => (value === 0n || value === '' ? '' : `${value}${unit}`)).join('');
  const rest = micros % MICROS.minute;
  const size = rest < 0n ? -rest : rest;
  const fraction = (size % MICROS.second).toString().padStart(6, '0').replace(/0+$/, '');
  const seconds = rest === 0n ? '' : `${rest < 0n ? '-' : ''}${size / MICROS.second}${fraction === '' ? '' : `.${fraction}`}`;
  const date = parts([[months / MONTHS_PER_YEAR, 'Y'], [months % MONTHS_PER_YEAR, 'M'], [days, 'D']]);
  const time = parts([[micros / MICROS.hour, 'H'], [(micros % MICROS.hour) / MICROS.minute, 'M'], [seconds, 'S']]);
  return date + time === '' ? 'P0Y' : `P${date}${time === '' ? '' : `T${time}`}`;
}

function keys(json: string, maxDepth: bigint, mode: string): string[] {
  if (maxDepth < 1n) throw new Error('!error: max_depth must be positive.');
  const known = KEYS_MODES.find((name) => name === mode.toLowerCase());
  if (known === undefined) throw new Error('!error: Invalid JSON mode specified');
  return [...keysOf(stored(json), Number(maxDepth), known)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const PATHED = ['VARCHAR', 'VARCHAR', 'VARCHAR'] as const;

/** JSON values are the text that json/write.ts makes of them; functions of JSON text (STRING) have names in `_text`. */
export const JSON_JAVASCRIPT: readonly ScalarFunction[] = [
  { name: 'gsql_json_parse', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: parse },
  { name: 'gsql_json_query', parameters: PATHED, returns: 'VARCHAR', call: query },
  { name: 'gsql_json_scalar', parameters: PATHED, returns: 'VARCHAR', call: (json: string, path: string, dialect: PathDialect) => scalar(at(json, path, dialect)) },
  { name: 'gsql_json_query_array', parameters: PATHED, returns: 'VARCHAR[]', call: queryArray },
  { name: 'gsql_json_value_array', parameters: PATHED, returns: 'VARCHAR[]', call: valueArray },
  { name: 'gsql_json_query_text', parameters: PATHED, returns: 'VARCHAR', call: queryText },
  { name: 'gsql_json_scalar_text', parameters: PATHED, returns: 'VARCHAR', call: scalarOfText },
  { name: 'gsql_json_query_array_text', parameters: PATHED, returns: 'VARCHAR[]', call: queryArrayOfText },
  { name: 'gsql_json_value_array_text', parameters: PATHED, returns: 'VARCHAR[]', call: valueArrayOfText },
  { name: 'gsql_json_member', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (json: string, key: string) => written(memberOf(stored(json), key)) },
  { name: 'gsql_json_element', parameters: ['VARCHAR', 'BIGINT'], returns: 'VARCHAR', call: (json: string, position: bigint) => written(elementOf(stored(json), position)) },
  { name: 'gsql_json_type', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (json: string) => jsonType(stored(json)) },
  { name: 'gsql_json_to_bool', parameters: ['VARCHAR'], returns: 'BOOLEAN', call: (json: string) => marked(() => toBool(stored(json))) },
  { name: 'gsql_json_to_string', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (json: string) => marked(() => toText(stored(json))) },
  { name: 'gsql_json_to_int64', parameters: ['VARCHAR'], returns: 'BIGINT', call: (json: string) => marked(() => toInt64(stored(json))) },
  { name: 'gsql_json_to_double', parameters: ['VARCHAR', 'VARCHAR'], returns: 'DOUBLE', call: (json: string, mode: string) => marked(() => toDouble(stored(json), mode)) },
  { name: 'gsql_json_lax_bool', parameters: ['VARCHAR'], returns: 'BOOLEAN', call: (json: string) => laxBool(stored(json)) },
  { name: 'gsql_json_lax_string', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (json: string) => laxText(stored(json)) },
  { name: 'gsql_json_lax_int64', parameters: ['VARCHAR'], returns: 'BIGINT', call: (json: string) => laxInt64(stored(json)) },
  { name: 'gsql_json_lax_double', parameters: ['VARCHAR'], returns: 'DOUBLE', call: (json: string) => laxDouble(stored(json)) },
  { name: 'gsql_json_set', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_SET', setAt) },
  { name: 'gsql_json_replace', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_SET', replaceAt) },
  { name: 'gsql_json_append', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_ARRAY_APPEND', (value, path, added) => appendAt(value, path, [added])) },
  { name: 'gsql_json_append_each', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_ARRAY_APPEND', (value, path, added) => appendAt(value, path, added as Json[])) },
  { name: 'gsql_json_insert', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_ARRAY_INSERT', (value, path, added) => insertAt(value, path, [added])) },
  { name: 'gsql_json_insert_each', parameters: PATHED, returns: 'VARCHAR', call: mutation('JSON_ARRAY_INSERT', (value, path, added) => insertAt(value, path, added as Json[])) },
  { name: 'gsql_json_remove', parameters: ['VARCHAR', 'VARCHAR'], returns: 'VARCHAR', call: (json: string, path: string) => marked(() => writeJson(removeAt(stored(json), parsePath(path, 'strict'))), 'Invalid input to JSON_REMOVE: ') },
  {
    name: 'gsql_json_strip_nulls',
    parameters: ['VARCHAR', 'VARCHAR', 'BOOLEAN', 'BOOLEAN'],
    returns: 'VARCHAR',
    call: (json: string, path: string, arrays: boolean, empty: boolean) => marked(() => writeJson(stripNulls(stored(json), parsePath(path, 'strict'), arrays, empty)), 'Invalid input to JSON_STRIP_NULLS: '),
  },
  { name: 'gsql_json_object', parameters: ['VARCHAR[]', 'VARCHAR[]'], returns: 'VARCHAR', call: (names: string[], values: string[]) => writeJson(jsonObject(names.map((name, index) => [name, parseJson(values[index] ?? 'null')]))) },
  { name: 'gsql_json_keys', parameters: ['VARCHAR', 'BIGINT', 'VARCHAR'], returns: 'VARCHAR[]', call: keys },
  { name: 'gsql_json_flatten', parameters: ['VARCHAR'], returns: 'VARCHAR[]', call: (json: string) => flattened(stored(json)).map(writeJson) },
  { name: 'gsql_json_string', parameters: ['VARCHAR'], returns: 'VARCHAR', call: jsonString },
  { name: 'gsql_json_plain_string', parameters: ['VARCHAR'], returns: 'VARCHAR', call: (text: string) => JSON.stringify(text) },
  { name: 'gsql_json_double', parameters: ['DOUBLE'], returns: 'VARCHAR', call: double },
  { name: 'gsql_json_numeric', parameters: ['VARCHAR', 'BOOLEAN'], returns: 'VARCHAR', call: numeric },
  { name: 'gsql_json_interval', parameters: ['BIGINT', 'BIGINT', 'BIGINT'], returns: 'VARCHAR', call: isoInterval },
  { name: 'gsql_json_wide_number', parameters: ['VARCHAR'], returns: 'VARCHAR', call: wideNumber },
  { name: 'gsql_json_pretty', parameters: ['VARCHAR'], returns: 'VARCHAR', call: prettyText },
];
