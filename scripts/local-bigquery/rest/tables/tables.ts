import type { Request, Router } from 'express';
import { createTable, createView, dropTable, replaceTable, sameName } from '../../engine/definitions/tables.ts';
import { BigQueryError } from '../../errors.ts';
import type { TableRef } from '../../statement.ts';
import { datasetKey, datasetNotFound, etag, tableKey, tableNotFound, type Table } from '../../storage/catalog.ts';
import { textOf } from '../../wire/members.ts';
import { isRecord } from '../../wire/schema.ts';
import { change, type Context } from '../context.ts';
import { checkEtag, checkReference, mergeMembers, without } from '../members.ts';
import { checkDefaults } from './default-check.ts';
import { resultTable, resultTableJob } from '../jobs/result-tables.ts';
import { answer, bodyOf, listPage, param, queryText } from '../respond.ts';
import { changedTable, readInfo, readTable } from './table-body.ts';
import { listedTable, tableEtag, tableResource } from './table-resource.ts';
import { readView } from './view-body.ts';

const VIEWS = ['TABLE_METADATA_VIEW_UNSPECIFIED', 'BASIC', 'STORAGE_STATS', 'FULL'];

export function tableRoutes(router: Router, context: Context): void {
  const { engine } = context;
  const { catalog } = engine.store;
  const folder = '/projects/:projectId/datasets/:datasetId/tables';
  const find = (ref: TableRef): Table => {
    const table = catalog.state.tables.get(tableKey(ref));
    if (table !== undefined) return table;
    throw catalog.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref, null) : datasetNotFound(ref, null);
  };
  const locationOf = ({ shape }: Table): string => catalog.state.datasets.get(datasetKey(shape.ref))?.location ?? 'US';
  const resource = async (table: Table, withSize = true): Promise<Readonly<Record<string, unknown>>> => tableResource(table, locationOf(table), withSize ? await engine.sizes.of(table) : null);

  router.get(folder, answer((request) => {
    const dataset = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
    if (!catalog.state.datasets.has(datasetKey(dataset))) throw datasetNotFound(dataset, null);
    const all = [...catalog.state.tables.values()].filter(({ shape }) => datasetKey(shape.ref) === datasetKey(dataset));
    all.sort((one, other) => (one.shape.ref.tableId < other.shape.ref.tableId ? -1 : 1));
    const { items, next } = listPage(request, all);
    const tables = items.map((table) => listedTable(table, locationOf(table)));
    return Promise.resolve({ kind: 'bigquery#tableList', etag: etag(tables), ...next, totalItems: all.length, ...(tables.length === 0 ? {} : { tables }) });
  }));

  router.post(folder, answer(async (request) => {
    const body = bodyOf(request);
    const reference = isRecord(body['tableReference']) ? body['tableReference'] : {};
    const tableId = textOf(reference, 'tableId');
    if (tableId === null) throw new BigQueryError('invalid', 'Required parameter is missing: tableReference.tableId', 'tableReference');
    const ref = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId'), tableId };
    checkReference(reference, { projectId: ref.projectId, datasetId: ref.datasetId });
    const { expirationTime } = readInfo(body);
    if (expirationTime != null && Number(expirationTime) <= Date.now()) throw new BigQueryError('invalid', `Invalid value for expirationTime: ${Number(expirationTime)} is in the past.`, 'expirationTime');
    if (isRecord(body['view']) && isRecord(body['materializedView'])) throw new BigQueryError('invalid', 'A table is a view or a materialized view, not both.', 'view');
    await change(context, ref.projectId, async (session) => {
      const view = await readView(body, session, context);
      if (view === null) {
        const table = readTable(body, ref);
        await checkDefaults(table.fields, session, context);
        await createTable(session, table, 'create');
        return;
      }
      const { query, fields, info, isMaterialized } = view;
      await createView(session, { ref, fields, query, info: { ...mergeMembers({}, readInfo(body)), ...info }, ...(isMaterialized ? { extra: { variant: 'materializedView' } } : {}) }, 'create');
    });
    return resource(find(ref));
  }));

  router.get(`${folder}/:tableId`, answer(async (request) => {
    const ref = refOf(request);
    const view = queryText(request, 'view') ?? 'STORAGE_STATS';
    if (!VIEWS.includes(view)) throw new BigQueryError('invalid', `Invalid value for view: ${view} is not a valid value`, 'view');
    const job = resultTableJob(context.registry, ref);
    const all = job === null ? await resource(find(ref), view !== 'BASIC') : resultTable(job);
    return withSelected(view === 'BASIC' ? without(all, ['lastModifiedTime']) : all, queryText(request, 'selectedFields'));
  }));

  const update = (replace: boolean): ReturnType<typeof answer> => answer(async (request) => {
    const ref = refOf(request);
    const body = bodyOf(request);
    const table = await change(context, ref.projectId, (session) =>
      session.write([tableKey(ref)], async (changes) => {
        const existing = session.table(ref);
        if (existing === null) throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
        checkEtag(request, tableEtag(existing));
        return replaceTable(session, changes, await changedTable(body, existing, replace, session, changes, context));
      }),
    );
    return resource(table);
  });
  router.patch(`${folder}/:tableId`, update(false));
  router.put(`${folder}/:tableId`, update(true));

  router.delete(`${folder}/:tableId`, answer(async (request) => {
    const ref = refOf(request);
    await change(context, ref.projectId, (session) => dropTable(session, ref, null, false));
  }));
}

export function refOf(request: Request): TableRef {
  return { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId'), tableId: param(request, 'tableId') };
}

/** Only the named columns of the schema, `a.b` for a field of a record. */
function withSelected(resource: Readonly<Record<string, unknown>>, list: string | null): Readonly<Record<string, unknown>> {
  const { schema } = resource;
  if (list === null || !isRecord(schema)) return resource;
  return { ...resource, schema: { fields: selected(schema['fields'], list.split(',').map((path) => path.trim().split('.'))) } };
}

function selected(fields: unknown, paths: readonly (readonly string[])[]): unknown[] {
  if (!Array.isArray(fields)) return [];
  return (fields as readonly unknown[]).filter(isRecord).flatMap((field) => {
    const inner = paths.flatMap(([name = '', ...rest]) => (sameName(name, String(field['name'])) ? [rest] : []));
    if (inner.length === 0) return [];
    return inner.some((rest) => rest.length === 0) ? [field] : [{ ...field, fields: selected(field['fields'], inner) }];
  });
}
