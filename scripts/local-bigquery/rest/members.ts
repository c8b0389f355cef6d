import type { Request } from 'express';
import { BigQueryError } from '../errors.ts';
import type { Described } from '../storage/catalog.ts';
import { checkLabels } from '../wire/labels.ts';
import { isRecord } from '../wire/schema.ts';

/** Kept by BigQuery as what they are by default; other values would change what queries answer. */
const HARMLESS: Readonly<Record<string, readonly unknown[]>> = { isCaseInsensitive: [false], defaultCollation: [''], defaultRoundingMode: ['', 'ROUNDING_MODE_UNSPECIFIED', 'ROUND_HALF_AWAY_FROM_ZERO'] };

export function harmlessMembers(body: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(HARMLESS).flatMap(([name, values]) => (values.includes(body[name]) ? [name] : []));
}

/** The members of a resource that we keep; those that BigQuery itself sets are ignored, others refused. */
export function pickMembers(body: Readonly<Record<string, unknown>>, kept: readonly string[], ignored: readonly string[]): Described {
  const picked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (kept.includes(name)) picked[name] = value;
    else if (!ignored.includes(name) && value !== null) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name} here.`, name);
  }
  for (const name of ['description', 'friendlyName']) {
    if (picked[name] != null && typeof picked[name] !== 'string') throw new BigQueryError('invalid', `${name} must be a string.`, name);
  }
  if (picked['access'] != null && !Array.isArray(picked['access'])) throw new BigQueryError('invalid', 'access must be a list.', 'access');
  checkLabels(picked['labels']);
  return picked;
}

/** @throws BigQueryError for a body that names another resource than the path does */
export function checkReference(reference: Readonly<Record<string, unknown>>, path: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(path)) {
    const given = reference[name];
    if (given != null && given !== '' && given !== value) throw new BigQueryError('invalid', `Value in content does not agree with value in path: ${name} is ${JSON.stringify(given)}, not ${JSON.stringify(value)}.`, name);
  }
}

/** All members but some. */
export function without(resource: Described, names: readonly string[]): Described {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !names.includes(name)));
}

/** PATCH: null takes a member or a label away, labels are merged one by one. */
export function mergeMembers(info: Described, given: Described): Described {
  const merged: Record<string, unknown> = { ...info };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) Reflect.deleteProperty(merged, name);
    else if (name === 'labels' && isRecord(value)) merged[name] = mergeMembers(isRecord(merged[name]) ? merged[name] : {}, value);
    else merged[name] = value;
  }
  return merged;
}

/** Optimistic locking by `If-Match`. */
export function checkEtag(request: Request, current: string): void {
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted.replace(/^(?:W\/)?"?|"$/g, '') !== current) {
    throw new BigQueryError('conditionNotMet', 'Precondition check failed.', 'If-Match');
  }
}
