import { GoogleSqlError } from '../../googlesql/errors.ts';
import { BigQueryError, type Reason } from '../errors.ts';

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
