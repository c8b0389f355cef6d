import type { Request, Router } from 'express';
import { answer } from './respond.ts';

/** A method of the API: HTTP method, path, the parameters that it takes in the query, the resource that is its body. */
type Method = readonly [http: string, path: string, query?: readonly string[], body?: string];

const PAGED = ['maxResults:integer', 'pageToken'];
const FORMAT = ['formatOptions.useInt64Timestamp:boolean', 'formatOptions.timestampOutputFormat'];
const DATASETS = 'projects/{projectId}/datasets';
const DATASET = `${DATASETS}/{datasetId}`;
const TABLE = `${DATASET}/tables/{tableId}`;
const JOB = 'projects/{projectId}/jobs/{jobId}';

/** What this server serves of BigQuery v2. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  projects: { list: ['GET', 'projects', PAGED], getServiceAccount: ['GET', 'projects/{projectId}/serviceAccount'] },
  datasets: {
    delete: ['DELETE', DATASET, ['deleteContents:boolean']],
    get: ['GET', DATASET, ['datasetView', 'accessPolicyVersion:integer']],
    insert: ['POST', DATASETS, ['accessPolicyVersion:integer'], 'Dataset'],
    list: ['GET', DATASETS, ['all:boolean', 'filter', ...PAGED]],
    patch: ['PATCH', DATASET, ['updateMode', 'accessPolicyVersion:integer'], 'Dataset'],
    undelete: ['POST', `${DATASET}:undelete`, [], 'UndeleteDatasetRequest'],
    update: ['PUT', DATASET, ['updateMode', 'accessPolicyVersion:integer'], 'Dataset'],
  },
  tables: {
    delete: ['DELETE', TABLE],
    get: ['GET', TABLE, ['selectedFields', 'view']],
    insert: ['POST', `${DATASET}/tables`, [], 'Table'],
    list: ['GET', `${DATASET}/tables`, PAGED],
    patch: ['PATCH', TABLE, ['autodetect_schema:boolean'], 'Table'],
    update: ['PUT', TABLE, ['autodetect_schema:boolean'], 'Table'],
    getIamPolicy: ['POST', '{+resource}:getIamPolicy', [], 'GetIamPolicyRequest'],
    setIamPolicy: ['POST', '{+resource}:setIamPolicy', [], 'SetIamPolicyRequest'],
    testIamPermissions: ['POST', '{+resource}:testIamPermissions', [], 'TestIamPermissionsRequest'],
  },
  tabledata: {
    insertAll: ['POST', `${TABLE}/insertAll`, [], 'TableDataInsertAllRequest'],
    list: ['GET', `${TABLE}/data`, ['selectedFields', 'startIndex', ...FORMAT, ...PAGED]],
  },
  jobs: {
    cancel: ['POST', `${JOB}/cancel`, ['location']],
    delete: ['DELETE', `${JOB}/delete`, ['location']],
    get: ['GET', JOB, ['location']],
    getQueryResults: ['GET', 'projects/{projectId}/queries/{jobId}', ['location', 'startIndex', 'timeoutMs:integer', ...FORMAT, ...PAGED]],
    insert: ['POST', 'projects/{projectId}/jobs', [], 'Job'],
    list: ['GET', 'projects/{projectId}/jobs', ['allUsers:boolean', 'minCreationTime', 'maxCreationTime', 'parentJobId', 'projection', 'stateFilter:list', ...PAGED]],
    query: ['POST', 'projects/{projectId}/queries', [], 'QueryRequest'],
  },
  models: {
    delete: ['DELETE', `${DATASET}/models/{modelId}`],
    get: ['GET', `${DATASET}/models/{modelId}`],
    list: ['GET', `${DATASET}/models`, PAGED],
    patch: ['PATCH', `${DATASET}/models/{modelId}`, [], 'Model'],
  },
  routines: {
    delete: ['DELETE', `${DATASET}/routines/{routineId}`],
    get: ['GET', `${DATASET}/routines/{routineId}`, ['readMask']],
    insert: ['POST', `${DATASET}/routines`, [], 'Routine'],
    list: ['GET', `${DATASET}/routines`, ['filter', 'readMask', ...PAGED]],
    update: ['PUT', `${DATASET}/routines/{routineId}`, [], 'Routine'],
  },
};
const ANSWER = 'Answer';
const UPLOAD = 'bigquery/v2/projects/{projectId}/jobs';

/** The description of the API by which `bq` and Google's Python client build their calls. */
export function discoveryRoutes(router: Router): void {
  const serve = answer((request) => Promise.resolve(document(rootUrl(request))));
  router.get(/^\/(?:\$|%24)discovery\/rest$/, serve);
  router.get('/discovery/v1/apis/bigquery/v2/rest', serve);
}

