import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { CatalogTable } from '../../googlesql/catalog.ts';
import { GoogleSqlError } from '../../googlesql/errors.ts';
import type { Statement } from '../../googlesql/resolved-nodes.ts';
import { BigQueryError, type Reason } from '../errors.ts';
import type { Compile, CompileContext, Relation } from '../statement.ts';
import { Generation } from './generation.ts';
import { tableRef } from './paths.ts';
import { unsupported } from './refusal.ts';
import { compileStatement } from './statements/statement.ts';
import { usedColumns } from './used-columns.ts';

/**
 * Makes the compiler of the local BigQuery: Google's analyzer resolves a statement, the generator writes DuckDB SQL for
 * the resolved tree. A pure function of the text and of what `lookup` answers: the caller may keep its results.
 */
export function createCompiler(analyzer: Analyzer): Compile {
  return async (sql, context) => {
    const names = await refusing(() => analyzer.tableNames(sql));
    const altered = await refusing(() => analyzer.alteredTable(sql));
    if (altered?.ifExists === true && (await context.lookup(altered.path)) === null) {
      return { kind: 'alter', what: altered.what, ref: tableRef(altered.path, context), ifExists: true, actions: [] };
    }
    const { tables, relations } = await findTables(altered === null ? names : [altered.path], context);
    const statement: Statement = await refusing(() =>
      analyzer.analyze({ sql, tables, parameters: context.parameters, variables: context.variables }),
    );
    const used = usedColumns(statement);
    return compileStatement(statement, () => new Generation(context, relations, used));
  };
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
    if (other === undefined) tables.push({ path, key, columns: relation.columns });
    spelled.set(key.toLowerCase(), other ?? key);
    relations.set(key, relation);
  }
  return { tables, relations };
}

function notFound(path: readonly string[], context: CompileContext): BigQueryError {
  const { projectId, datasetId, tableId } = tableRef(path, context);
  return new BigQueryError('notFound', `Not found: Table ${projectId}:${datasetId}.${tableId} was not found in location US`, `${projectId}:${datasetId}.${tableId}`);
}

const REASONS: Readonly<Record<GoogleSqlError['kind'], Reason>> = {
  invalid: 'invalidQuery',
  unimplemented: 'invalidQuery',
  outOfRange: 'invalidQuery',
  unavailable: 'backendError',
  internal: 'internalError',
};

/** Shows the analyzer's refusals as BigQuery shows them. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GoogleSqlError)) throw error;
    throw new BigQueryError(REASONS[error.kind], error.located, 'query', { cause: error });
  }
}
