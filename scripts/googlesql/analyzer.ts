import { builtinFunctions, type BuiltinFunction } from './builtin-functions.ts';
import { buildCatalog, type CatalogConstant, type CatalogFunction, type CatalogTable, type ExternalFunction } from './catalog.ts';
import { startClient, type GoogleSqlClient, type Message } from './client.ts';
import { customFunctions } from './custom-functions.ts';
import { GoogleSqlError } from './errors.ts';
import { groupByPositions, mayGroupByAll } from './group-by-all.ts';
import { bigQueryLanguage } from './language.ts';
import { normaliseNode } from './normalise.ts';
import { readNullArguments, type NullArgument } from './null-arguments.ts';
import { readPivotedCalls } from './pivoted-calls.ts';
import { nameJsonSet } from './json-set.ts';
import { swapNegatedQuantifiers } from './negated-quantifiers.ts';
import { readPredictions, type Prediction } from './predictions.ts';
import type { Statement } from './resolved-nodes.ts';
import { mayBeRoutineStatement, readRoutineStatement, type RoutineStatement } from './routine-statements.ts';
import { readAlteredTable, readScript, type AlteredTable, type Script } from './script.ts';
import { checkSameColumns, correspondByName, usesPipes, type Renamed } from './set-operations-by-name.ts';
import { toTypeProto } from './sql-type.ts';
import type { Column, SqlType } from './types.ts';
import { withUniqueCtes } from './unique-ctes.ts';

export interface AnalyzeRequest {
  readonly sql: string;
  readonly tables: readonly CatalogTable[];
  /** All named, or all positional (`name` null). */
  readonly parameters?: readonly { readonly name: string | null; readonly type: SqlType }[];
  /** How parameters that are not among `parameters` stand in the statement: they get the types that their places ask for. */
  readonly undeclared?: 'named' | 'positional';
  readonly variables?: readonly CatalogConstant[];
  readonly functions?: readonly CatalogFunction[];
  readonly external?: readonly ExternalFunction[];
  /** `@@` variables by their dotted names, e.g. `error.message`. */
  readonly systemVariables?: readonly Column[];
}

/** Rows of a table for the reference evaluator; a cell is a ValueProto message. */
export interface EvaluateRequest extends AnalyzeRequest {
  readonly rows?: Readonly<Record<string, readonly (readonly Message[])[]>>;
}

/** Places in a statement, which is the one that was asked about but for its newer syntax. */
export interface Places<T> {
  readonly sql: string;
  readonly calls: readonly T[];
}

/** Calls of functions written in SQL arrive as their bodies. */
const INLINING = ['REWRITE_INLINE_SQL_FUNCTIONS', 'REWRITE_INLINE_SQL_TVFS', 'REWRITE_INLINE_SQL_UDAS'];

/** Writes ARRAY_FIRST, ARRAY_LAST and ARRAY_SLICE as subqueries, which cost DuckDB ten times what a function does. */
const FUNCTION_INLINER = 'REWRITE_BUILTIN_FUNCTION_INLINER';

/** Google's GoogleSQL front end: the parser and analyzer that BigQuery itself is built on. */
export interface Analyzer {
  /** @throws GoogleSqlError `invalid` with line and column for a syntax error */
  parseScript(sql: string): Promise<Script>;
  /** Paths of the tables that a statement names, as written, without the names of its CTEs. */
  tableNames(sql: string): Promise<readonly (readonly string[])[]>;
  /** The table that ALTER TABLE or ALTER VIEW changes, which `tableNames` leaves out; null for other statements. */
  alteredTable(sql: string): Promise<AlteredTable | null>;
  /** CREATE and DROP of functions and models; null for other statements. */
  routineStatement(sql: string): Promise<RoutineStatement | null>;
  /** The outermost calls of ML.PREDICT. */
  predictions(sql: string): Promise<Places<Prediction>>;
  /** Where functions are called with a bare NULL. */
  nullArguments(sql: string): Promise<Places<NullArgument>>;
  /** The paths of the functions in PIVOT's lists of aggregates. */
  pivotedCalls(sql: string): Promise<readonly (readonly string[])[]>;
  analyze(request: AnalyzeRequest): Promise<Statement>;
  /** Google's reference implementation: slow, the oracle of tests. Cells are ValueProto messages. */
  evaluateQuery(request: EvaluateRequest): Promise<{ readonly columns: readonly Message[]; readonly rows: readonly (readonly Message[])[] }>;
  /** The engine's own functions and operators with their signatures. */
  builtinFunctions(): Promise<readonly BuiltinFunction[]>;
  close(): Promise<void>;
}

