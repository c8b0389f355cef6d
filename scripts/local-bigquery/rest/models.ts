import type { Request, Router } from 'express';
import { dropModel, replaceModelInfo } from '../engine/definitions/models.ts';
import { tensorType } from '../generator/expressions/predictions.ts';
import { datasetKey, datasetNotFound, etag, modelKey, modelNotFound, type Model } from '../storage/catalog.ts';
import { standardType } from '../wire/standard-type.ts';
import { change, type Context } from './context.ts';
import { checkEtag, mergeMembers, pickMembers } from './members.ts';
import { answer, bodyOf, listPage, param } from './respond.ts';

const MEMBERS = ['description', 'friendlyName', 'labels', 'expirationTime'];
const OUTPUT = ['kind', 'etag', 'modelReference', 'creationTime', 'lastModifiedTime', 'modelType', 'featureColumns', 'labelColumns', 'location', 'trainingRuns'];

/** Models come from CREATE MODEL; here they are shown, described and deleted. */
export function modelRoutes(router: Router, context: Context): void {
  const { catalog } = context.engine.store;
  const folder = '/projects/:projectId/datasets/:datasetId/models';
  const refOf = (request: Request): Model['ref'] => ({ projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId'), modelId: param(request, 'modelId') });
  const find = (ref: Model['ref']): Model => {
    if (!catalog.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    const model = catalog.state.models.get(modelKey(ref));
    if (model === undefined) throw modelNotFound(ref);
    return model;
  };
  const show = (model: Model): Readonly<Record<string, unknown>> => resource(model, catalog.state.datasets.get(datasetKey(model.ref))?.location ?? 'US');

  router.get(folder, answer((request) => {
    const dataset = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
    if (!catalog.state.datasets.has(datasetKey(dataset))) throw datasetNotFound(dataset);
    const all = [...catalog.state.models.values()].filter(({ ref }) => datasetKey(ref) === datasetKey(dataset));
    const { items, next } = listPage(request, all);
    return Promise.resolve({ ...next, ...(items.length === 0 ? {} : { models: items.map(summary) }) });
  }));

  router.get(`${folder}/:modelId`, answer((request) => Promise.resolve(show(find(refOf(request))))));

  router.patch(`${folder}/:modelId`, answer(async (request) => {
    const ref = refOf(request);
    find(ref);
    const given = pickMembers(bodyOf(request), MEMBERS, OUTPUT);
    const changed = await change(context, ref.projectId, (session) =>
      replaceModelInfo(session, ref, (model) => {
        checkEtag(request, etag(model));
        return mergeMembers(model.info, given);
      }),
    );
    return show(changed);
  }));

  router.delete(`${folder}/:modelId`, answer(async (request) => {
    const { projectId, datasetId, modelId } = refOf(request);
    find({ projectId, datasetId, modelId });
    await change(context, projectId, (session) => dropModel(session, { projectId, datasetId, tableId: modelId }, false));
  }));
}

function summary({ ref, info, created, modified }: Model): Readonly<Record<string, unknown>> {
  const { labels } = info;
  return { modelReference: ref, modelType: 'ONNX', creationTime: String(created), lastModifiedTime: String(modified), ...(labels === undefined ? {} : { labels }) };
}

function resource(model: Model, location: string): Readonly<Record<string, unknown>> {
  const { info, inputs, outputs } = model;
  const { description, friendlyName, expirationTime } = info;
  const columns = (tensors: Model['inputs']): unknown => tensors.map((tensor) => ({ name: tensor.name, type: standardType(tensorType(tensor)) }));
  return {
    etag: etag(model),
    ...summary(model),
    location,
    ...(description === undefined ? {} : { description }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(expirationTime === undefined ? {} : { expirationTime }),
    featureColumns: columns(inputs),
    labelColumns: columns(outputs),
  };
}
