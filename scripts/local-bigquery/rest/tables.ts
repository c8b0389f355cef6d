import type { Request, Router } from 'express';
import { replaceTable, createTable, createView, dropTable, sameName } from '../engine/tables.ts';
import { describeStatement } from '../engine/statement.ts';
import type { Session } from '../engine/session.ts';
import { BigQueryError } from '../errors.ts';
import { textOf } from '../load/options.ts';
import type { TableRef } from '../statement.ts';
import { datasetKey, datasetNotFound, etag, makeShape, tableKey, tableName, tableNotFound, type Described, type Table } from '../storage/catalog.ts';
import { duckType, quoteName } from '../storage/types.ts';
import { parseClustering, parsePartitioning, partitioningResource } from '../wire/partitioning.ts';
import { fieldType, isRecord, parseSchema, toField, typeText, type FieldSchema } from '../wire/schema.ts';
import { change, type Context } from './context.ts';
import { checkEtag, mergeMembers, pickMembers } from './members.ts';
import { resultTable, resultTableJob } from './result-tables.ts';
import { answer, bodyOf, listPage, param } from './respond.ts';
import type { Sizes } from './sizes.ts';

const MEMBERS = ['friendlyName', 'description', 'labels', 'expirationTime', 'requirePartitionFilter', 'maxStaleness', 'resourceTags'];
/** What tables.list shows of each. */
const LISTED = ['kind', 'id', 'tableReference', 'friendlyName', 'type', 'timePartitioning', 'rangePartitioning', 'clustering', 'labels', 'creationTime', 'expirationTime'];
const HANDLED = ['schema', 'view', 'timePartitioning', 'rangePartitioning', 'clustering', 'tableReference'];
const OUTPUT = ['kind', 'etag', 'id', 'selfLink', 'creationTime', 'lastModifiedTime', 'type', 'location', 'numRows', 'numBytes', 'numLongTermBytes', 'numTotalLogicalBytes', 'numActiveLogicalBytes', 'numLongTermLogicalBytes', 'defaultCollation', 'streamingBuffer', 'projectId'];