/** The address by which the client came, so that it comes again by the same. */
function rootUrl(request: Request): string {
  return `http://${request.headers.host ?? ''}/`;
}

function document(rootUrl: string): Readonly<Record<string, unknown>> {
  const bodies = Object.values(RESOURCES).flatMap((methods) => Object.values(methods).flatMap(([, , , body]) => (body === undefined ? [] : [body])));
  return {
    kind: 'discovery#restDescription',
    discoveryVersion: 'v1',
    id: 'bigquery:v2',
    name: 'bigquery',
    version: 'v2',
    title: 'Local BigQuery',
    protocol: 'rest',
    rootUrl,
    servicePath: 'bigquery/v2/',
    basePath: '/bigquery/v2/',
    baseUrl: `${rootUrl}bigquery/v2/`,
    batchPath: 'batch/bigquery/v2',
    parameters: {
      alt: { type: 'string', location: 'query', default: 'json' },
      fields: { type: 'string', location: 'query' },
      key: { type: 'string', location: 'query' },
      oauth_token: { type: 'string', location: 'query' },
      prettyPrint: { type: 'boolean', location: 'query', default: 'true' },
      quotaUser: { type: 'string', location: 'query' },
      userIp: { type: 'string', location: 'query' },
    },
    schemas: {
      ...Object.fromEntries(bodies.map((id) => [id, { id, type: 'object', additionalProperties: { type: 'any' } }])),
      [ANSWER]: { id: ANSWER, type: 'object', properties: { nextPageToken: { type: 'string' }, pageToken: { type: 'string' } }, additionalProperties: { type: 'any' } },
    },
    resources: Object.fromEntries(Object.entries(RESOURCES).map(([resource, methods]) => [
      resource,
      { methods: Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, describe(`bigquery.${resource}.${name}`, method)])) },
    ])),
  };
}

function describe(id: string, [httpMethod, path, query = [], body]: Method): Readonly<Record<string, unknown>> {
  const order = [...path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name);
  return {
    id,
    path,
    httpMethod,
    parameterOrder: order,
    parameters: {
      ...Object.fromEntries(order.map((name) => [name, { type: 'string', location: 'path', required: true }])),
      ...Object.fromEntries(query.map(queryParameter)),
    },
    ...(body === undefined ? {} : { request: { $ref: body } }),
    ...(httpMethod === 'DELETE' ? {} : { response: { $ref: ANSWER } }),
    ...(id === 'bigquery.jobs.insert'
      ? {
          supportsMediaUpload: true,
          mediaUpload: {
            accept: ['*/*'],
            protocols: { simple: { multipart: true, path: `/upload/${UPLOAD}` }, resumable: { multipart: true, path: `/resumable/upload/${UPLOAD}` } },
          },
        }
      : {}),
  };
}

function queryParameter(text: string): [string, Readonly<Record<string, unknown>>] {
  const [name = '', type = 'string'] = text.split(':');
  return [name, type === 'list' ? { type: 'string', repeated: true, location: 'query' } : { type, location: 'query' }];
}
