import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { CatalogFunction } from '../../googlesql/catalog.ts';
import type { CreateFunction, RoutineStatement, WrittenOption } from '../../googlesql/routine-statements.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Compile, CompileContext, CompiledStatement, KnownFunction, StatementOptions } from '../statement.ts';
import { typeText } from '../wire/schema.ts';
import { tableRef, temporaryRef } from './expressions/paths.ts';
import { refusing } from './refusing.ts';
import { unsupported } from './refusal.ts';
import { statementOptions } from './statements/options.ts';

/** Functions that a text calls, and those that they call, as the analyzer takes them. @throws BigQueryError for one that calls itself */
export function calledFunctions(text: string, context: CompileContext): readonly CatalogFunction[] {
  const found = new Map<KnownFunction, readonly CatalogFunction[]>();
  const follow = (piece: string, callers: readonly KnownFunction[]): void => {
    for (const known of context.functions(piece)) {
      if (callers.includes(known)) throw recursive(known.paths[0]?.join('.') ?? '');
      if (found.has(known)) continue;
      found.set(known, known.paths.map((path) => ({ path, what: known.what, parameters: known.parameters, body: typedBody(known) })));
      follow(known.body, [...callers, known]);
    }
  };
  follow(text, []);
  const functions = [...found.values()].flat();
  checkCase(functions);
  return functions;
}

/** Names of functions tell capital letters from small ones, but those of the analyzer do not. */
function checkCase(functions: readonly CatalogFunction[]): void {
  const seen = new Map<string, string>();
  for (const { path } of functions) {
    const name = path.join('.');
    const other = seen.get(name.toLowerCase());
    if (other !== undefined && other !== name) throw unsupported(`A statement over functions whose names differ only in case (${other}, ${name})`);
    seen.set(name.toLowerCase(), name);
  }
}

/**
 * Gives the bare NULLs and [] in calls of `functions` their parameters' types: the engine would put such a value, of no type
 * yet, into the body and then refuse its own tree.
 */
export async function typedCalls(sql: string, functions: readonly CatalogFunction[], analyzer: Analyzer): Promise<{ readonly sql: string; readonly functions: readonly CatalogFunction[] }> {
  const types = new Map(functions.map(({ path, parameters }) => [path.join('.').toLowerCase(), parameters]));
  const typed = async (text: string): Promise<string> => {
    if (types.size === 0 || !/\bnull\b|\[\s*\]/i.test(text)) return text;
    const { sql: asked, calls } = await refusing(() => analyzer.nullArguments(text));
    let result = asked;
    for (const { path, index, start, end } of [...calls].reverse()) {
      const type = types.get(path.join('.').toLowerCase())?.[index]?.type;
      if (type != null) result = `${result.slice(0, start)}CAST(${result.slice(start, end)} AS ${typeText(type)})${result.slice(end)}`;
    }
    return result;
  };
  const bodies = [];
  for (const definition of functions) {
    const query = await typed(bodyQuery(definition));
    bodies.push({ ...definition, body: definition.what === 'table' ? query : query.slice('SELECT '.length) });
  }
  return { sql: await typed(sql), functions: bodies };
}

/**
 * The engine's PIVOT makes NULL of the first argument for the rows of other values and then writes the function's body out, which
 * may count those rows or read another argument.
 * @throws BigQueryError for a function of SQL in PIVOT's list of aggregates
 */
export async function checkPivoted(texts: readonly string[], functions: readonly CatalogFunction[], analyzer: Analyzer): Promise<void> {
  const names = new Set(functions.filter(({ what }) => what === 'aggregate').map(({ path }) => path.join('.').toLowerCase()));
  if (names.size === 0) return;
  for (const text of new Set(texts.filter((piece) => /\bpivot\b/i.test(piece)))) {
    const found = (await refusing(() => analyzer.pivotedCalls(text))).find((path) => names.has(path.join('.').toLowerCase()));
    if (found !== undefined) throw unsupported(`${found.join('.')} in PIVOT (group by the values first)`);
  }
}

function recursive(name: string): BigQueryError {
  return new BigQueryError('invalidQuery', `The function ${name} calls itself.`, 'query');
}

/** The body with the declared type of its value. */
function typedBody({ what, body, returns }: Omit<KnownFunction, 'paths'>): string {
  if (returns === null) return body;
  if (what !== 'table') return `CAST((${body}\n) AS ${typeText(returns)})`;
  const columns = returns.kind === 'STRUCT' ? returns.fields.map(({ name, type }) => `CAST(\`${name}\` AS ${typeText(type)}) AS \`${name}\``) : [];
  return `SELECT ${columns.join(', ')} FROM (${body}\n)`;
}

/** What a body reads, as a query, so that its tables can be found. */
export function bodyQuery({ what, body }: Pick<CatalogFunction, 'what' | 'body'>): string {
  return what === 'table' ? body : `SELECT (${body}\n)`;
}

