import { GoogleSqlError } from '../../googlesql/errors.ts';
import { JSON_SET_NAME } from '../../googlesql/json-set.ts';
import { BigQueryError, type Reason } from '../errors.ts';
import { unknownFunction } from './unknown-functions.ts';

const REASONS: Readonly<Record<GoogleSqlError['kind'], Reason>> = {
  invalid: 'invalidQuery',
  unimplemented: 'invalidQuery',
  outOfRange: 'invalidQuery',
  unavailable: 'backendError',
  // The statement is what it fails on, and would be at the next try, too.
  internal: 'invalidQuery',
};

/** A message nested deeper than the decoder's stack: an expression is a message in that around it. */
const TOO_DEEP = /Maximum call stack size exceeded/;

/** Shows the analyzer's refusals as BigQuery shows them. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GoogleSqlError)) throw error;
    if (TOO_DEEP.test(error.message)) throw new BigQueryError('resourcesExceeded', 'Resources exceeded during query execution: the local BigQuery takes no expressions nested deeper than 1000.', 'query', { cause: error });
    throw new BigQueryError(REASONS[error.kind], told(error), 'query', { cause: error });
  }
}

/** What the engine calls a syntax error and today's BigQuery takes, and what does the same. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^Syntax error: Expected "\)" but got keyword WHERE\b/, 'WHERE inside aggregate functions: use COUNTIF, or IF in the argument'],
  [/^Syntax error: Expected "\)" but got keyword GROUP\b/, 'GROUP BY inside aggregate functions: aggregate twice'],
  [/^Syntax error: Function call cannot be applied to this expression\b/, 'chained function calls: write what comes before the dot as the first argument'],
];

function withRemedy(located: string): string {
  const remedy = REMEDIES.find(([pattern]) => pattern.test(located))?.[1];
  return remedy === undefined ? located : located.replace(/(?= at \[\d+:\d+\]$|$)/, ` (the local BigQuery has no ${remedy})`);
}

/** Without the engine's own groups of functions and without its trees; names of tables are kept with NUL between their parts. */
function told(error: GoogleSqlError): string {
  if (error.kind === 'internal' || error.message.includes('ZETASQL_RET_CHECK')) return 'The statement is not supported by the local BigQuery: Google\'s analyzer fails on it.';
  const unknown = unknownFunction(error.message);
  if (unknown !== null) return `The function ${unknown} is not supported by the local BigQuery.`;
  if (/^Type not found: `?GEOGRAPHY\b/i.test(error.message)) return 'The type GEOGRAPHY is not supported by the local BigQuery.';
  return withRemedy(error.located).replace(/\b(?:Templated_SQL_Function|External_function|BigQuery):/gi, '').replaceAll('\0', '.').replace(new RegExp(JSON_SET_NAME, 'gi'), 'JSON_SET');
}
