import { stringConstant } from './text.ts';

/**
 * Marks, in the engine's own conversion error, a message that we wrote: storage/engine-errors.ts shows what follows it
 * and nothing else. (DuckDB's error() counts as volatile: no filter passes it, and TRY refuses it.)
 */
export const ERROR_MARK = '!error: ';

/** An expression of DuckDB type `type` whose evaluation fails with a message. @param message a DuckDB string expression */
export function raise(message: string, type: string): string {
  // A chain of casts and no IS NULL: the optimizer would evaluate that for a constant message, in a branch never taken.
  return `CAST(CAST(CAST(${stringConstant(ERROR_MARK)} || ${message} AS BIGINT) AS VARCHAR) AS ${type})`;
}
