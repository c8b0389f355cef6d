import type { Message } from './client.ts';
import type { ProtoField, ProtoSchema } from './proto-schema.ts';
import { fromTypeProto } from './sql-type.ts';

const PACKAGE = 'zetasql.';
const NODE = /^zetasql\.(?:Resolved|AST)(\w+)Proto$/;

/** Messages that become something simpler than a node, by full name. */
type Leaf = (message: Message, schema: ProtoSchema) => unknown;
const LEAVES: Readonly<Record<string, Leaf>> = {
  'zetasql.TypeProto': (message) => fromTypeProto(message),
  'zetasql.ResolvedColumnProto': (message) => ({
    id: Number(message['column_id']),
    name: stringOf(message['name']),
    table: stringOf(message['table_name']),
    type: fromTypeProto(message['type']),
  }),
  'zetasql.ValueWithTypeProto': (message) => ({ type: fromTypeProto(message['type']), value: message['value'] ?? null }),
  'zetasql.FunctionSignatureProto': (message, schema) => {
    const id = Number(message['context_id'] ?? -1);
    return schema.enumName('zetasql.FunctionSignatureId', id) ?? String(id);
  },
  'zetasql.FunctionRefProto': (message) => message['name'],
  'zetasql.TableValuedFunctionRefProto': (message) => message['name'],
  'zetasql.ProcedureRefProto': (message) => message['name'],
  'zetasql.ConstantRefProto': (message) => message['name'],
  'zetasql.TableRefProto': (message) => message['full_name'] ?? message['name'],
  'zetasql.TypeModifiersProto': (message) => message,
  'zetasql.TypeParametersProto': (message) => message,
  'zetasql.ResolvedCollationProto': (message) => message,
  'zetasql.ResolvedFunctionCallInfoProto': () => null,
  'zetasql.AnnotationMapProto': () => null,
  'zetasql.ParseLocationRangeProto': (message) => ({ start: Number(message['start'] ?? 0), end: Number(message['end'] ?? 0) }),
};

/**
 * Turns the engine's nested messages (`Any…` wrappers around alternatives, `parent` chains for inheritance) into flat
 * nodes `{kind: 'TableScan', columnList: […], …}`: field names in camel case, absent messages null, absent lists empty.
 * The shapes are those of resolved-nodes.ts.
 */
export function normaliseNode(message: unknown, type: string, schema: ProtoSchema): Record<string, unknown> {
  const [inner, innerType] = unwrap(message as Message, `${PACKAGE}${type}`, schema);
  const node: Record<string, unknown> = { kind: kindOf(innerType) };
  addFields(node, inner, innerType, schema);
  return node;
}

function addFields(node: Record<string, unknown>, message: Message | null, type: string, schema: ProtoSchema): void {
  for (const field of schema.fields(type)) {
    const value = message?.[field.name];
    if (field.name === 'parent' && field.type !== null) addFields(node, (value as Message | undefined) ?? null, field.type, schema);
    else node[camelCase(field.name)] = field.repeated ? listOf(value, field, schema) : valueOf(value, field, schema);
  }
}

function listOf(value: unknown, field: ProtoField, schema: ProtoSchema): unknown[] {
  return ((value ?? []) as unknown[]).map((item) => valueOf(item, field, schema));
}

function valueOf(value: unknown, field: ProtoField, schema: ProtoSchema): unknown {
  switch (field.scalar) {
    case 'message':
      return value === undefined || value === null ? null : messageOf(value as Message, field.type ?? '', schema);
    case 'enum':
      return value ?? schema.enumValues(field.type ?? '')[0] ?? null;
    case 'integer':
      return Number(value ?? 0);
    case 'bool':
      return value ?? false;
    case 'string':
      return value ?? '';
    case 'bytes':
    case 'double':
      return value ?? null;
  }
}

function messageOf(message: Message, type: string, schema: ProtoSchema): unknown {
  const leaf = LEAVES[type];
  if (leaf !== undefined) return leaf(message, schema);
  return type.startsWith(`${PACKAGE}Any`) || NODE.test(type) ? normaliseNode(message, type.slice(PACKAGE.length), schema) : message;
}

/** Follows `Any…` wrappers to the message that is really there. */
function unwrap(message: Message, type: string, schema: ProtoSchema): [Message, string] {
  let [inner, innerType] = [message, type];
  while (innerType.startsWith(`${PACKAGE}Any`)) {
    const member = inner['node'];
    const field = schema.fields(innerType).find(({ name }) => name === member);
    if (field?.type == null) throw new Error(`The GoogleSQL engine sent an empty ${innerType}.`);
    inner = inner[field.name] as Message;
    innerType = field.type;
  }
  return [inner, innerType];
}

function kindOf(type: string): string {
  return NODE.exec(type)?.[1] ?? type;
}

const properties = new Map<string, string>();

/** A tree has many thousand fields of a few hundred names. */
function camelCase(name: string): string {
  const known = properties.get(name);
  if (known !== undefined) return known;
  const property = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  properties.set(name, property);
  return property;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
