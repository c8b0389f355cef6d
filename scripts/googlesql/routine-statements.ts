import { GoogleSqlError } from './errors.ts';
import { SourceText, type SourceRange } from './source-text.ts';

export interface FunctionParameter {
  readonly name: string;
  /** The type as written, e.g. `ARRAY<INT64>`; null for ANY TYPE. */
  readonly type: string | null;
  /** Of an aggregate function: one value for all rows. */
  readonly isNotAggregate: boolean;
}

/** `text` is the value's expression as written. */
export interface WrittenOption {
  readonly name: string;
  readonly text: string;
}

type Mode = 'create' | 'orReplace' | 'ifNotExists';

export interface CreateFunction {
  readonly kind: 'createFunction';
  readonly what: 'scalar' | 'aggregate' | 'table';
  readonly path: readonly string[];
  readonly mode: Mode;
  readonly temporary: boolean;
  readonly parameters: readonly FunctionParameter[];
  /** The type as written after RETURNS; for a table function the columns as written, `id INT64, …`; null without one. */
  readonly returns: string | null;
  /** An expression, or the query of a table function. */
  readonly body: string;
  readonly options: readonly WrittenOption[];
}

export interface CreateModel {
  readonly kind: 'createModel';
  readonly path: readonly string[];
  readonly mode: Mode;
  readonly options: readonly WrittenOption[];
}

export interface DropRoutine {
  readonly kind: 'dropRoutine';
  readonly what: 'FUNCTION' | 'TABLE FUNCTION' | 'MODEL';
  readonly path: readonly string[];
  readonly ifExists: boolean;
}

/** Statements about functions and models, which the engine must know before it can analyze others. */
export type RoutineStatement = CreateFunction | CreateModel | DropRoutine;

/** Whether a text may hold such a statement: saves most statements a parse. */
export function mayBeRoutineStatement(sql: string): boolean {
  return /\b(?:create|drop)\b[\s\S]*\b(?:function|model)\b/i.test(sql);
}

interface Node {
  readonly kind: string;
  readonly parseLocationRange: SourceRange | null;
  readonly [field: string]: unknown;
}

/** Reads one statement's syntax tree; null for every other statement. @throws GoogleSqlError `unimplemented` by name */
export function readRoutineStatement(sql: string, tree: Record<string, unknown>): RoutineStatement | null {
  const node = tree as unknown as Node;
  const source = new SourceText(sql);
  const text = (part: unknown): string => source.fragment((part as Node).parseLocationRange ?? { start: 0, end: 0 }).text;
  switch (node.kind) {
    case 'CreateFunctionStatement':
      return createFunction(node, text);
    case 'CreateTableFunctionStatement':
      return createTableFunction(node, text);
    case 'CreateModelStatement':
      return createModel(node, text);
    case 'DropFunctionStatement':
      return { kind: 'dropRoutine', what: 'FUNCTION', path: path(node['name']), ifExists: node['isIfExists'] === true };
    case 'DropTableFunctionStatement':
      return { kind: 'dropRoutine', what: 'TABLE FUNCTION', path: path(node['name']), ifExists: node['isIfExists'] === true };
    case 'DropStatement':
      if (node['schemaObjectKind'] !== 'kModel') return null;
      return { kind: 'dropRoutine', what: 'MODEL', path: path(node['name']), ifExists: node['isIfExists'] === true };
    default:
      return null;
  }
}

type Text = (part: unknown) => string;

function createFunction(node: Node, text: Text): CreateFunction {
  const language = node['language'] as Node | null;
  if (language !== null) throw new GoogleSqlError('unimplemented', `Functions in ${String(language['idString']).toUpperCase()} are not supported by the local BigQuery. Write the function in SQL`);
  if (node['isRemote'] === true) throw new GoogleSqlError('unimplemented', 'Remote functions are not supported by the local BigQuery');
  const body = node['sqlFunctionBody'] as Node | null;
  if (body === null) throw new GoogleSqlError('invalid', 'A SQL function needs a body: AS (expression)');
  return {
    kind: 'createFunction',
    what: node['isAggregate'] === true ? 'aggregate' : 'scalar',
    ...declaration(node, text),
    returns: node['returnType'] === null ? null : text(node['returnType']),
    body: text(body['expression']),
  };
}

