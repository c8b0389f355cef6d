import { Router } from 'express';
import { sendProblem } from '../problem-answer.ts';
import { Problem } from '../problems.ts';
import type { Check, Readiness } from '../readiness.ts';
import { get } from './route.ts';

export function healthRoutes(readiness: () => Promise<Readiness>): Router {
  const router = Router();
  get(router, '/health/live', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'live' });
  });
  get(router, '/health/ready', async (req, res) => {
    const { ready, checks } = await readiness();
    if (!ready) {
      const problem = new Problem('not_ready', summary(checks));
      res.err = problem;
      sendProblem(req, res, problem, { checks });
      return;
    }
    res.set('Cache-Control', 'no-store').json({ status: 'ready', checks });
  });
  return router;
}

function summary(checks: Readiness['checks']): string {
  const entries: [string, Check][] = Object.entries(checks);
  return entries.map(([name, check]) => `${name}: ${check.status === 'up' ? 'up' : check.code}`).join(', ');
}
