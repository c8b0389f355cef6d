import type { Message } from './client.ts';
import { toTypeProto } from './sql-type.ts';
import type { Column } from './types.ts';

/** A table as a statement may name it; several spellings of one table are several entries. */
export interface CatalogTable {
  /** The parts of the path as written: `['p.d.t']`, `['d', 't']`, … */
  readonly path: readonly string[];
  /** How the resolved tree shall name it (`TableScan.table`): unique in the request. */
  readonly key: string;
  readonly columns: readonly Column[];
}

/** A script variable: the tree refers to it by a Constant node of this name. */
export type CatalogConstant = Column;

interface Node {
  readonly table: Message[];
  readonly children: Map<string, Node>;
}

/** The engine's catalog: nested by the parts of each path, since `d.t` looks for table t in catalog d. */
export function buildCatalog(
  language: Message,
  tables: readonly CatalogTable[],
  constants: readonly CatalogConstant[],
  functions: readonly Message[],
): Message {
  const root: Node = { table: [], children: new Map() };
  tables.forEach((table, index) => {
    let node = root;
    for (const part of table.path.slice(0, -1)) {
      const child = node.children.get(part) ?? { table: [], children: new Map<string, Node>() };
      node.children.set(part, child);
      node = child;
    }
    node.table.push({
      name: table.path.at(-1),
      full_name: table.key,
      serialization_id: index + 1,
      column: table.columns.map(({ name, type }) => ({ name, type: toTypeProto(type) })),
    });
  });
  return {
    ...catalogOf('local', root),
    builtin_function_options: { language_options: language },
    custom_function: functions,
    constant: constants.map(({ name, type }) => ({ name_path: [name], type: toTypeProto(type), value: {} })),
  };
}

function catalogOf(name: string, node: Node): Message {
  return { name, table: node.table, catalog: [...node.children].map(([childName, child]) => catalogOf(childName, child)) };
}
