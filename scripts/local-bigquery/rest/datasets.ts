import type { Request, Router } from 'express';
import { createDataset, dropDataset, replaceDataset } from '../engine/definitions/datasets.ts';
import { BigQueryError } from '../errors.ts';
import { datasetKey, datasetNotFound, etag, type Dataset, type DatasetRef, type Described } from '../storage/catalog.ts';
import { integerOf, oneOf, textOf } from '../wire/members.ts';
import { isRecord } from '../wire/schema.ts';
import { change, type Context } from './context.ts';
import { checkEtag, checkReference, harmlessMembers, mergeMembers, pickMembers } from './members.ts';
import { answer, bodyOf, listPage, param, queryFlag, queryText } from './respond.ts';

const MEMBERS = ['friendlyName', 'description', 'labels', 'access', 'defaultTableExpirationMs', 'defaultPartitionExpirationMs', 'maxTimeTravelHours', 'storageBillingModel', 'resourceTags'];
const INTEGERS = ['defaultTableExpirationMs', 'defaultPartitionExpirationMs', 'maxTimeTravelHours'];
const EXPIRATIONS = ['defaultTableExpirationMs', 'defaultPartitionExpirationMs'];
const MIN_EXPIRATION_MS = 3_600_000;
const TIME_TRAVEL_HOURS = [48, 72, 96, 120, 144, 168];
/** What BigQuery grants on a dataset that says nothing of access. Nobody checks it here. */
const DEFAULT_ACCESS = [
  { role: 'WRITER', specialGroup: 'projectWriters' },
  { role: 'OWNER', specialGroup: 'projectOwners' },
  { role: 'OWNER', userByEmail: 'local@localhost' },
  { role: 'READER', specialGroup: 'projectReaders' },
];
/** What BigQuery sets by itself; and `projectId`, which the official client puts into every body it creates with. */
const OUTPUT = ['kind', 'etag', 'id', 'selfLink', 'datasetReference', 'location', 'creationTime', 'lastModifiedTime', 'type', 'projectId'];

export function datasetRoutes(router: Router, context: Context): void {
  const { catalog } = context.engine.store;
  const find = (ref: DatasetRef): Dataset => {
    const dataset = catalog.state.datasets.get(datasetKey(ref));
    if (dataset === undefined) throw datasetNotFound(ref, null);
    return dataset;
  };

  router.get('/projects/:projectId/datasets', answer((request) => {
    const projectId = param(request, 'projectId');
    const filter = labelFilter(queryText(request, 'filter'));
    const all = [...catalog.state.datasets.values()].filter(({ ref, info }) => ref.projectId === projectId && filter(info));
    all.sort((one, other) => (one.ref.datasetId < other.ref.datasetId ? -1 : 1));
    const { items, next } = listPage(request, all);
    const datasets = items.map((dataset) => {
      const { friendlyName, labels } = dataset.info;
      return { kind: 'bigquery#dataset', id: idOf(dataset.ref), datasetReference: dataset.ref, location: dataset.location, ...(friendlyName === undefined ? {} : { friendlyName }), ...(labels === undefined ? {} : { labels }) };
    });
    return Promise.resolve({ kind: 'bigquery#datasetList', etag: etag(datasets), ...next, ...(datasets.length === 0 ? {} : { datasets }) });
  }));

  router.post('/projects/:projectId/datasets', answer(async (request) => {
    const projectId = param(request, 'projectId');
    const body = bodyOf(request);
    const reference = isRecord(body['datasetReference']) ? body['datasetReference'] : {};
    const datasetId = textOf(reference, 'datasetId');
    if (datasetId === null) throw new BigQueryError('invalid', 'Required parameter is missing: datasetReference.datasetId', 'datasetReference');
    checkReference(reference, { projectId });
    if (body['externalDatasetReference'] !== undefined || body['linkedDatasetSource'] !== undefined) throw new BigQueryError('notImplemented', 'The local BigQuery has no external or linked datasets.', 'datasetReference');
    const ref = { projectId, datasetId };
    const info = dropNulls(readInfo(body));
    await change(context, projectId, (session) => createDataset(session, ref, textOf(body, 'location') ?? 'US', info, 'create'));
    return datasetResource(find(ref));
  }));

  router.get('/projects/:projectId/datasets/:datasetId', answer((request) => Promise.resolve(datasetResource(find(refOf(request))))));

  const update = (replace: boolean): ReturnType<typeof answer> => answer(async (request) => {
    const ref = refOf(request);
    const given = readInfo(bodyOf(request));
    const dataset = await change(context, ref.projectId, (session) =>
      replaceDataset(session, ref, (existing) => {
        checkEtag(request, datasetEtag(existing));
        return { ...existing, info: replace ? dropNulls(given) : mergeMembers(existing.info, given) };
      }),
    );
    return datasetResource(dataset);
  });
  router.patch('/projects/:projectId/datasets/:datasetId', update(false));
  router.put('/projects/:projectId/datasets/:datasetId', update(true));

  router.delete('/projects/:projectId/datasets/:datasetId', answer(async (request) => {
    const ref = refOf(request);
    await change(context, ref.projectId, (session) => dropDataset(session, ref, false, queryFlag(request, 'deleteContents')));
  }));
}

