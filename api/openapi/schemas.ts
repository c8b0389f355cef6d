import { PROBLEMS } from '../problems.ts';

/** JSON Schema 2020-12, by hand: what the service promises. Tests hold real answers to it. */
const text = { type: 'string', minLength: 1 } as const;
const probability = { type: 'number', minimum: 0, maximum: 1 } as const;

const reason = {
  type: 'object',
  description: 'One cause that raised the risk.',
  required: ['code', 'feature', 'value', 'contribution', 'text'],
  additionalProperties: false,
  properties: {
    code: { ...text, description: 'Stable code; features that say the same share one.' },
    feature: { ...text, description: 'Column of the feature mart.' },
    value: { type: ['number', 'null'], description: 'The customer’s value in the feature’s own unit; null when missing.' },
    contribution: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'SHAP value of the reason in log-odds of the probability of default.',
    },
    text: { ...text, description: 'Plain phrase naming the factor, without a direction.' },
  },
} as const;

const score = {
  type: 'object',
  description: 'The risk of one customer, and why.',
  required: ['customerId', 'probabilityOfDefault', 'score', 'band', 'decision', 'thresholds', 'reasons', 'model', 'features'],
  additionalProperties: false,
  properties: {
    customerId: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    probabilityOfDefault: { ...probability, description: 'Calibrated probability of default.' },
    score: {
      type: 'integer',
      description: 'Points on the model’s score scale: higher is safer, and a fixed number of points doubles the odds.',
    },
    band: { ...text, description: 'Risk band by score, A the safest.' },
    decision: {
      enum: ['approve', 'refer', 'decline'],
      description: 'By the thresholds: approve below referFrom, refer below declineFrom, else decline.',
    },
    thresholds: {
      type: 'object',
      required: ['referFrom', 'declineFrom'],
      additionalProperties: false,
      properties: { referFrom: probability, declineFrom: probability },
    },
    reasons: { type: 'array', maxItems: 4, items: { $ref: '#/components/schemas/Reason' }, description: 'Most harmful first.' },
    model: {
      type: 'object',
      required: ['name', 'version'],
      additionalProperties: false,
      properties: { name: text, version: text },
    },
    features: {
      type: 'object',
      required: ['builtAt'],
      additionalProperties: false,
      properties: { builtAt: { type: 'string', format: 'date-time', description: 'When the feature mart was last built.' } },
    },
  },
} as const;

const check = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: {
    status: { enum: ['up', 'down'] },
    version: { ...text, description: 'Of the model that scores.' },
    code: { ...text, description: 'Problem code of what is wrong.' },
  },
} as const;

const checks = {
  type: 'object',
  required: ['model', 'features'],
  additionalProperties: false,
  properties: { model: { $ref: '#/components/schemas/Check' }, features: { $ref: '#/components/schemas/Check' } },
} as const;

const problem = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', format: 'uri-reference', pattern: '^/problems/[a-z-]+$', description: 'Its page, at this service.' },
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { ...text, description: 'What happened and the remedy.' },
    instance: { type: 'string', description: 'The path that was asked for.' },
    code: { enum: Object.keys(PROBLEMS) },
    requestId: { ...text, description: 'The same as in the x-request-id header and in the log.' },
    checks: { $ref: '#/components/schemas/Checks' },
  },
} as const;

const live = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: { status: { const: 'live' } },
} as const;

const ready = {
  type: 'object',
  required: ['status', 'checks'],
  additionalProperties: false,
  properties: { status: { const: 'ready' }, checks: { $ref: '#/components/schemas/Checks' } },
} as const;

export const schemas = { Score: score, Reason: reason, Problem: problem, Live: live, Ready: ready, Check: check, Checks: checks } as const;
