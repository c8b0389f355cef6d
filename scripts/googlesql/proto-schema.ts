import type { PackageDefinition } from '@grpc/proto-loader';

/** A field of a message: `type` is the message's or enum's full name, null for scalars. */
export interface ProtoField {
  readonly name: string;
  readonly type: string | null;
  readonly repeated: boolean;
  readonly scalar: 'message' | 'enum' | 'integer' | 'bool' | 'string' | 'bytes' | 'double';
}

/** What the engine's own proto files say of its messages and enums, so that trees can be read without a copy of them. */
export interface ProtoSchema {
  /** Fields of a message by full name, e.g. `zetasql.ResolvedTableScanProto`. */
  fields(message: string): readonly ProtoField[];
  /** Name of an enum's value by number; null if the enum has none. */
  enumName(enumeration: string, value: number): string | null;
  enumValues(enumeration: string): readonly string[];
}

interface RawField {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly typeName: string;
}
interface RawType {
  readonly field?: readonly RawField[];
  readonly value?: readonly { readonly name: string; readonly number: number }[];
  readonly enumType?: readonly (RawType & { readonly name: string })[];
}

const SCALARS: Readonly<Record<string, ProtoField['scalar']>> = {
  TYPE_MESSAGE: 'message',
  TYPE_GROUP: 'message',
  TYPE_ENUM: 'enum',
  TYPE_BOOL: 'bool',
  TYPE_STRING: 'string',
  TYPE_BYTES: 'bytes',
  TYPE_DOUBLE: 'double',
  TYPE_FLOAT: 'double',
};

export function readSchema(definition: PackageDefinition): ProtoSchema {
  const rawType = (name: string): RawType => {
    const entry = definition[name];
    if (entry !== undefined && 'type' in entry) return entry.type as RawType;
    const nested = name.includes('.') ? rawType(parentOf(name)).enumType?.find((type) => name.endsWith(`.${type.name}`)) : undefined;
    if (nested === undefined) throw new Error(`The GoogleSQL engine's protos do not define ${name}.`);
    return nested;
  };
  const fieldCache = new Map<string, readonly ProtoField[]>();
  const enumCache = new Map<string, ReadonlyMap<number, string>>();
  const enumMap = (name: string): ReadonlyMap<number, string> => {
    const known = enumCache.get(name);
    if (known !== undefined) return known;
    const map = new Map((rawType(name).value ?? []).map((value) => [value.number, value.name]));
    enumCache.set(name, map);
    return map;
  };
  return {
    fields(message) {
      const known = fieldCache.get(message);
      if (known !== undefined) return known;
      const scope = parentOf(message);
      const fields = (rawType(message).field ?? []).map((field) => readField(field, scope, definition));
      fieldCache.set(message, fields);
      return fields;
    },
    enumName: (enumeration, value) => enumMap(enumeration).get(value) ?? null,
    enumValues: (enumeration) => [...enumMap(enumeration).values()],
  };
}

function readField(field: RawField, scope: string, definition: PackageDefinition): ProtoField {
  const scalar = SCALARS[field.type] ?? 'integer';
  const named = scalar === 'message' || scalar === 'enum';
  return {
    name: field.name,
    type: named ? fullName(field.typeName.replace(/^\./, ''), scope, definition) : null,
    repeated: field.label === 'LABEL_REPEATED',
    scalar,
  };
}

/** The loader leaves type names as the proto file wrote them: looks outwards from the message's own scope. */
function fullName(name: string, scope: string, definition: PackageDefinition): string {
  for (let outer = scope; ; outer = parentOf(outer)) {
    const candidate = outer === '' ? name : `${outer}.${name}`;
    if (outer === '' || candidate in definition || parentOf(candidate) in definition) return candidate;
  }
}

function parentOf(name: string): string {
  return name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
}
