import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { asProblem, Problem, problemPath } from './problems.ts';

/** RFC 9457 problem details, as sent. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
}

/** Sends a problem; all that the client learns comes from the catalogue. */
export function sendProblem(req: Request, res: Response, problem: Problem, more: Readonly<Record<string, unknown>> = {}): void {
  const { status, title, detail, retryAfter } = problem.kind;
  const details: ProblemDetails = {
    type: problemPath(problem.code),
    title,
    status,
    detail,
    instance: req.originalUrl.split('?', 1)[0] ?? '/',
    code: problem.code,
    requestId: typeof req.id === 'string' ? req.id : '',
  };
  if (retryAfter !== null) res.set('Retry-After', String(retryAfter));
  // As bytes: Express would add a charset to text, which this media type has no parameter for.
  const body = Buffer.from(JSON.stringify({ ...details, ...more }));
  res.status(status).set('Cache-Control', 'no-store').set('Content-Type', 'application/problem+json').send(body);
}

/** Last in the chain: whatever was thrown becomes a problem for the client, and the whole of it goes to the log. */
export const answerProblems: ErrorRequestHandler = (error: unknown, req, res, next) => {
  const problem = asProblem(error);
  if (problem.kind.status >= 500) res.err = problem;
  if (res.headersSent) {
    next(error);
    return;
  }
  sendProblem(req, res, problem);
};

export const answerUnknownRoute: RequestHandler = () => {
  throw new Problem('route_not_found');
};
