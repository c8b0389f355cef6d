import type { Message } from './client.ts';
import { GoogleSqlError } from './errors.ts';
import { EXCLUDED_FUNCTIONS } from './excluded-functions.ts';
import { toTypeProto } from './sql-type.ts';
import type { Column, SqlType } from './types.ts';

/** A table as a statement may name it; several spellings of one table are several entries. */
export interface CatalogTable {
  /** The parts of the path as written: `['p.d.t']`, `['d', 't']`, … */
  readonly path: readonly string[];
  /** How the resolved tree shall name it (`TableScan.table`): unique in the request. */
  readonly key: string;
  readonly columns: readonly Column[];
  /** Names of columns that `*` leaves out. */
  readonly pseudoColumns?: readonly string[];
}

/** A script variable: the tree refers to it by a Constant node of this name. */
export type CatalogConstant = Column;

/** A function of SQL as a statement may name it; calls arrive in the tree as the body, with the arguments in place. */
export interface CatalogFunction {
  readonly path: readonly string[];
  readonly what: 'scalar' | 'aggregate' | 'table';
  /** `type` is null for ANY TYPE; `isNotAggregate` marks one that an aggregate function takes once for all rows. */
  readonly parameters: readonly { readonly name: string; readonly type: SqlType | null; readonly isNotAggregate?: boolean }[];
  /** An expression, or the query of a table function. */
  readonly body: string;
}

/** A function that the statement's author did not write: it arrives in the tree as a call of `<group>:<name>`. */
export interface ExternalFunction {
  readonly group: string;
  readonly name: string;
  readonly parameters: readonly SqlType[];
  readonly returns: SqlType;
}

export interface CatalogContent {
  readonly tables: readonly CatalogTable[];
  readonly constants: readonly CatalogConstant[];
  readonly functions: readonly CatalogFunction[];
  readonly external: readonly ExternalFunction[];
}

interface Node {
  readonly table: Message[];
  readonly custom_function: Message[];
  readonly custom_tvf: Message[];
  readonly children: Map<string, Node>;
}

const emptyNode = (): Node => ({ table: [], custom_function: [], custom_tvf: [], children: new Map() });

/** BigQuery's other names of INT64, which the engine lacks. (It has DECIMAL, BIGDECIMAL and BOOLEAN.) */
const TYPE_ALIASES = ['INT', 'SMALLINT', 'INTEGER', 'BIGINT', 'TINYINT', 'BYTEINT'];

/** The engine's catalog: nested by the parts of each path, since `d.t` looks for table t in catalog d. */
export function buildCatalog(language: Message, content: CatalogContent, builtIn: readonly Message[]): Message {
  const root = emptyNode();
  content.tables.forEach((table, index) => {
    if (isTaken(table.path)) {
      const [dataset = '', ...rest] = table.path;
      throw new GoogleSqlError('unimplemented', `A dataset of the name ${dataset}, a group of functions, is not supported as it is written: put the whole name in one pair of backticks, \`${[dataset, ...rest].join('.')}\``);
    }
    nodeOf(root, table.path).table.push({
      name: table.path.at(-1),
      full_name: table.key,
      serialization_id: index + 1,
      column: table.columns.map((column) => (table.pseudoColumns?.includes(column.name) === true ? { ...columnMessage(column), is_pseudo_column: true } : columnMessage(column))),
    });
  });
  for (const definition of content.functions.filter(({ path }) => !isTaken(path))) {
    const node = nodeOf(root, definition.path);
    if (definition.what === 'table') node.custom_tvf.push(tableFunction(definition));
    else node.custom_function.push(sqlFunction(definition));
  }
  root.custom_function.push(...content.external.map(externalFunction), ...builtIn);
  return {
    ...catalogOf('local', root),
    builtin_function_options: { language_options: language, exclude_function_ids: EXCLUDED_FUNCTIONS },
    named_type: TYPE_ALIASES.map((name) => ({ name, type: toTypeProto({ kind: 'INT64' }) })),
    constant: content.constants.map(({ name, type }) => ({ name_path: [name], type: toTypeProto(type), value: {} })),
  };
}

/** Catalogs that the engine makes for functions of its own: beside them it ends itself rather than take others of their names. */
const TAKEN = ['d3a_count', 'hll_count', 'net'];

function isTaken(path: readonly string[]): boolean {
  return path.length > 1 && TAKEN.includes(path[0]?.toLowerCase() ?? '');
}

/** The catalog that holds a path's last part: one for all spellings of its name, which the engine does not tell apart. */
function nodeOf(root: Node, path: readonly string[]): Node {
  let node = root;
  for (const part of path.slice(0, -1).map((name) => name.toLowerCase())) {
    const child = node.children.get(part) ?? emptyNode();
    node.children.set(part, child);
    node = child;
  }
  return node;
}

function columnMessage({ name, type }: Column): Message {
  return { name, type: toTypeProto(type) };
}

function argument(type: SqlType | null): Message {
  return type === null ? { kind: 'ARG_TYPE_ARBITRARY', num_occurrences: 1 } : { kind: 'ARG_TYPE_FIXED', type: toTypeProto(type), num_occurrences: 1 };
}

/** A function whose body the engine resolves anew for each call, with the types of its arguments. */
function sqlFunction({ path, what, parameters, body }: CatalogFunction): Message {
  return {
    name_path: path.slice(-1),
    group: 'Templated_SQL_Function',
    mode: what === 'aggregate' ? 'AGGREGATE' : 'SCALAR',
    signature: [{ argument: parameters.map(({ type, isNotAggregate }) => ({ ...argument(type), options: { is_not_aggregate: isNotAggregate === true } })), return_type: argument(null), context_id: -1 }],
    parse_resume_location: { input: body },
    templated_sql_function_argument_name: parameters.map(({ name }) => name),
  };
}

const relation: Message = { kind: 'ARG_TYPE_RELATION', num_occurrences: 1 };

function tableFunction({ path, parameters, body }: CatalogFunction): Message {
  return {
    name_path: path.slice(-1),
    type: 'TEMPLATED_SQL_TVF',
    signature: { argument: parameters.map(({ type }) => argument(type)), return_type: relation, context_id: -1 },
    parse_resume_location: { input: body },
    argument_name: parameters.map(({ name }) => name),
  };
}

function externalFunction({ group, name, parameters, returns }: ExternalFunction): Message {
  return {
    name_path: [name],
    group,
    mode: 'SCALAR',
    signature: [{ argument: parameters.map(argument), return_type: argument(returns), context_id: -1 }],
    options: { supports_safe_error_mode: false },
  };
}

function catalogOf(name: string, { children, ...content }: Node): Message {
  return { name, ...content, catalog: [...children].map(([childName, child]) => catalogOf(childName, child)) };
}
