/** Reasons as BigQuery's `error.errors[].reason` spells them, with the HTTP status that goes with each. */
const HTTP_STATUS = {
  invalid: 400,
  invalidQuery: 400,
  parseError: 400,
  stopped: 200,
  accessDenied: 403,
  responseTooLarge: 403,
  resourcesExceeded: 400,
  bytesBilledLimitExceeded: 400,
  notFound: 404,
  duplicate: 409,
  resourceInUse: 400,
  conditionNotMet: 412,
  notImplemented: 501,
  internalError: 500,
  backendError: 503,
} as const;

export type Reason = keyof typeof HTTP_STATUS;

/** An error in BigQuery's shape: what the client's `error.errors[]` shows. */
export class BigQueryError extends Error {
  override readonly name = 'BigQueryError';

  /** @param location what is at fault: `query`, a gs:// URI, a column … */
  constructor(
    readonly reason: Reason,
    message: string,
    readonly location: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get httpStatus(): number {
    return HTTP_STATUS[this.reason];
  }
}
