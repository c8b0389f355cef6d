import { Router, type Request, type Response } from 'express';
import { isProblemCode, Problem, problemPath, PROBLEMS, type ProblemCode } from '../problems.ts';
import { openApiDocument } from '../openapi/document.ts';
import { get } from './route.ts';

const ENDPOINTS = [
  { path: '/score/{customerId}', does: 'Probability of default, score, decision and reasons for one customer' },
  { path: '/health/live', does: 'Whether the process is up' },
  { path: '/health/ready', does: 'Whether a score could be answered now, and if not, why' },
  { path: '/lineage/', does: 'The lineage of every model, from the raw tables to the scores' },
  { path: '/openapi.json', does: 'This API described in OpenAPI 3.1' },
  { path: '/problems', does: 'Every error that this API answers with' },
] as const;

/** The addresses that describe the others. */
export function indexRoutes(): Router {
  const router = Router();
  get(router, '/', (req, res) => {
    const list = ENDPOINTS.map(({ path, does }) => `<li>${path.includes('{') ? `<code>${path}</code>` : link(path)}: ${does}</li>`);
    describe(req, res, { name: 'home-credit-warehouse', endpoints: ENDPOINTS }, 'home-credit-warehouse', `<ul>${list.join('')}</ul>`);
  });
  get(router, '/openapi.json', (_req, res) => {
    res.json(openApiDocument);
  });
  get(router, '/problems', (req, res) => {
    const codes = Object.keys(PROBLEMS).filter(isProblemCode);
    const list = codes.map((code) => `<li>${link(problemPath(code))}: ${PROBLEMS[code].title}</li>`);
    describe(req, res, { problems: codes.map(explain) }, 'Problems', `<ul>${list.join('')}</ul>`);
  });
  get(router, '/problems/:name', (req, res) => {
    const code = String(req.params['name']).replaceAll('-', '_');
    if (!isProblemCode(code)) throw new Problem('route_not_found');
    const { title, detail, status } = PROBLEMS[code];
    describe(req, res, explain(code), title, `<p>${detail}</p><p>HTTP status ${String(status)}, code <code>${code}</code>.</p>`);
  });
  return router;
}

function explain(code: ProblemCode): object {
  const { status, title, detail, retryAfter } = PROBLEMS[code];
  return { type: problemPath(code), code, status, title, detail, retryAfter };
}

/** JSON for programs, a page for browsers. Neither holds anything that a caller sent. */
function describe(req: Request, res: Response, json: object, title: string, html: string): void {
  res.vary('Accept');
  switch (req.accepts(['application/json', 'text/html'])) {
    case 'text/html':
      res.type('html').send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${html}</html>`);
      break;
    case 'application/json':
      res.json(json);
      break;
    default:
      throw new Problem('not_acceptable');
  }
}

function link(path: string): string {
  return `<a href="${path}">${path}</a>`;
}