function createTableFunction(node: Node, text: Text): CreateFunction {
  const query = node['query'];
  if (query === null || node['language'] !== null) throw new GoogleSqlError('unimplemented', 'Table functions in another language than SQL are not supported by the local BigQuery');
  const columns = list((node['returnTvfSchema'] as Node | null)?.['columns']);
  return {
    kind: 'createFunction',
    what: 'table',
    ...declaration(node, text),
    returns: columns.length === 0 ? null : columns.map(text).join(', '),
    body: text(query),
  };
}

function declaration(node: Node, text: Text): Pick<CreateFunction, 'path' | 'mode' | 'temporary' | 'parameters' | 'options'> {
  const declared = node['functionDeclaration'] as Node;
  const parameters = list((declared['parameters'] as Node)['parameterEntries']).map((parameter): FunctionParameter => {
    if (parameter['name'] === null) throw new GoogleSqlError('invalid', 'Parameters in function declarations must include both name and type');
    const name = identifier(parameter['name']);
    if (parameter['defaultValue'] !== null && parameter['defaultValue'] !== undefined) throw new GoogleSqlError('unimplemented', `A DEFAULT for the parameter ${name} is not supported`);
    if (parameter['tvfSchema'] !== null && parameter['tvfSchema'] !== undefined) throw tableParameter(name);
    const templated = parameter['templatedParameterType'] as Node | null;
    if (templated !== null && templated['kind'] === 'ANY_TABLE') throw tableParameter(name);
    return { name, type: parameter['type'] === null ? null : text(parameter['type']), isNotAggregate: parameter['isNotAggregate'] === true };
  });
  return { path: path(declared['name']), mode: mode(node), temporary: node['scope'] === 'TEMPORARY', parameters, options: options(node, text) };
}

function tableParameter(name: string): GoogleSqlError {
  return new GoogleSqlError('unimplemented', `A parameter that is a table (${name}) is not supported by the local BigQuery`);
}

function createModel(node: Node, text: Text): CreateModel {
  for (const [field, what] of [['query', 'AS SELECT'], ['transformClause', 'TRANSFORM'], ['inputOutputClause', 'INPUT and OUTPUT'], ['withConnectionClause', 'REMOTE WITH CONNECTION']] as const) {
    if (node[field] !== null && node[field] !== undefined) throw new GoogleSqlError('unimplemented', `CREATE MODEL with ${what} is not supported by the local BigQuery. Supported: OPTIONS (model_type = 'ONNX', model_path = 'gs://…')`);
  }
  if (node['isRemote'] === true || node['scope'] === 'TEMPORARY') throw new GoogleSqlError('unimplemented', 'Remote and temporary models are not supported by the local BigQuery');
  return { kind: 'createModel', path: path(node['name']), mode: mode(node), options: options(node, text) };
}

function options(node: Node, text: Text): WrittenOption[] {
  const entries = list((node['optionsList'] as Node | null)?.['optionsEntries']);
  return entries.map((entry) => ({ name: identifier(entry['name']).toLowerCase(), text: text(entry['value']) }));
}

function mode(node: Node): Mode {
  return node['isOrReplace'] === true ? 'orReplace' : node['isIfNotExists'] === true ? 'ifNotExists' : 'create';
}

function list(value: unknown): readonly Node[] {
  return (value ?? []) as Node[];
}

function identifier(node: unknown): string {
  return String((node as Node)['idString']);
}

function path(node: unknown): string[] {
  return list((node as Node)['names']).map(identifier);
}
