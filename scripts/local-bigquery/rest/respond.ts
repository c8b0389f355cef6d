import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { BigQueryError } from '../errors.ts';
import { isRecord } from '../wire/schema.ts';
import { partOf } from './fields.ts';

/** What BigQuery answers for a cancelled job; the reason itself has no status of its own. */
const CLIENT_CLOSED = 499;

const STATUS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
};

/** Answers with an error as every Google API does. */
function sendError(response: Response, error: BigQueryError): void {
  const code = statusOf(error);
  const { message } = error;
  response.status(code).json({ error: { code, message, errors: [{ message, domain: 'global', reason: error.reason, ...place(error.location) }], status: STATUS[code] ?? 'UNKNOWN' } });
}

/** BigQuery says which part of the request is at fault; the text of a query is its parameter `q`. */
function place(location: string | null): Readonly<Record<string, string>> {
  if (location === null) return {};
  if (location === 'If-Match') return { location, locationType: 'header' };
  return { location: location === 'query' ? 'q' : location, locationType: 'parameter' };
}

function statusOf({ reason, httpStatus }: BigQueryError): number {
  if (reason === 'stopped') return CLIENT_CLOSED;
  // Our faults come again with the same request: a status that clients retry would only keep them waiting.
  return reason === 'internalError' ? 400 : httpStatus;
}

/** A handler whose answer is JSON; what it throws goes to the error handler. */
export function answer(work: (request: Request, response: Response) => Promise<unknown>): RequestHandler {
  return async (request, response) => {
    const body = await work(request, response);
    if (body === undefined) response.status(204).end();
    else response.json(partOf(request, body));
  };
}

/** The JSON body, which must be an object. */
export function bodyOf(request: Request): Readonly<Record<string, unknown>> {
  const body: unknown = request.body;
  if (body === undefined) return {};
  if (!isRecord(body)) throw new BigQueryError('parseError', 'The request body must be a JSON object.');
  return body;
}

export function param(request: Request, name: string): string {
  const value = request.params[name];
  if (typeof value !== 'string') throw new BigQueryError('invalid', `Required parameter is missing: ${name}`);
  return value;
}

export function queryText(request: Request, name: string): string | null {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function queryNumber(request: Request, name: string): number | null {
  const text = queryText(request, name);
  if (text === null) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new BigQueryError('invalid', `Invalid value for ${name}: ${text}`, name);
  return value;
}

/** Clients write a flag as their language does: `true`, `True`, `1`. */
export function queryFlag(request: Request, name: string): boolean {
  const text = queryText(request, name) ?? 'false';
  if (/^(?:true|1)$/i.test(text)) return true;
  if (/^(?:false|0)$/i.test(text)) return false;
  throw new BigQueryError('invalid', `Invalid value for ${name}: ${text}`, name);
}

/** Page tokens carry the index of the next item. */
export function pageToken(index: number): string {
  return Buffer.from(`from:${index}`).toString('base64url');
}

export function readPageToken(text: string | null): number {
  if (text === null) return 0;
  const match = /^from:(\d+)$/.exec(Buffer.from(text, 'base64url').toString());
  if (match === null) throw new BigQueryError('invalid', 'Invalid page token', 'pageToken');
  return Number(match[1]);
}

const DEFAULT_LIST = 1000;

/** One page of a list that is in memory. */
export function listPage<T>(request: Request, items: readonly T[]): { readonly items: readonly T[]; readonly next: { readonly nextPageToken?: string } } {
  const start = readPageToken(queryText(request, 'pageToken'));
  // 0 is no number of items: a client that follows the pages would never come to an end.
  const end = start + (queryNumber(request, 'maxResults') || DEFAULT_LIST);
  return { items: items.slice(start, end), next: end < items.length ? { nextPageToken: pageToken(end) } : {} };
}

/** @param toError turns what is no BigQueryError into one, and logs it */
export function errorHandler(toError: (error: unknown) => BigQueryError): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    sendError(response, isBodyError(error) ? new BigQueryError('parseError', `Invalid JSON payload received: ${error.message}`, null, { cause: error }) : toError(error));
  };
}

/** Errors of Express's body parser and router carry a status below 500. */
function isBodyError(error: unknown): error is Error {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500;
}

/** Refuses web pages: other hosts that resolve to this machine, and requests that a browser makes for another site. */
export const loopbackOnly: RequestHandler = (request, response, next) => {
  const host = hostName(`http://${request.headers.host ?? ''}`);
  const { origin } = request.headers;
  if (!isLoopback(host) || (origin !== undefined && !isLoopback(hostName(origin)))) {
    sendError(response, new BigQueryError('accessDenied', 'Access Denied: the local BigQuery answers 127.0.0.1 and localhost only.'));
    return;
  }
  next();
};

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]';
}