export function tableRoutes(router: Router, context: Context, sizes: Sizes): void {
  const { catalog } = context.engine.store;
  const find = (ref: TableRef): Table => {
    const table = catalog.state.tables.get(tableKey(ref));
    if (table !== undefined) return table;
    throw catalog.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
  };
  const resource = async (table: Table): Promise<Readonly<Record<string, unknown>>> => ({ ...tableResource(table), ...(await sizes.of(table)) });

  router.get('/projects/:projectId/datasets/:datasetId/tables', answer((request) => {
    const dataset = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
    if (!catalog.state.datasets.has(datasetKey(dataset))) throw datasetNotFound(dataset);
    const all = [...catalog.state.tables.values()].filter(({ shape }) => datasetKey(shape.ref) === datasetKey(dataset));
    all.sort((one, other) => (one.shape.ref.tableId < other.shape.ref.tableId ? -1 : 1));
    const { items, next } = listPage(request, all);
    const tables = items.map((table) => {
      const all = tableResource(table);
      const listed = Object.fromEntries(LISTED.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
      return { ...listed, ...(all['view'] === undefined ? {} : { view: { useLegacySql: false } }) };
    });
    return Promise.resolve({ kind: 'bigquery#tableList', etag: etag(tables), ...next, totalItems: all.length, ...(tables.length === 0 ? {} : { tables }) });
  }));

  router.post('/projects/:projectId/datasets/:datasetId/tables', answer(async (request) => {
    const body = bodyOf(request);
    const reference = isRecord(body['tableReference']) ? body['tableReference'] : {};
    const tableId = textOf(reference, 'tableId');
    if (tableId === null) throw new BigQueryError('invalid', 'Required parameter is missing: tableReference.tableId', 'tableReference');
    const ref = { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId'), tableId };
    const info = pickMembers(body, MEMBERS, [...HANDLED, ...OUTPUT]);
    await change(context, ref.projectId, async (session) => {
      if (body['view'] !== undefined) {
        const { query, fields } = await readView(body, session, context);
        await createView(session, { ref, fields, query, info }, 'create');
        return;
      }
      const fields = parseSchema(body['schema']);
      const partitioning = parsePartitioning(body);
      const clustering = parseClustering(body);
      for (const column of [...(partitioning === null ? [] : [partitioning.column]), ...clustering]) {
        if (!fields.some((field) => sameName(field.name, column))) throw new BigQueryError('invalid', `The field specified for partitioning or clustering cannot be found in the schema: ${column}.`, 'schema');
      }
      await createTable(session, { ref, fields, partitioning, clustering, info, fill: null }, 'create');
    });
    return resource(find(ref));
  }));

  router.get('/projects/:projectId/datasets/:datasetId/tables/:tableId', answer((request) => {
    const ref = refOf(request);
    const job = resultTableJob(context.registry, ref);
    return job === null ? resource(find(ref)) : Promise.resolve(resultTable(job));
  }));

  const update = (replace: boolean): ReturnType<typeof answer> => answer(async (request) => {
    const ref = refOf(request);
    const body = bodyOf(request);
    const given = pickMembers(body, MEMBERS, [...HANDLED, ...OUTPUT]);
    const table = await change(context, ref.projectId, (session) =>
      session.write([tableKey(ref)], async (changes) => {
        const existing = session.table(ref);
        if (existing === null) throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
        checkEtag(request, tableEtag(existing));
        const info: Described = replace ? mergeMembers({}, given) : mergeMembers(existing.info, given);
        const changed = await changeShape(body, existing, session, context);
        return replaceTable(session, changes, { ...changed, info });
      }),
    );
    return resource(table);
  });
  router.patch('/projects/:projectId/datasets/:datasetId/tables/:tableId', update(false));
  router.put('/projects/:projectId/datasets/:datasetId/tables/:tableId', update(true));

  router.delete('/projects/:projectId/datasets/:datasetId/tables/:tableId', answer(async (request) => {
    const ref = refOf(request);
    await change(context, ref.projectId, (session) => dropTable(session, ref, null, false));
  }));
}

export function refOf(request: Request): TableRef {
  return { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId'), tableId: param(request, 'tableId') };
}

async function readView(body: Readonly<Record<string, unknown>>, session: Session, { engine }: Context): Promise<{ query: string; fields: FieldSchema[] }> {
  const view = isRecord(body['view']) ? body['view'] : {};
  const query = textOf(view, 'query');
  if (query === null) throw new BigQueryError('invalid', 'Required parameter is missing: view.query', 'view');
  if (view['useLegacySql'] === true) throw new BigQueryError('notImplemented', 'The local BigQuery does not speak legacy SQL: set view.useLegacySql to false.', 'view');
  const { columns } = await describeStatement(query, session, engine.compiler);
  if (columns === null) throw new BigQueryError('invalid', 'A view must be a query.', 'view');
  const described = isRecord(body['schema']) ? parseSchema(body['schema']) : [];
  const fields = columns.map(({ name, type }) => {
    const description = described.find((field) => sameName(field.name, name))?.description;
    return { ...toField(name, type), ...(description === undefined ? {} : { description }) };
  });
  return { query, fields };
}

async function changeShape(body: Readonly<Record<string, unknown>>, table: Table, session: Session, context: Context): Promise<Table> {
  const { shape } = table;
  const clustering = body['clustering'] === undefined ? table.clustering : parseClustering(body);
  if (shape.kind === 'view') {
    if (body['view'] !== undefined) {
      const { query, fields } = await readView(body, session, context);
      return { ...table, shape: makeShape({ ...shape, fields, viewQuery: query }) };
    }
    const described = isRecord(body['schema']) ? parseSchema(body['schema']) : null;
    return described === null ? table : { ...table, shape: makeShape({ ...shape, fields: describedFields(shape.fields, described) }) };
  }
  if (!isRecord(body['schema'])) return { ...table, clustering };
  const wanted = parseSchema(body['schema']);
  for (const field of shape.fields) {
    const next = wanted.find(({ name }) => sameName(name, field.name));
    const refuse = (what: string): BigQueryError => new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(shape.ref)}. ${what}`, 'schema');
    if (next === undefined) throw refuse(`Field ${field.name} is missing in new schema`);
    const [type, wantedType] = [typeText(fieldType(field)), typeText(fieldType(next))];
    if (type !== wantedType) throw refuse(`Field ${field.name} has changed type from ${type} to ${wantedType}`);
    if (field.mode !== 'REQUIRED' && next.mode === 'REQUIRED') throw refuse(`Field ${field.name} has changed mode from NULLABLE to REQUIRED`);
    if (field.mode === 'REQUIRED' && next.mode !== 'REQUIRED') await session.connection.run(`ALTER TABLE ${shape.physical ?? ''} ALTER COLUMN ${quoteName(field.name)} DROP NOT NULL`);
  }
  const added = wanted.filter(({ name }) => !shape.fields.some((field) => sameName(field.name, name)));
  for (const field of added) {
    if (field.mode === 'REQUIRED') throw new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(shape.ref)}. Cannot add required fields to an existing schema (field: ${field.name})`, 'schema');
    await session.connection.run(`ALTER TABLE ${shape.physical ?? ''} ADD COLUMN ${quoteName(field.name)} ${duckType(fieldType(field))}`);
  }
  const known = shape.fields.map((field) => {
    const next = wanted.find(({ name }) => sameName(name, field.name));
    return next === undefined ? field : { ...next, name: field.name };
  });
  const fields = [...known, ...added];
  return { ...table, clustering, shape: makeShape({ ...shape, fields }) };
}

function describedFields(fields: readonly FieldSchema[], described: readonly FieldSchema[]): FieldSchema[] {
  return fields.map((field) => {
    const { name, type, mode, fields: children } = field;
    const description = described.find((other) => sameName(other.name, name))?.description;
    return { name, type, ...(mode === undefined ? {} : { mode }), ...(description === undefined ? {} : { description }), ...(children === undefined ? {} : { fields: children }) };
  });
}

function tableEtag(table: Table): string {
  return etag([table.shape.ref, table.shape.fields, table.shape.viewQuery, table.info, table.modified]);
}

function tableResource(table: Table): Readonly<Record<string, unknown>> {
  const { shape, partitioning, clustering, created, modified } = table;
  const { ref, fields, viewQuery } = shape;
  const { partitionExpirationDays, ...info } = table.info;
  return {
    kind: 'bigquery#table',
    etag: tableEtag(table),
    id: tableName(ref),
    selfLink: `/bigquery/v2/projects/${ref.projectId}/datasets/${ref.datasetId}/tables/${ref.tableId}`,
    tableReference: ref,
    ...info,
    ...(fields.length === 0 ? {} : { schema: { fields } }),
    ...partitioningResource(partitioning, partitionExpirationDays),
    ...(clustering.length === 0 ? {} : { clustering: { fields: clustering } }),
    ...(viewQuery === null ? {} : { view: { query: viewQuery, useLegacySql: false } }),
    type: shape.kind === 'view' ? 'VIEW' : 'TABLE',
    location: 'US',
    creationTime: String(created),
    lastModifiedTime: String(modified),
  };
}
