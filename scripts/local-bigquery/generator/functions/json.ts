import type { SqlType } from '../../../googlesql/types.ts';
import type { FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { duckType } from '../../storage/types.ts';
import { isNullLiteral, literalBool, literalString } from '../expressions/constants.ts';
import { isPath } from '../../values/json/path.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';
import { argument, type Builder, type Call, type Catalogue, same } from './catalogue.ts';
import { jsonText, jsonWriter, TEXT_WRITER } from './json-writers.ts';

type Dialect = 'standard' | 'legacy';

const DIALECTS: Readonly<Record<string, Dialect>> = {
  FN_JSON_QUERY: 'standard', FN_JSON_VALUE: 'standard', FN_JSON_QUERY_ARRAY: 'standard', FN_JSON_VALUE_ARRAY: 'standard',
  FN_JSON_EXTRACT: 'legacy', FN_JSON_EXTRACT_SCALAR: 'legacy', FN_JSON_EXTRACT_ARRAY: 'legacy', FN_JSON_EXTRACT_STRING_ARRAY: 'legacy',
};

/** The path of a call, `$` where it has none; null for one that is no constant. */
function constantPath(node: FunctionCall): string | null {
  const path = node.argumentList[1];
  return path === undefined ? '$' : literalString(path);
}

/** Functions of JSON text fail by their path alone. So SAFE. before one with a good path changes nothing, and may hide no refusal. */
export function neverFails(node: FunctionCall): boolean {
  const dialect = DIALECTS[node.signature];
  const path = constantPath(node);
  return dialect !== undefined && path !== null && isPath(path, dialect);
}

/** A function of a value and a path, `$` where the call has none. */
const pathed = (name: string, dialect: Dialect): Builder => ({ args: [value, path], node }) => {
  if (node.errorMode === 'SAFE_ERROR_MODE') {
    const constant = constantPath(node);
    // What is refused only when a row is computed would be NULL under SAFE.
    if (constant === null || /^\s*lax\b/i.test(constant)) throw unsupported(`SAFE.${node.function.replace(/^\w+:/, '').toUpperCase()} with a path that is no constant, or in a lax mode,`);
    if (!isPath(constant, dialect)) return `NULL::${duckType(node.type)}`;
  }
  return `${name}(${value ?? ''}, ${path ?? `'$'`}, '${dialect}')`;
};

/** Functions that refuse some values only when they meet them: SAFE. would make NULL of the refusal. */
const unsafe = (builder: Builder): Builder => (call) => {
  if (call.node.errorMode === 'SAFE_ERROR_MODE') throw unsupported(`SAFE.${call.node.function.replace(/^\w+:/, '').toUpperCase()}`);
  return builder(call);
};

/** TO_JSON of one argument of the call, as the functions that build and change JSON take values. */
function value(call: Call, index: number, sql = argument(call, index)): string {
  return call.once([sql], (name) => jsonText(name, typeOf(call, index), jsonWriter('FALSE')));
}

function typeOf(call: Call, index: number): SqlType {
  const type = call.node.argumentList[index]?.type;
  if (type === undefined || type.kind === 'ENUM') throw new Error(`${call.node.function} has no value as argument ${index + 1}.`);
  return type;
}

/** What a path that is NULL leaves as it was. */
function unlessNull(call: Call, index: number, json: string, change: (json: string) => string): string {
  const path = call.node.argumentList[index];
  const isKnown = path !== undefined && literalString(path) !== null;
  return isKnown ? change(json) : call.once([json], (name) => `coalesce(${change(name)}, ${name})`);
}

/** The same of an option, the argument `index`. */
function unlessOptionIsNull(call: Call, index: number, change: (json: string) => string): string {
  const option = call.node.argumentList[index] ?? { kind: '' };
  if (isNullLiteral(option)) return argument(call, 0);
  return literalBool(option) !== null ? change(argument(call, 0)) : call.once([argument(call, 0)], (json) => `CASE WHEN ${argument(call, index)} IS NULL THEN ${json} ELSE ${change(json)} END`);
}

/** Path and value by turns after the JSON; what the first pair makes is what the second changes. */
function pairs(call: Call, first: string, until: number, change: (json: string, path: string, index: number) => string): string {
  let json = first;
  for (let index = 1; index + 1 < until; index += 2) json = unlessNull(call, index, json, (name) => change(name, argument(call, index), index + 1));
  return json;
}

/** JSON_ARRAY_APPEND and _INSERT: an ARRAY adds its elements one by one unless the last argument says otherwise. */
const adding = (name: string, label: string): Builder => (call) => {
  const last = call.args.length - 1;
  const each = argument(call, last);
  return unlessOptionIsNull(call, last, (first) => pairs(call, first, last, (json, path, index) => {
    const added = value(call, index);
    if (typeOf(call, index).kind !== 'ARRAY') return `${name}(${json}, ${path}, ${added})`;
    const missing = raise(`'${label} of a NULL array is not supported by the local BigQuery'`, 'VARCHAR');
    return call.once([json, path, added], (j, p, a) => `CASE WHEN NOT ${each} THEN ${name}(${j}, ${p}, ${a}) WHEN ${a} = 'null' THEN ${missing} ELSE ${name}_each(${j}, ${p}, ${a}) END`);
  }));
};

/** A NULL array among the values is refused when it is met. */
const unsafeForArrays = (builder: Builder): Builder => (call) =>
  (call.node.argumentList.some(({ type }) => type.kind === 'ARRAY') ? unsafe(builder) : builder)(call);

const invalidObject = (message: string): string => raise(`'Invalid input to JSON_OBJECT: ${message}'`, 'VARCHAR');

const object: Builder = (call) => {
  const keys = call.args.filter((_, index) => index % 2 === 0);
  const values = call.args.flatMap((_, index) => (index % 2 === 1 ? [value(call, index)] : []));
  if (keys.length === 0) return `'{}'`;
  return call.once(keys, (...names) =>
    `CASE WHEN ${names.map((name) => `${name} IS NULL`).join(' OR ')} THEN ${invalidObject('A key cannot be NULL')} ELSE gsql_json_object([${names.join(', ')}], [${values.join(', ')}]) END`);
};

const objectOfArrays: Builder = (call) =>
  call.once(call.args, (keys, values) => {
    const type = typeOf(call, 1);
    if (type.kind !== 'ARRAY') throw new Error('JSON_OBJECT has no array of values.');
    return `CASE WHEN ${keys} IS NULL THEN ${invalidObject('The keys array cannot be NULL')} WHEN ${values} IS NULL THEN ${invalidObject('The values array cannot be NULL')}
      WHEN len(${keys}) <> len(${values}) THEN ${invalidObject('The number of keys and values must match')} WHEN len(${keys}) > list_count(${keys}) THEN ${invalidObject('A key cannot be NULL')}
      ELSE gsql_json_object(${keys}, list_transform(${values}, lambda x: ${jsonText('x', type.element, jsonWriter('FALSE'))})) END`;
  });

/** Deeper than any value is. */
const DEEPEST = '1000000::BIGINT';

/** An optional argument; the analyzer writes NULL for one that is left out. */
function given(call: Call, index: number, otherwise: string): string {
  const node = call.node.argumentList[index];
  return node === undefined || isNullLiteral(node) ? otherwise : argument(call, index);
}

export const JSON_FUNCTIONS: Catalogue = {
  FN_TO_JSON_STRING: (call) => {
    const text = call.once([argument(call, 0)], (name) => jsonText(name, typeOf(call, 0), TEXT_WRITER));
    const pretty = call.args[1];
    if (pretty === undefined || literalBool(call.node.argumentList[1] ?? { kind: '' }) === false) return text;
    if (literalBool(call.node.argumentList[1] ?? { kind: '' }) === true) return `gsql_json_pretty(${text})`;
    return call.once([text, pretty], (json, flag) => `CASE WHEN ${flag} IS NULL THEN NULL WHEN ${flag} THEN gsql_json_pretty(${json}) ELSE ${json} END`);
  },
  FN_TO_JSON: (call) => {
    const stringify = call.args[1] ?? 'FALSE';
    const literal = literalBool(call.node.argumentList[1] ?? { kind: '' });
    if (call.args[1] === undefined || literal !== null) return call.once([argument(call, 0)], (name) => jsonText(name, typeOf(call, 0), jsonWriter(literal === true ? 'TRUE' : 'FALSE')));
    return call.once([argument(call, 0), stringify], (name, flag) => `CASE WHEN ${flag} IS NOT NULL THEN ${jsonText(name, typeOf(call, 0), jsonWriter(flag))} END`);
  },
  FN_PARSE_JSON: ({ args: [text, mode] }) => `gsql_json_parse(${text ?? ''}, ${mode ?? `'exact'`})`,
  FN_JSON_QUERY: pathed('gsql_json_query_text', 'standard'),
  FN_JSON_QUERY_JSON: pathed('gsql_json_query', 'standard'),
  FN_JSON_VALUE: pathed('gsql_json_scalar_text', 'standard'),
  FN_JSON_VALUE_JSON: pathed('gsql_json_scalar', 'standard'),
  FN_JSON_QUERY_ARRAY: pathed('gsql_json_query_array_text', 'standard'),
  FN_JSON_QUERY_ARRAY_JSON: pathed('gsql_json_query_array', 'standard'),
  FN_JSON_VALUE_ARRAY: pathed('gsql_json_value_array_text', 'standard'),
  FN_JSON_VALUE_ARRAY_JSON: pathed('gsql_json_value_array', 'standard'),
  FN_JSON_EXTRACT: pathed('gsql_json_query_text', 'legacy'),
  FN_JSON_EXTRACT_JSON: pathed('gsql_json_query', 'legacy'),
  FN_JSON_EXTRACT_SCALAR: pathed('gsql_json_scalar_text', 'legacy'),
  FN_JSON_EXTRACT_SCALAR_JSON: pathed('gsql_json_scalar', 'legacy'),
  FN_JSON_EXTRACT_ARRAY: pathed('gsql_json_query_array_text', 'legacy'),
  FN_JSON_EXTRACT_ARRAY_JSON: pathed('gsql_json_query_array', 'legacy'),
  FN_JSON_EXTRACT_STRING_ARRAY: pathed('gsql_json_value_array_text', 'legacy'),
  FN_JSON_EXTRACT_STRING_ARRAY_JSON: pathed('gsql_json_value_array', 'legacy'),
  FN_JSON_SUBSCRIPT_INT64: same('gsql_json_element'),
  FN_JSON_SUBSCRIPT_STRING: same('gsql_json_member'),
  'BigQuery:json_keys': (call) => `gsql_json_keys(${argument(call, 0)}, coalesce(${given(call, 1, 'NULL')}, ${DEEPEST}), ${argument(call, 2)})`,
  'BigQuery:json_flatten': same('gsql_json_flatten'),
  FN_JSON_TYPE: same('gsql_json_type'),
  FN_JSON_TO_BOOL: same('gsql_json_to_bool'),
  FN_JSON_TO_INT64: same('gsql_json_to_int64'),
  FN_JSON_TO_STRING: same('gsql_json_to_string'),
  FN_JSON_TO_DOUBLE: ({ args: [json, mode] }) => `gsql_json_to_double(${json ?? ''}, ${mode ?? `'round'`})`,
  FN_JSON_LAX_TO_BOOL: same('gsql_json_lax_bool'),
  FN_JSON_LAX_TO_INT64: same('gsql_json_lax_int64'),
  FN_JSON_LAX_TO_STRING: same('gsql_json_lax_string'),
  FN_JSON_LAX_TO_DOUBLE: unsafe(same('gsql_json_lax_double')),
  FN_JSON_ARRAY: (call) => (call.args.length === 0 ? `'[]'` : `('[' || ${call.args.map((_, index) => value(call, index)).join(` || ',' || `)} || ']')`),
  FN_JSON_OBJECT: object,
  FN_JSON_OBJECT_ARRAYS: objectOfArrays,
  FN_JSON_SET: (call) => pairs(call, argument(call, 0), call.args.length, (json, path, index) => `gsql_json_set(${json}, ${path}, ${value(call, index)})`),
  'BigQuery:json_put': (call) => {
    const last = call.args.length - 1;
    const put = (json: string, path: string, index: number): string => call.once([json, path, value(call, index)], (j, p, v) => `CASE WHEN ${argument(call, last)} THEN gsql_json_set(${j}, ${p}, ${v}) ELSE gsql_json_replace(${j}, ${p}, ${v}) END`);
    return unlessOptionIsNull(call, last, (first) => pairs(call, first, last, put));
  },
  FN_JSON_REMOVE: (call) => call.args.slice(1).reduce((json, path, index) => unlessNull(call, index + 1, json, (name) => `gsql_json_remove(${name}, ${path})`), argument(call, 0)),
  FN_JSON_STRIP_NULLS: (call) => call.once(call.args, (json, path, arrays, empty) => `coalesce(gsql_json_strip_nulls(${json}, ${path}, ${arrays}, ${empty}), ${json})`),
  FN_JSON_ARRAY_APPEND: unsafeForArrays(adding('gsql_json_append', 'JSON_ARRAY_APPEND')),
  FN_JSON_ARRAY_INSERT: unsafeForArrays(adding('gsql_json_insert', 'JSON_ARRAY_INSERT')),
};
