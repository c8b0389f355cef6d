import type { Request, Router } from 'express';
import { BigQueryError } from '../errors.ts';

/** Calls of the API that mean nothing here: nobody is kept out, and nothing that is gone is kept. */
const REFUSED: readonly (readonly [method: 'get' | 'post' | 'put' | 'delete', path: RegExp, reason: string])[] = [
  ['post', /\/datasets\/[^/]+:undelete$/, 'does not undelete datasets: what is deleted is gone'],
  ['post', /:(?:getIamPolicy|setIamPolicy|testIamPermissions)$/, 'has no access control: every client on this machine may do everything'],
  ['get', /\/serviceAccount$/, 'has no service account'],
  ['get', /\/rowAccessPolicies(?:\/[^/]+)?$/, 'has no row access policies'],
  ['post', /\/rowAccessPolicies(?::batchDelete)?$/, 'has no row access policies'],
  ['put', /\/rowAccessPolicies\/[^/]+$/, 'has no row access policies'],
  ['delete', /\/rowAccessPolicies\/[^/]+$/, 'has no row access policies'],
];

export function refusedRoutes(router: Router): void {
  for (const [method, path, reason] of REFUSED) {
    router[method](path, (request: Request) => {
      throw new BigQueryError('notImplemented', `The local BigQuery ${reason} (${request.method} ${request.path}).`);
    });
  }
}
