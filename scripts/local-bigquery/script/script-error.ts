import { BigQueryError } from '../errors.ts';

/** Where a statement stands; `routine` names the procedure that it is part of. */
export interface Frame {
  readonly line: number;
  readonly column: number;
  readonly routine: string | null;
}

/** What a query or expression of a script failed with, told apart from what the script itself raises. */
export class QueryFailure extends BigQueryError {
  static of(error: unknown): unknown {
    if (!(error instanceof BigQueryError) || error instanceof QueryFailure || error instanceof ScriptError || error.reason !== 'invalidQuery') return error;
    return new QueryFailure(error.reason, error.message, error.location, { cause: error });
  }
}

const PLACE = / at \[\d+:\d+\]$/;

/** An error with its place in the script, and what `@@error` shows of it. */
export class ScriptError extends BigQueryError {
  private constructor(
    error: BigQueryError,
    message: string,
    readonly plain: string,
    readonly statementText: string,
    /** Innermost first. */
    readonly frames: readonly Frame[],
  ) {
    super(error.reason, message, error.location, { cause: error });
  }

  static at(error: BigQueryError, statementText: string, frame: Frame): ScriptError {
    const place = PLACE.test(error.message) ? '' : ` at [${frame.line}:${frame.column}]`;
    const prefix = error instanceof QueryFailure ? 'Query error: ' : '';
    return new ScriptError(error, `${prefix}${error.message}${place}`, error.message.replace(PLACE, ''), statementText, [frame]);
  }

  /** The same, one call further out. */
  calledFrom(frame: Frame): ScriptError {
    return new ScriptError(this, this.message, this.plain, this.statementText, [...this.frames, frame]);
  }

  get stackTrace(): string {
    return this.frames.map(({ line, column, routine }) => `At ${routine === null ? '' : routine}[${line}:${column}]`).join('\n');
  }
}
