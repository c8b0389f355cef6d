import type { Request } from 'express';
import type { ResultSet } from '../../engine/reading/results.ts';
import { BigQueryError } from '../../errors.ts';
import { flagOf, integerOf } from '../../wire/members.ts';
import type { TimestampFormat } from '../../wire/text.ts';
import { wireRow } from '../../wire/rows.ts';
import { isRecord } from '../../wire/schema.ts';
import { pageToken, queryFlag, queryNumber, queryText, readPageToken } from '../respond.ts';

/** Rows of a page when the client names no number. */
const DEFAULT_PAGE = 100_000;

export interface PageRequest {
  readonly start: number;
  readonly maxRows: number;
  readonly timestamps: TimestampFormat;
}

/** Reads pageToken, startIndex, maxResults and formatOptions of a GET. */
export function pageRequest(request: Request): PageRequest {
  const token = queryText(request, 'pageToken');
  return {
    start: token === null ? (queryNumber(request, 'startIndex') ?? 0) : readPageToken(token),
    maxRows: Math.min(queryNumber(request, 'maxResults') ?? DEFAULT_PAGE, DEFAULT_PAGE),
    timestamps: timestampFormat(queryText(request, 'formatOptions.timestampOutputFormat'), queryFlag(request, 'formatOptions.useInt64Timestamp')),
  };
}

/** The same of jobs.query's body. */
export function pageOfBody(body: Readonly<Record<string, unknown>>): PageRequest {
  const options = isRecord(body['formatOptions']) ? body['formatOptions'] : {};
  const max = body['maxResults'];
  const format = options['timestampOutputFormat'];
  return {
    start: 0,
    maxRows: max === undefined || max === null ? DEFAULT_PAGE : integerOf(body, 'maxResults'),
    timestamps: timestampFormat(typeof format === 'string' ? format : null, flagOf(options, 'useInt64Timestamp')),
  };
}

function timestampFormat(name: string | null, useInt64: boolean): TimestampFormat {
  if (name === null || name === 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED') return useInt64 ? 'INT64' : 'FLOAT64';
  if (useInt64 && name !== 'INT64') throw new BigQueryError('invalid', 'Cannot specify both use_int64_timestamp and timestamp_output_format.');
  if (name === 'INT64' || name === 'FLOAT64' || name === 'ISO8601_STRING') return name;
  throw new BigQueryError('invalid', `Invalid value for timestampOutputFormat: ${name}`, 'formatOptions');
}

/** `rows`, `totalRows` and `pageToken` of an answer. */
export async function rowsPage(results: ResultSet, { start, maxRows, timestamps }: PageRequest): Promise<Readonly<Record<string, unknown>>> {
  const { rows, next } = await results.page(start, maxRows);
  return {
    totalRows: String(results.totalRows),
    ...(rows.length === 0 ? {} : { rows: rows.map((row) => wireRow(row, timestamps)) }),
    ...(next === null ? {} : { pageToken: pageToken(next) }),
  };
}
