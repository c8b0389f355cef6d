import { BigQueryError } from '../../errors.ts';
import { DeferredOption, type StatementOptions } from '../../statement.ts';
import type { Described } from '../../storage/catalog.ts';
import { checkLabels } from '../../wire/labels.ts';
import { bindsOf } from '../sessions/binds.ts';
import type { Session } from '../sessions/session.ts';

type Kind = 'string' | 'bool' | 'number' | 'labels' | 'timestamp';

export interface Option {
  /** The member of the REST resource that shows it. */
  readonly member: string;
  readonly kind: Kind;
  /** The member's value for the option's. */
  readonly toMember?: (value: unknown) => unknown;
}

const DAY_MS = 86_400_000;
const daysToMs = (days: unknown): string => String(Math.round(Number(days) * DAY_MS));

const COMMON: Readonly<Record<string, Option>> = {
  description: { member: 'description', kind: 'string' },
  friendly_name: { member: 'friendlyName', kind: 'string' },
  labels: { member: 'labels', kind: 'labels' },
};
const EXPIRATION: Readonly<Record<string, Option>> = { expiration_timestamp: { member: 'expirationTime', kind: 'timestamp' } };

/** Options of DDL statements that are kept, by what they are options of. */
export const OPTIONS = {
  TABLE: {
    ...COMMON,
    ...EXPIRATION,
    require_partition_filter: { member: 'requirePartitionFilter', kind: 'bool' },
    partition_expiration_days: { member: 'partitionExpirationDays', kind: 'number' },
  },
  'SNAPSHOT TABLE': { ...COMMON, ...EXPIRATION },
  VIEW: { ...COMMON, ...EXPIRATION },
  'MATERIALIZED VIEW': {
    ...COMMON,
    ...EXPIRATION,
    enable_refresh: { member: 'enableRefresh', kind: 'bool' },
    refresh_interval_minutes: { member: 'refreshIntervalMinutes', kind: 'number' },
    allow_non_incremental_definition: { member: 'allowNonIncrementalDefinition', kind: 'bool' },
  },
  MODEL: { ...COMMON, ...EXPIRATION },
  FUNCTION: { description: { member: 'description', kind: 'string' } },
  SCHEMA: {
    ...COMMON,
    location: { member: 'location', kind: 'string' },
    default_table_expiration_days: { member: 'defaultTableExpirationMs', kind: 'number', toMember: daysToMs },
    default_partition_expiration_days: { member: 'defaultPartitionExpirationMs', kind: 'number', toMember: daysToMs },
    max_time_travel_hours: { member: 'maxTimeTravelHours', kind: 'number', toMember: String },
    storage_billing_model: { member: 'storageBillingModel', kind: 'string' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Option>>>>;

export type OptionsOf = keyof typeof OPTIONS;

/** Options as the members of a REST resource; NULL takes a member away. @throws BigQueryError for an unknown option */
export function mergeOptions(info: Described, options: StatementOptions, of: OptionsOf): Described {
  const known: Readonly<Record<string, Option>> = OPTIONS[of];
  const merged: Record<string, unknown> = { ...info };
  for (const [name, value] of Object.entries(options)) {
    const option = known[name];
    if (option === undefined) {
      throw new BigQueryError('invalidQuery', `The option ${name} of a ${of} is not supported by the local BigQuery. Supported: ${Object.keys(known).join(', ')}.`, 'query');
    }
    if (value === null) Reflect.deleteProperty(merged, option.member);
    else merged[option.member] = memberValue(name, option, value);
  }
  return merged;
}

function memberValue(name: string, { kind, toMember }: Option, value: unknown): unknown {
  const wrong = (type: string): BigQueryError => new BigQueryError('invalidQuery', `The option ${name} must be of type ${type}.`, 'query');
  switch (kind) {
    case 'string':
      if (typeof value !== 'string') throw wrong('STRING');
      break;
    case 'bool':
      if (typeof value !== 'boolean') throw wrong('BOOL');
      break;
    case 'number':
      if (typeof value !== 'number') throw wrong('FLOAT64');
      break;
    case 'labels':
      return labels(value);
    case 'timestamp': {
      const millis = typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T').replace(/[+-]00(:00)?$/, '')}Z`) : NaN;
      if (Number.isNaN(millis)) throw wrong('TIMESTAMP');
      if (millis <= Date.now()) throw new BigQueryError('invalid', `The option ${name} must be a time in the future.`, 'query');
      return String(millis);
    }
  }
  return toMember === undefined ? value : toMember(value);
}

function labels(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) throw new BigQueryError('invalidQuery', 'The option labels must be an array of (key, value) pairs.', 'query');
  const read = Object.fromEntries(
    value.map((pair: unknown): [string, string] => {
      const [key, text] = Array.isArray(pair) ? (pair as unknown[]) : [];
      if (typeof key !== 'string' || typeof text !== 'string') throw new BigQueryError('invalidQuery', 'The option labels must be an array of (key, value) pairs.', 'query');
      return [key, text];
    }),
  );
  checkLabels(read);
  return read;
}

/** Computes the options that are no constants. */
export async function resolveOptions(options: StatementOptions, session: Session): Promise<StatementOptions> {
  const resolved: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) resolved[name] = value instanceof DeferredOption ? await compute(name, value, session) : value;
  return resolved;
}

async function compute(name: string, { query, type }: DeferredOption, session: Session): Promise<unknown> {
  const text = type.kind === 'TIMESTAMP' ? `SELECT strftime(value AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%f') FROM (${query.sql})` : query.sql;
  if (!['TIMESTAMP', 'STRING', 'INT64', 'FLOAT64', 'BOOL', 'NUMERIC'].includes(type.kind)) {
    throw new BigQueryError('invalidQuery', `The option ${name} must be a constant.`, 'query');
  }
  const [row] = await session.connection.rows(text, bindsOf(query, session));
  const value = row?.[0] ?? null;
  if (typeof value === 'bigint') return Number(value);
  return type.kind === 'NUMERIC' && value !== null ? Number(String(value)) : value;
}
