import type { Request, Router } from 'express';
import { BigQueryError } from '../errors.ts';
import { datasetKey, datasetNotFound, etag, routineKey, type Routine } from '../storage/catalog.ts';
import { deleteRoutine } from '../storage/metadata.ts';
import { change, type Context } from './context.ts';
import { answer, listPage, param } from './respond.ts';

/** Procedures: made by SQL, shown and deleted here. */
export function routineRoutes(router: Router, context: Context): void {
  const { catalog } = context.engine.store;
  const refOf = (request: Request): Routine['ref'] => ({
    projectId: param(request, 'projectId'),
    datasetId: param(request, 'datasetId'),
    routineId: param(request, 'routineId'),
  });
  const missing = ({ projectId, datasetId, routineId }: Routine['ref']): BigQueryError => new BigQueryError('notFound', `Not found: Routine ${projectId}:${datasetId}.${routineId}`);

  router.get('/projects/:projectId/datasets/:datasetId/routines', answer((request) => {
    const dataset = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
    if (!catalog.state.datasets.has(datasetKey(dataset))) throw datasetNotFound(dataset);
    const all = [...catalog.state.routines.values()].filter(({ ref }) => datasetKey(ref) === datasetKey(dataset));
    const { items, next } = listPage(request, all);
    return Promise.resolve({ ...next, ...(items.length === 0 ? {} : { routines: items.map(routineResource) }) });
  }));

  router.get('/projects/:projectId/datasets/:datasetId/routines/:routineId', answer((request) => {
    const ref = refOf(request);
    const routine = catalog.state.routines.get(routineKey(ref));
    if (routine === undefined) throw missing(ref);
    return Promise.resolve(routineResource(routine));
  }));

  router.delete('/projects/:projectId/datasets/:datasetId/routines/:routineId', answer(async (request) => {
    const ref = refOf(request);
    await change(context, ref.projectId, (session) =>
      session.write([routineKey(ref)], async (changes) => {
        if (!session.state.routines.has(routineKey(ref))) throw missing(ref);
        await deleteRoutine(session.connection, ref);
        changes.routines.set(routineKey(ref), null);
      }),
    );
  }));
}

function routineResource(routine: Routine): Readonly<Record<string, unknown>> {
  const { ref, definition, created, modified } = routine;
  return {
    etag: etag(routine),
    routineReference: ref,
    routineType: 'PROCEDURE',
    language: 'SQL',
    definitionBody: definition,
    creationTime: String(created),
    lastModifiedTime: String(modified),
  };
}
