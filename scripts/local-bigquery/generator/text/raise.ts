import { ERROR_MARK } from '../../storage/engine-errors.ts';
import { stringConstant } from './text.ts';

/**
 * An expression of DuckDB type `type` whose evaluation fails with a message. (DuckDB's error() counts as volatile: no
 * filter passes it, and TRY refuses it.) @param message a DuckDB string expression
 */
export function raise(message: string, type: string): string {
  // A chain of casts and no IS NULL: the optimizer would evaluate that for a constant message, in a branch never taken.
  return `CAST(CAST(CAST(${stringConstant(ERROR_MARK)} || ${message} AS BIGINT) AS VARCHAR) AS ${type})`;
}
