import { BigQueryError } from '../errors.ts';
import { isRecord } from './schema.ts';

const MAX_LABELS = 64;
/** https://cloud.google.com/bigquery/docs/labels-intro#requirements */
const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{M}\p{N}_-]{0,62}$/u;
const VALUE = /^[\p{Ll}\p{Lo}\p{M}\p{N}_-]{0,63}$/u;

/** @param labels of a dataset, a table, a model or a job; null takes one away @throws BigQueryError `invalid` for what BigQuery takes for none */
export function checkLabels(labels: unknown): void {
  if (labels === undefined || labels === null) return;
  if (!isRecord(labels)) throw new BigQueryError('invalid', 'labels must be an object of keys and values.', 'labels');
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS) throw new BigQueryError('invalid', `A resource has at most ${MAX_LABELS} labels.`, 'labels');
  for (const [key, value] of entries) {
    if (!KEY.test(key)) throw new BigQueryError('invalid', `Invalid label key "${key}": keys start with a lowercase letter and hold lowercase letters, numbers, underscores and dashes, 63 characters at most.`, 'labels');
    if (value !== null && (typeof value !== 'string' || !VALUE.test(value))) {
      throw new BigQueryError('invalid', `Invalid value of label "${key}": values hold lowercase letters, numbers, underscores and dashes, 63 characters at most.`, 'labels');
    }
  }
}
