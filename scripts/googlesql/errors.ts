/** `invalid`: the SQL is refused; `unimplemented`: the analyzer lacks it; `unavailable`: the engine cannot be reached. */
export type GoogleSqlErrorKind = 'invalid' | 'unimplemented' | 'outOfRange' | 'unavailable' | 'internal';

const KINDS: Readonly<Record<string, GoogleSqlErrorKind>> = {
  INVALID_ARGUMENT: 'invalid',
  NOT_FOUND: 'invalid',
  ALREADY_EXISTS: 'invalid',
  UNIMPLEMENTED: 'unimplemented',
  OUT_OF_RANGE: 'outOfRange',
  UNAVAILABLE: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  CANCELLED: 'unavailable',
};

const POSITION = /\s*\[at (\d+):(\d+)\]\s*$/;

/** What Google's analyzer or evaluator says, in its own words. Line and column count from 1, columns in characters. */
export class GoogleSqlError extends Error {
  override readonly name = 'GoogleSqlError';

  constructor(
    readonly kind: GoogleSqlErrorKind,
    message: string,
    readonly line: number | null = null,
    readonly column: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** @param status gRPC's status name @param details the message, ending in `[at line:column]` where there is a place */
  static fromStatus(status: string, details: string, cause: unknown): GoogleSqlError {
    const place = POSITION.exec(details);
    // Functions that we added are called by their group there.
    const text = details.replace(POSITION, '').replaceAll('function BIGQUERY:', 'function ');
    const [line, column] = place === null ? [null, null] : [Number(place[1]), Number(place[2])];
    return new GoogleSqlError(KINDS[status] ?? 'internal', text, line, column, { cause });
  }

  /** The message as BigQuery prints it: `Unrecognized name: nope at [1:8]`. */
  get located(): string {
    return this.line === null || this.column === null ? this.message : `${this.message} at [${this.line}:${this.column}]`;
  }
}
