import { Router } from 'express';
import { sendProblem } from '../problem-answer.ts';
import { Problem } from '../problems.ts';
import type { Readiness } from '../readiness.ts';
import { get } from './route.ts';

export function healthRoutes(readiness: () => Promise<Readiness>): Router {
  const router = Router();
  get(router, '/health/live', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'live' });
  });
  get(router, '/health/ready', async (req, res) => {
    const { ready, checks } = await readiness();
    if (!ready) {
      sendProblem(req, res, new Problem('not_ready'), { checks });
      return;
    }
    res.set('Cache-Control', 'no-store').json({ status: 'ready', checks });
  });
  return router;
}
