/** What a client may be told about one kind of failure. Nothing here depends on the request. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What happened and the remedy, for whoever calls the API. */
  readonly detail: string;
  /** Seconds after which asking again makes sense; null when the same request would fail again. */
  readonly retryAfter: number | null;
}

/** Every failure that a client can meet. Codes are stable; each has its page at `/problems/<code with dashes>`. */
export const PROBLEMS = {
  bad_request: {
    status: 400,
    title: 'The request cannot be read',
    detail: 'The path or a header is malformed. Check the encoding of the URL.',
    retryAfter: null,
  },
  customer_id_invalid: {
    status: 400,
    title: 'The customer id is not valid',
    detail: `A customer id is a whole number from 1 to ${String(Number.MAX_SAFE_INTEGER)}, without sign or leading zeros.`,
    retryAfter: null,
  },
  customer_not_found: {
    status: 404,
    title: 'There is no such customer',
    detail: 'The feature mart has no row for this customer id. Customers appear in it when the warehouse is next built.',
    retryAfter: null,
  },
  route_not_found: {
    status: 404,
    title: 'There is nothing at this address',
    detail: 'The endpoints are listed at / and described at /openapi.json.',
    retryAfter: null,
  },
  lineage_not_built: {
    status: 404,
    title: 'The lineage page has not been built',
    detail: 'Build it with `npm run lineage`, then reload.',
    retryAfter: null,
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    detail: 'The Allow header names the methods of this address.',
    retryAfter: null,
  },
  not_acceptable: {
    status: 406,
    title: 'The answer has no form that the Accept header allows',
    detail: 'This address answers in JSON: accept application/json.',
    retryAfter: null,
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong in the service',
    detail: 'The failure is in the log under this request id.',
    retryAfter: null,
  },
  warehouse_unavailable: {
    status: 503,
    title: 'The warehouse is away',
    detail: 'The feature warehouse does not answer. Ask again in a moment.',
    retryAfter: 5,
  },
  warehouse_timeout: {
    status: 503,
    title: 'The warehouse is too slow',
    detail: 'The feature warehouse did not answer in time. Ask again in a moment.',
    retryAfter: 5,
  },
  features_not_built: {
    status: 503,
    title: 'The feature mart has not been built',
    detail: 'The warehouse has no customer_features table yet. It is made by running the Dataform project.',
    retryAfter: 30,
  },
  features_out_of_step: {
    status: 503,
    title: 'The model and the feature mart are out of step',
    detail: 'The model needs features that the mart does not hold in that form. Build the mart anew or promote a model that fits it.',
    retryAfter: 30,
  },
  model_unavailable: {
    status: 503,
    title: 'There is no model to score with',
    detail: 'No champion could be loaded; the service keeps trying. Train and promote a model if there is none.',
    retryAfter: 5,
  },
  not_ready: {
    status: 503,
    title: 'The service is not ready',
    detail: 'The checks say which part is away.',
    retryAfter: 5,
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A failure with its place in the catalogue. The message and the cause are for the log, never for the client. */
export class Problem extends Error {
  override readonly name = 'Problem';

  /** @param message says more to whoever reads the log; no customer id, no feature value */
  constructor(
    readonly code: ProblemCode,
    message: string = PROBLEMS[code].title,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get kind(): ProblemKind {
    return PROBLEMS[this.code];
  }
}

/** Turns whatever was thrown into one of ours and keeps it as the cause. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (httpStatusOf(error) === 404) return new Problem('route_not_found', undefined, { cause: error });
  if (isClientError(error)) return new Problem('bad_request', undefined, { cause: error });
  return new Problem('internal_error', undefined, { cause: error });
}

/** The stable path that a problem's `type` names. */
export function problemPath(code: ProblemCode): string {
  return `/problems/${code.replaceAll('_', '-')}`;
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

/** Express and its static files put the status on what they throw: 400 for a path that cannot be decoded. */
function isClientError(error: unknown): boolean {
  const status = httpStatusOf(error);
  return status !== null && status >= 400 && status < 500;
}

function httpStatusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  return typeof error.status === 'number' ? error.status : null;
}
