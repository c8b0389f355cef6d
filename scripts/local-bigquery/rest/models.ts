import type { Router } from 'express';
import { BigQueryError } from '../errors.ts';
import { datasetKey, datasetNotFound } from '../storage/catalog.ts';
import type { Context } from './context.ts';
import { answer, param } from './respond.ts';

/** No statement makes a model here yet, so none is there: lists are empty, and one that is asked for is not found. */
export function modelRoutes(router: Router, { engine }: Context): void {
  const path = '/projects/:projectId/datasets/:datasetId/models';
  router.get(path, answer((request) => {
    const ref = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
    if (!engine.store.catalog.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    return Promise.resolve({});
  }));
  const missing = answer((request) => {
    const [projectId, datasetId, modelId] = [param(request, 'projectId'), param(request, 'datasetId'), param(request, 'modelId')];
    if (!engine.store.catalog.state.datasets.has(datasetKey({ projectId, datasetId }))) throw datasetNotFound({ projectId, datasetId });
    throw new BigQueryError('notFound', `Not found: Model ${projectId}:${datasetId}.${modelId}`);
  });
  router.get(`${path}/:modelId`, missing);
  router.patch(`${path}/:modelId`, missing);
  router.delete(`${path}/:modelId`, missing);
}