/** Compiles CREATE and DROP of functions and models. @param compile tries a new function out, so that one that cannot be called is refused when it is made */
export async function compileRoutine(statement: RoutineStatement, context: CompileContext, analyzer: Analyzer, compile: Compile): Promise<CompiledStatement> {
  switch (statement.kind) {
    case 'dropRoutine':
      return { kind: 'dropRoutine', what: statement.what, ref: tableRef(statement.path, defaults(context)), ifExists: statement.ifExists };
    case 'createModel':
      return { kind: 'createModel', ref: tableRef(statement.path, context), mode: statement.mode, options: await plainOptions(statement.options, analyzer) };
    case 'createFunction': {
      const definition = await definitionOf(statement, analyzer);
      const ref = statement.temporary ? temporaryRef(statement.path, context) : tableRef(statement.path, context);
      const own = `${ref.projectId}.${ref.datasetId}.${ref.tableId}`;
      if (calledFunctions(definition.body, context).some(({ path }) => path.join('.') === own)) throw recursive(own);
      if (statement.temporary && (await isBuiltIn(ref.tableId, analyzer))) throw unsupported(`CREATE TEMP FUNCTION with the name of a function of BigQuery's own (${ref.tableId})`);
      await tryOut(statement.temporary ? ref.tableId : own, statement.what, definition, context, compile);
      return { kind: 'createFunction', ref, temporary: statement.temporary, mode: statement.mode, definition, options: await plainOptions(statement.options, analyzer) };
    }
  }
}

/** A temporary function is dropped by its name alone. */
function defaults(context: CompileContext): Pick<CompileContext, 'defaultProjectId' | 'defaultDatasetId'> {
  return { defaultProjectId: context.defaultProjectId, defaultDatasetId: context.defaultDatasetId ?? '' };
}

async function definitionOf({ what, parameters, returns, body }: CreateFunction, analyzer: Analyzer): Promise<Omit<KnownFunction, 'paths'>> {
  const type = async (text: string): Promise<SqlType> => {
    const statement = await refusing(() => analyzer.analyze({ sql: `SELECT CAST(NULL AS ${text}) AS t`, tables: [] }));
    const column = statement.kind === 'QueryStmt' ? statement.outputColumnList[0]?.column : undefined;
    if (column === undefined) throw new BigQueryError('internalError', `The type ${text} could not be read.`);
    return column.type;
  };
  const typed = [];
  for (const parameter of parameters) typed.push({ name: parameter.name, type: parameter.type === null ? null : await type(parameter.type), ...(parameter.isNotAggregate ? { isNotAggregate: true } : {}) });
  return { what, parameters: typed, returns: returns === null ? null : await type(what === 'table' ? `STRUCT<${returns}>` : returns), body };
}

/** Calls the new function with NULLs; one that takes ANY TYPE is first tried by its first call, as in BigQuery. */
async function tryOut(called: string, what: CreateFunction['what'], definition: Omit<KnownFunction, 'paths'>, context: CompileContext, compile: Compile): Promise<void> {
  if (definition.parameters.some(({ type }) => type === null)) return;
  const known = { ...definition, paths: [[called]] };
  const name = `\`${called}\``;
  const nulls = definition.parameters.map(({ type }) => `CAST(NULL AS ${type === null ? 'INT64' : typeText(type)})`);
  const columns = nulls.map((value, index) => `${value} AS p${index}`);
  const queries = {
    scalar: `SELECT ${name}(${nulls.join(', ')})`,
    aggregate: `SELECT ${name}(${definition.parameters.map(({ isNotAggregate }, index) => (isNotAggregate === true ? nulls[index] : `p${index}`)).join(', ')}) FROM (SELECT ${columns.length === 0 ? '1' : columns.join(', ')})`,
    table: `SELECT * FROM ${name}(${nulls.join(', ')})`,
  };
  const text = queries[what];
  await compile(text, { ...context, parameters: [], variables: [], functions: (piece) => (piece === text ? [known] : context.functions(piece)) });
}

/** Whether a name means one of the analyzer's own functions, beside which its catalog takes no other. */
async function isBuiltIn(name: string, analyzer: Analyzer): Promise<boolean> {
  try {
    await refusing(() => analyzer.analyze({ sql: `SELECT \`${name}\`()`, tables: [] }));
    return true;
  } catch (error) {
    if (!(error instanceof BigQueryError) || error.reason !== 'invalidQuery') throw error;
    return !error.message.startsWith('Function not found') && !/^The function .* is not supported/.test(error.message);
  }
}

/** Options written as expressions, as constants. */
async function plainOptions(options: readonly WrittenOption[], analyzer: Analyzer): Promise<StatementOptions> {
  if (options.length === 0) return {};
  const sql = `CREATE SCHEMA x OPTIONS (${options.map(({ name, text }) => `${name} = ${text}`).join(', ')})`;
  const statement = await refusing(() => analyzer.analyze({ sql, tables: [] }));
  return statement.kind === 'CreateSchemaStmt' ? statementOptions(statement.optionList, null) : {};
}
