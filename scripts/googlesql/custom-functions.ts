import type { Message } from './client.ts';
import { JSON_SET_NAME } from './json-set.ts';

/** Functions of today's BigQuery that the engine is too old to know, with BigQuery's signatures. */
const ANY_1 = { kind: 'ARG_TYPE_ANY_1', num_occurrences: 1 };
const orderable = { kind: 'ARG_TYPE_ANY_2', num_occurrences: 1, options: { must_support_ordering: true } };

const byExtreme = (name: string): Message => ({
  name_path: [name],
  group: 'BigQuery',
  mode: 'AGGREGATE',
  signature: [{ argument: [ANY_1, orderable], return_type: ANY_1, context_id: -1 }],
  options: { supports_order_by: false, supports_over_clause: false, supports_having_modifier: false, arguments_are_coercible: true },
});

const fixed = (type: Message, options: Message = {}): Message => ({ kind: 'ARG_TYPE_FIXED', type, num_occurrences: 1, options });
const JSON_TYPE: Message = { type_kind: 'TYPE_JSON' };
const arrayOf = (type: Message): Message => ({ type_kind: 'TYPE_ARRAY', array_type: { element_type: type } });
const scalar = (name: string, returns: Message, argument: readonly Message[]): Message => ({
  name_path: [name],
  group: 'BigQuery',
  mode: 'SCALAR',
  signature: [{ argument, return_type: fixed(returns), context_id: -1 }],
  options: { arguments_are_coercible: true, supports_safe_error_mode: true },
});
const STRING_TYPE: Message = { type_kind: 'TYPE_STRING' };
const INT64_TYPE: Message = { type_kind: 'TYPE_INT64' };
const named = (name: string): Message => ({ cardinality: 'OPTIONAL', argument_name: name, named_argument_kind: 'NAMED_ONLY' });
/** STRING and BYTES, each with its own signature. */
const overTexts = (name: string, returns: Message, rest: readonly Message[]): Message => {
  const both = [STRING_TYPE, { type_kind: 'TYPE_BYTES' }];
  return { ...scalar(name, returns, []), signature: both.map((type) => ({ argument: [fixed(type), fixed(type), ...rest], return_type: fixed(returns), context_id: -1 })) };
};
const FLOAT64_TYPE: Message = { type_kind: 'TYPE_DOUBLE' };
/** Vectors: arrays of FLOAT64, or of pairs of a dimension and a magnitude. */
const overVectors = (name: string): Message => {
  const sparse = (key: Message): Message => ({ type_kind: 'TYPE_STRUCT', struct_type: { field: [key, FLOAT64_TYPE].map((type) => ({ field_name: '', field_type: type })) } });
  const vectors = [FLOAT64_TYPE, sparse(INT64_TYPE), sparse(STRING_TYPE)].map(arrayOf);
  return { ...scalar(name, FLOAT64_TYPE, []), signature: vectors.map((type) => ({ argument: [fixed(type), fixed(type)], return_type: fixed(FLOAT64_TYPE), context_id: -1 })) };
};
/** With a default, an argument that is NULL is not one that is left out. */
const KEYS_MODE = { ...named('mode'), default_value: { string_value: 'strict' } };

const FUNCTIONS: readonly Message[] = [
  byExtreme('max_by'),
  byExtreme('min_by'),
  // Known so that it can be refused by name.
  scalar('collate', STRING_TYPE, [fixed(STRING_TYPE), fixed(STRING_TYPE)]),
  scalar('contains_substr', { type_kind: 'TYPE_BOOL' }, [{ kind: 'ARG_TYPE_ARBITRARY', num_occurrences: 1 }, fixed(STRING_TYPE), fixed(STRING_TYPE, named('json_scope'))]),
  overVectors('cosine_distance'),
  overVectors('euclidean_distance'),
  overTexts('edit_distance', INT64_TYPE, [fixed(INT64_TYPE, named('max_distance'))]),
  scalar('json_keys', arrayOf({ type_kind: 'TYPE_STRING' }), [fixed(JSON_TYPE), fixed({ type_kind: 'TYPE_INT64' }, { cardinality: 'OPTIONAL' }), fixed({ type_kind: 'TYPE_STRING' }, KEYS_MODE)]),
  scalar(JSON_SET_NAME.toLowerCase(), JSON_TYPE, [
    fixed(JSON_TYPE),
    fixed(STRING_TYPE),
    { kind: 'ARG_TYPE_ARBITRARY', num_occurrences: 1 },
    fixed(STRING_TYPE, { cardinality: 'REPEATED' }),
    { kind: 'ARG_TYPE_ARBITRARY', num_occurrences: 1, options: { cardinality: 'REPEATED' } },
    fixed({ type_kind: 'TYPE_BOOL' }, { ...named('create_if_missing'), default_value: { bool_value: true } }),
  ]),
  scalar('json_flatten', arrayOf(JSON_TYPE), [fixed(JSON_TYPE)]),
];

export function customFunctions(): readonly Message[] {
  return FUNCTIONS;
}