function readInfo(body: Readonly<Record<string, unknown>>): Described {
  const picked = pickMembers(body, MEMBERS, [...OUTPUT, ...harmlessMembers(body)]);
  oneOf(picked, 'storageBillingModel', ['STORAGE_BILLING_MODEL_UNSPECIFIED', 'LOGICAL', 'PHYSICAL']);
  // Whole numbers of 64 bits are texts in JSON, however a client writes them.
  return Object.fromEntries(Object.entries(picked).map(([name, value]) => [name, INTEGERS.includes(name) && value !== null ? integerText(picked, name) : value]));
}

/** Null for an expiration of 0: there is none then. */
function integerText(picked: Described, name: string): string | null {
  const value = integerOf(picked, name);
  if (name === 'maxTimeTravelHours' && !TIME_TRAVEL_HOURS.includes(value)) throw new BigQueryError('invalid', `Invalid value for maxTimeTravelHours: ${value} is not one of ${TIME_TRAVEL_HOURS.join(', ')}`, name);
  if (!EXPIRATIONS.includes(name)) return String(value);
  if (name === 'defaultTableExpirationMs' && value !== 0 && value < MIN_EXPIRATION_MS) {
    throw new BigQueryError('invalid', `Invalid value for defaultTableExpirationMs: ${value} is below the minimum of ${MIN_EXPIRATION_MS} milliseconds (one hour).`, name);
  }
  return value === 0 ? null : String(value);
}

function refOf(request: Request): DatasetRef {
  return { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
}

function idOf({ projectId, datasetId }: DatasetRef): string {
  return `${projectId}:${datasetId}`;
}

function datasetEtag(dataset: Dataset): string {
  return etag(dataset);
}

function datasetResource(dataset: Dataset): Readonly<Record<string, unknown>> {
  const { ref, info, location, created, modified } = dataset;
  return {
    kind: 'bigquery#dataset',
    etag: datasetEtag(dataset),
    id: idOf(ref),
    selfLink: `/bigquery/v2/projects/${ref.projectId}/datasets/${ref.datasetId}`,
    datasetReference: ref,
    access: DEFAULT_ACCESS,
    ...info,
    location,
    type: 'DEFAULT',
    creationTime: String(created),
    lastModifiedTime: String(modified),
  };
}

function dropNulls(info: Described): Described {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== null));
}

/** `labels.<name>` or `labels.<name>:<value>`, several apart by spaces. */
function labelFilter(text: string | null): (info: Described) => boolean {
  const terms = (text ?? '').split(/\s+/).filter((term) => term !== '');
  return ({ labels }) =>
    terms.every((term) => {
      const [name = '', value] = term.replace(/^labels\./, '').split(':');
      const found = isRecord(labels) ? labels[name] : undefined;
      return found !== undefined && (value === undefined || found === value);
    });
}
