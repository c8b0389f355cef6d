import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { CatalogTable } from '../../googlesql/catalog.ts';
import type { Statement } from '../../googlesql/resolved-nodes.ts';
import type { CreateFunction } from '../../googlesql/routine-statements.ts';
import { BigQueryError } from '../errors.ts';
import type { Compile, CompileContext, Relation } from '../statement.ts';
import { Generation } from './generation.ts';
import { guardBranches } from './expressions/guarded-branches.ts';
import { checkPartitionFilters } from './scans/partition-filters.ts';
import { isQualified, tableRef } from './expressions/paths.ts';
import { rewritePredictions } from './expressions/predictions.ts';
import { unsupported } from './refusal.ts';
import { refusing } from './refusing.ts';
import { bodyQuery, calledFunctions, checkPivoted, compileRoutine, typedCalls } from './routines.ts';
import { withDefaults } from './statements/defaults.ts';
import { compileStatement } from './statements/statement.ts';
import { usedColumns } from './scans/used-columns.ts';
import { parametersOf, UndeclaredParameters } from './undeclared-parameters.ts';

/**
 * Makes the compiler of the local BigQuery: Google's analyzer resolves a statement, the generator writes DuckDB SQL for
 * the resolved tree. A pure function of the text and of what `lookup` answers: the caller may keep its results.
 */
export function createCompiler(analyzer: Analyzer): Compile {
  const compile: Compile = async (written, context) => {
    const routine = await refusing(() => analyzer.routineStatement(written));
    if (routine !== null) {
      const known = routine.kind === 'createFunction' && !routine.temporary ? withoutTemporary(context) : context;
      if (routine.kind === 'createFunction') await checkFunction(written, routine, known, analyzer);
      return compileRoutine(routine, known, analyzer, compile);
    }
    const { sql: predicting, models, functions: external } = await rewritePredictions(written, context, analyzer);
    const { sql, functions } = await typedCalls(predicting, calledFunctions(predicting, context), analyzer);
    if (/^\s*load\s+data\b/i.test(sql)) throw unsupported('LOAD DATA (use a load job)');
    const altered = await refusing(() => analyzer.alteredTable(sql));
    if (altered?.ifExists === true && (await context.lookup(altered.path)) === null) {
      return { kind: 'alter', what: altered.what, ref: tableRef(altered.path, context), qualified: isQualified(altered.path), ifExists: true, actions: [] };
    }
    const texts = [sql, ...functions.map(bodyQuery)];
    await checkPivoted(texts, functions, analyzer);
    const names = [...(altered === null ? [] : [altered.path]), ...(await tablesOf(texts, analyzer))];
    const { parameters, variables, systemVariables = [], undeclared } = context;
    const resolved = async (): Promise<{ statement: Statement; relations: ReadonlyMap<string, Relation> }> => {
      const { tables, relations } = await findTables(names, context);
      try {
        return { statement: await refusing(() => analyzer.analyze({ sql, tables, parameters, variables, functions, external, systemVariables, ...(undeclared === undefined ? {} : { undeclared }) })), relations };
      } catch (error) {
        const missed = missedTable(error, names);
        if (missed === null) return refuseIngestionTime(error, sql);
        names.push(missed);
        return resolved();
      }
    };
    const { statement: read, relations } = await resolved();
    if (undeclared !== undefined) throw new UndeclaredParameters(parametersOf(read));
    const statement = guardBranches(read);
    const used = usedColumns(statement);
    checkPartitionFilters(statement, relations);
    if (statement.kind === 'CreateViewStmt' || statement.kind === 'CreateMaterializedViewStmt') checkQualified(names);
    const known = await withDefaults(statement, relations, analyzer);
    return compileStatement(statement, () => new Generation(context, known, used, models));
  };
  return compile;
}

async function tablesOf(texts: readonly string[], analyzer: Analyzer): Promise<(readonly string[])[]> {
  const names = [];
  for (const text of new Set(texts)) names.push(...(await refusing(() => analyzer.tableNames(text))));
  return names;
}

