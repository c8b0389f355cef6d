import { isUtf8 } from 'node:buffer';
import express, { Router, type Express, type Request, type Response } from 'express';
import { BigQueryError } from '../errors.ts';
import { IDENTITY_PATH, SERVICE, type Identity } from '../identity.ts';
import type { Context } from './context.ts';
import { datasetRoutes } from './datasets.ts';
import { discoveryRoutes } from './discovery.ts';
import { jobRoutes } from './jobs/jobs.ts';
import { modelRoutes } from './models.ts';
import { queryRoutes } from './jobs/queries.ts';
import { answer, errorHandler, listPage, loopbackOnly } from './respond.ts';
import { refusedRoutes } from './refused.ts';
import { routineRoutes } from './routines.ts';
import { tabledataRoutes } from './tables/tabledata.ts';
import { tableRoutes } from './tables/tables.ts';
import { uploadRoutes } from './uploads/uploads.ts';

/** insertAll takes 10 MB, jobs with long scripts a little more. */
const MAX_BODY = '32mb';

/** The REST API, under BigQuery's prefix and without it: clients differ in which they use. */
export function createApp(context: Context): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(loopbackOnly);

  app.get(IDENTITY_PATH, (_request, response) => {
    const identity: Identity = { service: SERVICE, localDir: context.engine.folders.root, pid: process.pid };
    response.json(identity);
  });

  discoveryRoutes(app);
  app.post(['/batch', '/batch/bigquery/v2'], () => {
    throw new BigQueryError('notImplemented', 'The local BigQuery does not take batches of requests: send them one by one.');
  });
  const uploads = Router();
  uploadRoutes(uploads, context);
  app.use(['/upload/bigquery/v2', '/resumable/upload/bigquery/v2', '/upload'], uploads);

  const api = Router();
  api.use(express.json({ limit: MAX_BODY, strict: true, type: () => true, verify: checkText }));
  queryRoutes(api, context);
  jobRoutes(api, context);
  datasetRoutes(api, context);
  tableRoutes(api, context);
  tabledataRoutes(api, context);
  routineRoutes(api, context);
  modelRoutes(api, context);
  projectRoutes(api, context);
  refusedRoutes(api);
  app.use('/bigquery/v2', api);
  app.use(api);

  app.use((request) => {
    throw new BigQueryError('notFound', `Not found: the local BigQuery has no ${request.method} ${request.path}`);
  });
  app.use(errorHandler((error) => context.jobs.toError(error)));
  return app;
}

/** Bytes that are no text would become others, silently. */
function checkText(_request: Request, _response: Response, body: Buffer, encoding: string): void {
  if (/^utf-?8$/i.test(encoding) && !isUtf8(body)) throw new Error('it is not UTF-8');
}

function projectRoutes(router: Router, { engine }: Context): void {
  router.get('/projects', answer((request) => {
    const ids = [...new Set([...engine.store.catalog.state.datasets.values()].map(({ ref }) => ref.projectId))].sort();
    const { items, next } = listPage(request, ids);
    const projects = items.map((id) => ({ kind: 'bigquery#project', id, numericId: '0', projectReference: { projectId: id }, friendlyName: id }));
    return Promise.resolve({ kind: 'bigquery#projectList', ...next, totalItems: ids.length, ...(projects.length === 0 ? {} : { projects }) });
  }));
}
