import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { schemas } from './schemas.ts';

const requestId = {
  'x-request-id': { description: 'Names this request in the log.', schema: { type: 'string' } },
} as const;

const requestIdParameter = {
  name: 'x-request-id',
  in: 'header',
  required: false,
  description: 'Eight to 64 letters, digits, dots, dashes and underscores; anything else is replaced by a new id.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$' },
} as const;

/** The service in OpenAPI 3.1, as served at `/openapi.json`. */
export const openApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Home Credit scores',
    version: '1.0.0',
    summary: 'Probability of default, decision and reasons for one customer.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  paths: {
    '/score/{customerId}': {
      get: {
        operationId: 'scoreCustomer',
        summary: 'Score one customer',
        description: 'Scores the customer’s row of the feature mart with the champion model.',
        parameters: [
          {
            name: 'customerId',
            in: 'path',
            required: true,
            description: 'As in the mart: SK_ID_CURR.',
            schema: { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
          },
          requestIdParameter,
        ],
        responses: {
          '200': ok('The customer’s score.', 'Score'),
          ...problems(
            'bad_request',
            'customer_id_invalid',
            'customer_not_found',
            'not_acceptable',
            'internal_error',
            'warehouse_unavailable',
            'warehouse_timeout',
            'features_not_built',
            'features_out_of_step',
            'model_unavailable',
          ),
        },
      },
    },
    '/health/live': {
      get: { operationId: 'live', summary: 'Whether the process is up', responses: { '200': ok('It is.', 'Live') } },
    },
    '/health/ready': {
      get: {
        operationId: 'ready',
        summary: 'Whether a score could be answered now',
        responses: { '200': ok('It could.', 'Ready'), ...problems('not_ready') },
      },
    },
    '/lineage/graph.json': {
      get: {
        operationId: 'lineage',
        summary: 'The lineage of every model, as the page at /lineage/ draws it',
        responses: {
          '200': { description: 'The graph.', headers: requestId, content: { 'application/json': { schema: { type: 'object' } } } },
          ...problems('lineage_not_built'),
        },
      },
    },
  },
  components: { schemas },
} as const;

function ok(description: string, schema: keyof typeof schemas) {
  return { description, headers: requestId, content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

/** One response per status, naming the codes that come with it. */
function problems(...codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return Object.fromEntries(statuses.map((status) => [String(status), problemResponse(codes.filter((code) => PROBLEMS[code].status === status))]));
}

function problemResponse(codes: readonly ProblemCode[]) {
  const waits = codes.some((code) => PROBLEMS[code].retryAfter !== null);
  const retryAfter = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } } };
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(' '),
    headers: waits ? { ...requestId, ...retryAfter } : requestId,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