/** Has the analyzer read the statement as a whole: what the body may be is more than what a call of it may be. */
async function checkFunction(written: string, { what, body, temporary }: CreateFunction, context: CompileContext, analyzer: Analyzer): Promise<void> {
  if (/\bml\s*\.\s*predict\b/i.test(body)) return;
  const query = bodyQuery({ what, body });
  const { functions } = await typedCalls(query, calledFunctions(body, context), analyzer);
  const names = await tablesOf([query, ...functions.map(bodyQuery)], analyzer);
  if (!temporary) checkQualified(names);
  const { tables } = await findTables(names, context);
  await refusing(() => analyzer.analyze({ sql: written, tables, functions })).catch((error: unknown) => {
    if (missedTable(error, []) === null) throw error;
  });
}

/** A stored function is called from anywhere: it knows no temporary functions. */
function withoutTemporary(context: CompileContext): CompileContext {
  return { ...context, functions: (text) => context.functions(text).filter(({ paths }) => paths.some((path) => path.join('.').includes('.'))) };
}

/** A view, or a stored function, is read from anywhere: it knows neither a default dataset nor temporary tables. */
function checkQualified(names: readonly (readonly string[])[]): void {
  const bare = names.find((path) => !path.join('.').includes('.'));
  if (bare !== undefined) throw new BigQueryError('invalidQuery', `Table "${bare.join('.')}" must be qualified with a dataset (e.g. dataset.table).`, 'query');
}

/** A table that the search for names has passed over, as it does in QUALIFY and WINDOW. */
function missedTable(error: unknown, names: readonly (readonly string[])[]): readonly string[] | null {
  const text = error instanceof BigQueryError ? /^Table not found: (\S+?);? /.exec(`${error.message} `)?.[1] : undefined;
  const path = text === undefined ? [] : [...text.matchAll(/`([^`]*)`|([^.`]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const known = names.some((name) => name.join('.').toLowerCase() === path.join('.').toLowerCase());
  return path.length === 0 || known ? null : path;
}

/** Tables have no pseudo-columns here, so that a partitioning by them is an unknown name to the analyzer. */
function refuseIngestionTime(error: unknown, sql: string): never {
  const name = error instanceof BigQueryError ? /^Unrecognized name: (_PARTITION(?:TIME|DATE))\b/i.exec(error.message)?.[1] : undefined;
  if (name === undefined || !/^\s*create\b/i.test(sql)) throw error;
  throw new BigQueryError('invalidQuery', `Partitioning by ingestion time (${name}) is not supported by the local BigQuery: partition by a column.`, 'query');
}

interface Found {
  readonly tables: readonly CatalogTable[];
  readonly relations: ReadonlyMap<string, Relation>;
}

async function findTables(names: readonly (readonly string[])[], context: CompileContext): Promise<Found> {
  const relations = new Map<string, Relation>();
  const tables: CatalogTable[] = [];
  const spelled = new Map<string, string>();
  for (const path of names) {
    const relation = await context.lookup(path);
    if (relation === null) throw notFound(path, context);
    const key = path.join('\u0000');
    // The analyzer ignores case in table names, BigQuery does not.
    const other = spelled.get(key.toLowerCase());
    if (other !== undefined && other !== key && relations.get(other)?.from !== relation.from) {
      throw unsupported(`A statement over tables whose names differ only in case (${path.join('.')})`);
    }
    if (other === undefined) tables.push({ path, key, columns: relation.columns, pseudoColumns: relation.pseudoColumns ?? [] });
    spelled.set(key.toLowerCase(), other ?? key);
    relations.set(key, relation);
  }
  return { tables, relations };
}

function notFound(path: readonly string[], context: CompileContext): BigQueryError {
  const { projectId, datasetId, tableId } = tableRef(path, context);
  return new BigQueryError('notFound', `Not found: Table ${projectId}:${datasetId}.${tableId} was not found in location ${context.location ?? 'US'}`, `${projectId}:${datasetId}.${tableId}`);
}
