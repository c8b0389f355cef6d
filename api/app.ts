import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Model } from './champion.ts';
import type { Clock } from './clock.ts';
import type { FeatureReader } from './features.ts';
import { requestLog, type Logger } from './log.ts';
import { answerProblems, answerUnknownRoute } from './problem-answer.ts';
import { watchReadiness } from './readiness.ts';
import { healthRoutes } from './routes/health.ts';
import { indexRoutes } from './routes/index.ts';
import { lineageRoutes } from './routes/lineage.ts';
import { scoreRoutes } from './routes/score.ts';

export interface AppParts {
  readonly features: FeatureReader;
  readonly model: Model;
  readonly clock: Clock;
  readonly log: Logger;
  /** The folder of the built lineage page; it need not exist. */
  readonly lineageDir: string;
}

/** The service without a socket: everything that varies is handed in. */
export function createApp({ features, model, clock, log, lineageDir }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestLog(log));
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }));
  app.use(healthRoutes(watchReadiness({ features, model, clock, log })));
  app.use(scoreRoutes({ features, model }));
  app.use(lineageRoutes(lineageDir));
  app.use(indexRoutes());
  app.use(answerUnknownRoute);
  app.use(answerProblems);
  return app;
}
