import { Router } from 'express';
import { Problem } from '../problems.ts';
import { scoreCustomer, type ScoringParts } from '../scoring.ts';
import { get } from './route.ts';

const WHOLE_NUMBER = /^[1-9][0-9]{0,15}$/;

export function scoreRoutes(parts: ScoringParts): Router {
  const router = Router();
  get(router, '/score/:customerId', async (req, res) => {
    if (req.accepts('application/json') === false) throw new Problem('not_acceptable');
    const customerId = readCustomerId(req.params['customerId']);
    const gone = new AbortController();
    res.once('close', () => { gone.abort(); });
    const answer = await scoreCustomer(parts, customerId, gone.signal);
    if (answer === null) throw new Problem('customer_not_found');
    res.set('Cache-Control', 'no-store').json(answer);
  });
  return router;
}

function readCustomerId(text: unknown): number {
  const id = typeof text === 'string' && WHOLE_NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new Problem('customer_id_invalid');
  return id;
}
