import type { RequestHandler, Router } from 'express';
import { Problem } from '../problems.ts';

const METHODS = 'GET, HEAD, OPTIONS';

/** Mounts a read-only address: GET and HEAD by `handler`, OPTIONS and every other method by the Allow header. */
export function get(router: Router, path: string, handler: RequestHandler): void {
  router
    .route(path)
    .get(handler)
    .options((_req, res) => {
      res.set('Allow', METHODS).status(204).end();
    })
    .all((_req, res) => {
      res.set('Allow', METHODS);
      throw new Problem('method_not_allowed');
    });
}
