interface Node {
  readonly kind?: string;
  readonly [field: string]: unknown;
}

/**
 * The engine names each CTE of a statement once, except those that it makes for the arguments of a table function that
 * is called twice. Gives every WithScan's names a meaning of their own.
 */
export function withUniqueCtes<T>(statement: T): T {
  const taken = new Set<string>();
  return rename(statement, new Map(), taken) as T;
}

function rename(value: unknown, names: ReadonlyMap<string, string>, taken: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names, taken));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return value;
  const node = value as Node;
  if (node.kind === 'WithRefScan') return { ...node, withQueryName: names.get(String(node['withQueryName'])) ?? node['withQueryName'] };
  if (node.kind !== 'WithScan') return fields(node, names, taken);
  const inner = new Map(names);
  // An entry sees those before it, and a recursive one itself.
  const entries = (node['withEntryList'] as Node[]).map((entry) => {
    const name = String(entry['withQueryName']);
    inner.set(name, unique(name, taken));
    return { ...fields(entry, inner, taken), withQueryName: inner.get(name) };
  });
  return { ...fields({ ...node, withEntryList: [] }, inner, taken), withEntryList: entries };
}

function fields(node: Node, names: ReadonlyMap<string, string>, taken: Set<string>): Node {
  return Object.fromEntries(Object.entries(node).map(([field, value]) => [field, rename(value, names, taken)]));
}

function unique(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate.toLowerCase()); number += 1) candidate = `${name}_${number}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}
