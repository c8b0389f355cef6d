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

/** What RAISE USING MESSAGE throws; a handler is told just the message, NULL too. */
export class RaisedError extends BigQueryError {
  constructor(readonly given: string | null) {
    super('invalidQuery', given ?? 'NULL', 'query');
  }
}

const PLACE = / at \[(\d+:\d+)\]$/;

/** An error with its place in the script, and what `@@error` shows of it. */
export class ScriptError extends BigQueryError {
  private constructor(
    error: BigQueryError,
    message: string,
    /** What `@@error.message` tells a handler. */
    readonly told: string | null,
    readonly statementText: string,
    /** Innermost first. */
    readonly frames: readonly Frame[],
  ) {
    super(error.reason, message, error.location, { cause: error });
  }

  static at(error: BigQueryError, statementText: string, frame: Frame): ScriptError {
    const place = PLACE.exec(error.message)?.[1] ?? `${frame.line}:${frame.column}`;
    const prefix = error instanceof QueryFailure ? 'Query error: ' : '';
    const message = `${prefix}${error.message.replace(PLACE, '')} at [${frame.routine === null ? '' : `${frame.routine}:`}${place}]`;
    return new ScriptError(error, message, error instanceof RaisedError ? error.given : message, statementText, [frame]);
  }

  /** The same, one call further out. */
  calledFrom(frame: Frame): ScriptError {
    return new ScriptError(this, this.message, this.told, this.statementText, [...this.frames, frame]);
  }

  get stackTrace(): string {
    return this.frames.map(({ line, column, routine }) => `At ${routine === null ? '' : routine}[${line}:${column}]`).join('\n');
  }
}
