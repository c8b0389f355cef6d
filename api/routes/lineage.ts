import { access } from 'node:fs/promises';
import { join } from 'node:path';
import express, { Router } from 'express';
import helmet from 'helmet';
import { LINEAGE_FILES } from '../log.ts';
import { Problem } from '../problems.ts';

/** The page brings its own scripts and styles; nothing else may run in it, and it may talk to nobody else. */
const CSP = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/** Serves the built lineage page. @param folder index.html, graph.json and assets; it may be built while we run */
export function lineageRoutes(folder: string): Router {
  const router = Router();
  router.use('/lineage', (req, res, next) => {
    res.locals['route'] = LINEAGE_FILES;
    if (req.method === 'GET' || req.method === 'HEAD') {
      next();
      return;
    }
    res.set('Allow', 'GET, HEAD');
    throw new Problem('method_not_allowed');
  });
  router.use('/lineage', helmet.contentSecurityPolicy(CSP));
  router.use('/lineage', express.static(folder, { cacheControl: false, setHeaders: (res) => res.setHeader('Cache-Control', 'no-cache') }));
  router.use('/lineage', async () => {
    throw new Problem((await exists(join(folder, 'index.html'))) ? 'route_not_found' : 'lineage_not_built');
  });
  return router;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
