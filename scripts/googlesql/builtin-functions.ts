import type { GoogleSqlClient, Message } from './client.ts';
import { GoogleSqlError } from './errors.ts';
import { EXCLUDED_FUNCTIONS } from './excluded-functions.ts';
import { fromTypeProto, type ResolvedType } from './sql-type.ts';

/** What a signature takes or gives: a type, a type variable (`array`: an array of it), anything at all, or a lambda. */
export type ArgumentType =
  | { readonly kind: 'fixed'; readonly type: ResolvedType }
  | { readonly kind: 'any'; readonly variable: number; readonly array: boolean }
  | { readonly kind: 'arbitrary' }
  | { readonly kind: 'lambda'; readonly parameters: readonly ArgumentType[]; readonly body: ArgumentType };

export interface Argument {
  readonly type: ArgumentType;
  readonly cardinality: 'REQUIRED' | 'OPTIONAL' | 'REPEATED';
  /** Set where the call must write it: `name => value`. */
  readonly name: string | null;
  readonly mustBeConstant: boolean;
  readonly mustBeOrderable: boolean;
  readonly mustBeGroupable: boolean;
}

export interface BuiltinSignature {
  /** Name of the signature, e.g. `FN_ADD_INT64`. */
  readonly key: string;
  readonly arguments: readonly Argument[];
  readonly returns: ArgumentType;
}

export interface BuiltinFunction {
  /** As the analyzer names it: `abs`, `net.host`, `$add`. */
  readonly name: string;
  readonly mode: 'SCALAR' | 'AGGREGATE' | 'ANALYTIC';
  readonly mayBeSafe: boolean;
  readonly takesOver: boolean;
  readonly windowOrder: 'ORDER_UNSUPPORTED' | 'ORDER_OPTIONAL' | 'ORDER_REQUIRED';
  readonly takesFrame: boolean;
  readonly takesOrderBy: boolean;
  readonly takesNullHandling: boolean;
  readonly takesHaving: boolean;
  readonly signatures: readonly BuiltinSignature[];
}

interface RawArgument {
  readonly kind: string;
  readonly type?: Message | null;
  readonly options?: Readonly<Record<string, unknown>> | null;
  readonly lambda?: { readonly argument?: readonly RawArgument[]; readonly body: RawArgument } | null;
}
interface RawFunction {
  readonly name_path: readonly string[];
  readonly mode: BuiltinFunction['mode'];
  readonly options?: Readonly<Record<string, unknown>> | null;
  readonly signature?: readonly { readonly context_id: string; readonly argument?: readonly RawArgument[]; readonly return_type: RawArgument }[];
}

/** All functions and operators that statements may call; signatures over types that BigQuery has not are left out. */
export async function builtinFunctions(client: GoogleSqlClient, language: Message): Promise<readonly BuiltinFunction[]> {
  const answer = await client.call('GetBuiltinFunctions', { language_options: language, exclude_function_ids: EXCLUDED_FUNCTIONS });
  const functions = ((answer['function'] ?? []) as RawFunction[]).map((raw) => readFunction(raw, client));
  // The engine has another order each time it starts.
  return functions.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readFunction({ name_path: path, mode, options, signature = [] }: RawFunction, client: GoogleSqlClient): BuiltinFunction {
  const flag = (name: string): boolean => options?.[name] === true;
  return {
    name: path.join('.'),
    mode,
    mayBeSafe: flag('supports_safe_error_mode'),
    takesOver: flag('supports_over_clause'),
    windowOrder: (options?.['window_ordering_support'] ?? 'ORDER_UNSUPPORTED') as BuiltinFunction['windowOrder'],
    takesFrame: flag('supports_window_framing'),
    takesOrderBy: flag('supports_order_by'),
    takesNullHandling: flag('supports_null_handling_modifier'),
    takesHaving: flag('supports_having_modifier'),
    signatures: signature.flatMap((raw) => {
      const types = [raw.return_type, ...(raw.argument ?? [])].map(readType);
      const [returns] = types;
      if (returns == null || types.includes(null)) return [];
      const key = client.schema.enumName('zetasql.FunctionSignatureId', Number(raw.context_id)) ?? raw.context_id;
      return [{ key, returns, arguments: (raw.argument ?? []).map((argument, index) => readArgument(argument, types[index + 1] as ArgumentType)) }];
    }),
  };
}

function readArgument({ options }: RawArgument, type: ArgumentType): Argument {
  const mustBeNamed = options?.['argument_name_is_mandatory'] === true || options?.['named_argument_kind'] === 'NAMED_ONLY';
  return {
    type,
    cardinality: (options?.['cardinality'] ?? 'REQUIRED') as Argument['cardinality'],
    name: mustBeNamed ? String(options['argument_name']) : null,
    mustBeConstant: options?.['must_be_constant'] === true,
    mustBeOrderable: options?.['must_support_ordering'] === true || options?.['array_element_must_support_ordering'] === true,
    mustBeGroupable: options?.['must_support_grouping'] === true || options?.['must_support_equality'] === true || options?.['array_element_must_support_equality'] === true,
  };
}

/** Null for a type that BigQuery has not. */
function readType(raw: RawArgument): ArgumentType | null {
  const variable = /^ARG_(ARRAY_)?TYPE_ANY_(\d)$/.exec(raw.kind);
  if (variable !== null) return { kind: 'any', variable: Number(variable[2]), array: variable[1] !== undefined };
  if (raw.kind === 'ARG_TYPE_ARBITRARY') return { kind: 'arbitrary' };
  if (raw.kind === 'ARG_TYPE_LAMBDA' && raw.lambda) {
    const [body, ...parameters] = [raw.lambda.body, ...(raw.lambda.argument ?? [])].map(readType);
    return body == null || parameters.includes(null) ? null : { kind: 'lambda', parameters: parameters as ArgumentType[], body };
  }
  if (raw.kind !== 'ARG_TYPE_FIXED') return null;
  try {
    return { kind: 'fixed', type: fromTypeProto(raw.type) };
  } catch (error) {
    if (error instanceof GoogleSqlError) return null;
    throw error;
  }
}