export async function startAnalyzer(): Promise<Analyzer> {
  const client = await startClient();
  try {
    return await createAnalyzer(client);
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function createAnalyzer(client: GoogleSqlClient): Promise<Analyzer> {
  const [language, defaults] = await Promise.all([bigQueryLanguage(client), client.call('GetAnalyzerOptions', {})]);
  const common: Message = {
    ...defaults,
    language_options: language,
    default_timezone: 'UTC',
    error_message_mode: 'ERROR_MESSAGE_ONE_LINE',
    prune_unused_columns: true,
    enabled_rewrites: [...(defaults['enabled_rewrites'] as string[]), ...INLINING],
    parse_location_record_type: 'PARSE_LOCATION_RECORD_NONE',
  };
  const optionsFor = ({ parameters = [], systemVariables = [], undeclared }: AnalyzeRequest): Message => {
    const positional = undeclared === 'positional' || parameters.some(({ name }) => name === null);
    return {
      ...common,
      ...(undeclared === undefined ? {} : { allow_undeclared_parameters: true }),
      parameter_mode: positional ? 'PARAMETER_POSITIONAL' : 'PARAMETER_NAMED',
      query_parameters: positional ? [] : parameters.map(({ name, type }) => ({ name, type: toTypeProto(type) })),
      positional_query_parameters: positional ? parameters.map(({ type }) => toTypeProto(type)) : [],
      system_variables: systemVariables.map(({ name, type }) => ({ name_path: name.split('.'), type: toTypeProto(type) })),
    };
  };
  const catalogFor = ({ tables, variables = [], functions = [], external = [] }: AnalyzeRequest): Message =>
    buildCatalog(language, { tables, constants: variables, functions: functions.map((definition) => ({ ...definition, body: renamed(definition.body) })), external }, customFunctions());
  const builtIn = catalogFor({ sql: '', tables: [] });
  /** Most of a catalog are the engine's own functions: what names nothing else shares one that is built once. */
  const ask = (method: string, request: AnalyzeRequest, message: Message): Promise<Message> => {
    const { tables, variables = [], functions = [], external = [] } = request;
    const isPlain = [tables, variables, functions, external].every(({ length }) => length === 0);
    return isPlain ? client.call(method, message, builtIn) : client.call(method, { ...message, simple_catalog: catalogFor(request) });
  };
  const parseStatement = async (sql: string): Promise<Record<string, unknown>> => {
    const answer = await client.call('Parse', { sql_statement: sql, options: language });
    return normaliseNode(answer['parsed_statement'], 'AnyASTStatementProto', client.schema);
  };
  /** Syntax for which the engine is too old, in its older words. */
  const modernised = async ({ sql: written, variables = [] }: AnalyzeRequest): Promise<Renamed> => {
    const names = variables.map(({ name }) => name);
    const grouped = async (sql: string): Promise<string> => (mayGroupByAll(sql) ? groupByPositions(sql, await parseStatement(sql), names) : sql);
    const { sql, widened } = correspondByName(renamed(written));
    return { sql: await grouped(sql), widened: widened === null ? null : await grouped(widened) };
  };
  return {
    async parseScript(written) {
      const { sql } = correspondByName(written);
      const answer = await client.call('Parse', { sql_statement: sql, options: language, allow_script: true }).catch((error: unknown) => {
        throw usesPipes(sql) ? new GoogleSqlError('unimplemented', 'Pipe syntax (|>) is not supported', null, null, { cause: error }) : error;
      });
      return readScript(sql, normaliseNode(answer['parsed_script'], 'ASTScriptProto', client.schema));
    },
    async tableNames(sql) {
      const answer = await client.call('ExtractTableNamesFromStatement', { sql_statement: correspondByName(sql).sql, options: language }).catch((error: unknown) => {
        throw usesPipes(sql) ? new GoogleSqlError('unimplemented', 'Pipe syntax (|>) is not supported', null, null, { cause: error }) : error;
      });
      const names = (answer['table_name'] ?? []) as { readonly table_name_segment?: readonly string[] }[];
      return names.map((name) => name.table_name_segment ?? []);
    },
    async alteredTable(sql) {
      if (!/\balter\b/i.test(sql)) return null;
      return readAlteredTable(await parseStatement(sql));
    },
    async routineStatement(sql) {
      if (!mayBeRoutineStatement(sql)) return null;
      const text = correspondByName(sql).sql;
      return readRoutineStatement(text, await parseStatement(text));
    },
    async nullArguments(written) {
      const { sql } = correspondByName(written);
      return { sql, calls: readNullArguments(sql, await parseStatement(sql)) };
    },
    async pivotedCalls(sql) {
      return readPivotedCalls(await parseStatement(correspondByName(sql).sql));
    },
    async predictions(written) {
      const { sql } = correspondByName(written);
      return { sql, calls: readPredictions(sql, await parseStatement(sql)) };
    },
    async analyze(request) {
      const { sql, widened } = await modernised(request);
      const resolve = async (text: string, more: Message = {}): Promise<Statement> => {
        const options = optionsFor(request);
        const rewrites = (options['enabled_rewrites'] as string[]).filter((rewrite) => rewrite !== FUNCTION_INLINER);
        const answer = await ask('Analyze', request, { options: { ...options, enabled_rewrites: rewrites, ...more }, sql_statement: text });
        const statement = normaliseNode(answer['resolved_statement'], 'AnyResolvedStatementProto', client.schema) as unknown as Statement;
        return request.functions?.some(({ what }) => what === 'table') === true ? withUniqueCtes(statement) : statement;
      };
      if (widened !== null) checkSameColumns(await resolve(sql, { prune_unused_columns: false }), await resolve(widened, { prune_unused_columns: false }));
      return asWritten(await resolve(sql), sql, request.sql);
    },
    async evaluateQuery(request) {
      const content = Object.entries(request.rows ?? {}).map(([name, rows]) => [name, { table_data: { row: rows.map((cell) => ({ cell })) } }]);
      const { sql } = await modernised(request);
      const answer = await ask('EvaluateQuery', request, { sql, options: optionsFor(request), table_content: Object.fromEntries(content) as Message });
      const data = (answer['content'] as { table_data?: { row?: { cell?: Message[] }[] } } | null)?.table_data;
      const prepared = answer['prepared'] as { columns?: Message[] } | null;
      return { columns: prepared?.columns ?? [], rows: (data?.row ?? []).map((row) => row.cell ?? []) };
    },
    builtinFunctions: () => builtinFunctions(client, language),
    close: () => client.close(),
  };
}

/** Operators and functions of today that the engine knows by other names, each just as long. */
function renamed(sql: string): string {
  return swapNegatedQuantifiers(nameJsonSet(sql));
}

/** The tree, with the query of a view as its author wrote it. @param sql what the engine was given instead of `written` */
function asWritten(tree: Statement, sql: string, written: string): Statement {
  if ((tree.kind !== 'CreateViewStmt' && tree.kind !== 'CreateMaterializedViewStmt') || sql === written) return tree;
  const start = sql.lastIndexOf(tree.sql);
  return start < 0 ? tree : { ...tree, sql: written.slice(start, written.length - (sql.length - start - tree.sql.length)) };
}

export type { Column };
