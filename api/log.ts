import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';
import { Problem } from './problems.ts';

export type { Logger } from 'pino';

/** Long enough for a UUID or a trace id, and nothing that could break a log line or a header. */
const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;
const MAX_CAUSES = 5;
/** What stands for the pattern of static files, which have no route. */
export const LINEAGE_FILES = '/lineage/*';

export function createLog(level = 'info', destination?: DestinationStream): Logger {
  const options = { level, base: null, serializers: { err: errorForLog } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * One line a request: its id, method, route pattern, status and duration. The URL stays out, since it holds the
 * customer id, and so do headers, bodies and addresses.
 */
export function requestLog(log: Logger): HttpLogger<Request, Response> {
  const line = (req: Request, res: Response, { responseTime: ms }: { responseTime: number }) => ({
    method: req.method,
    route: routeOf(req, res),
    status: res.statusCode,
    ms,
  });
  return pinoHttp<Request, Response>({
    logger: log,
    wrapSerializers: false,
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    genReqId: requestId,
    customLogLevel: (req, res, error) => levelOf(routeOf(req, res), res.statusCode, error),
    customSuccessObject: (req, res, value: { responseTime: number }) => line(req, res, value),
    customErrorObject: (req, res, error, value: { responseTime: number }) => ({ ...line(req, res, value), err: error }),
    customErrorMessage: () => 'request failed',
  });
}

/**
 * A part that is away is a warning: it is expected to come back. What nobody foresaw is an error. The thirty files of
 * the lineage page are nobody's interest.
 */
function levelOf(route: string | null, status: number, error: Error | undefined): 'debug' | 'info' | 'warn' | 'error' {
  if (error !== undefined || status >= 500) return status === 503 ? 'warn' : 'error';
  return route === LINEAGE_FILES && status < 400 ? 'debug' : 'info';
}

/** The pattern of the route that answered; null when none did. */
function routeOf(req: Request, res: Response): string | null {
  const route: unknown = res.locals['route'] ?? (req.route as { readonly path?: unknown } | undefined)?.path;
  return typeof route === 'string' ? route : null;
}

/** The caller's `x-request-id` if it is a sane one, else a new one; echoed, so that both sides can name the request. */
function requestId(req: Request, res: Response): string {
  const given = req.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  res.setHeader('x-request-id', id);
  return id;
}

/**
 * What a log may say of an error. The client library hangs whole requests, parameters included, on its errors. A
 * Problem needs no stack: its code says where it belongs, and its cause has one.
 */
export function errorForLog(error: unknown): unknown {
  return describe(error, MAX_CAUSES);
}

function describe(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && isScalar(error.code) ? { code: error.code } : {}),
    ...(error instanceof Problem ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: describe(error.cause, depth - 1) }),
  };
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
