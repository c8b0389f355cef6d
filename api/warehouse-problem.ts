import { isTimeout } from './abortable.ts';
import { Problem } from './problems.ts';

/** What the client library throws for an answer that is an error: the HTTP status as `code`, BigQuery's `errors`. */
interface AnsweredError extends Error {
  readonly code: number;
  readonly errors?: readonly { readonly reason?: string }[];
}

/** BigQuery's words for it; a 404 may also be a job or a project that is not there. */
const NO_MART = /Not found: (Table|Dataset)/i;

/** Says what a failed warehouse call means to whoever asks for a score. The cause stays for the log. */
export function warehouseProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const options = { cause: error };
  if (isTimeout(error) || isUnfinishedQuery(error)) return new Problem('warehouse_timeout', undefined, options);
  if (!isAnswered(error)) return new Problem('warehouse_unavailable', undefined, options);
  if (error.code === 404 && NO_MART.test(error.message)) return new Problem('features_not_built', undefined, options);
  if (isInvalidQuery(error)) return new Problem('features_out_of_step', 'The mart refuses the look-up of the model’s features.', options);
  return new Problem('warehouse_unavailable', undefined, options);
}

/** Whether the same call may well succeed if repeated at once: the connection broke, or the server was busy. */
export function isTransient(error: unknown): boolean {
  if (isAnswered(error)) return error.code === 429 || (error.code >= 500 && error.code !== 501);
  return error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String(error.code));
}

function isAnswered(error: unknown): error is AnsweredError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}

function isInvalidQuery(error: AnsweredError): boolean {
  return error.code === 400 && error.errors?.some(({ reason }) => reason === 'invalidQuery') === true;
}

/** The client's word for a query that the server had not finished in time. */
function isUnfinishedQuery(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('The query did not complete before');
}
