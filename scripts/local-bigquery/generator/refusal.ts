import { BigQueryError } from '../errors.ts';

/** What BigQuery has and we have not: refused by name rather than answered otherwise. */
export function unsupported(what: string): BigQueryError {
  return new BigQueryError('invalidQuery', `${what} is not supported by the local BigQuery.`, 'query');
}
