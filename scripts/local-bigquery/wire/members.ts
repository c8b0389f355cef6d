import { BigQueryError } from '../errors.ts';

type Members = Readonly<Record<string, unknown>>;

/** null where there is none. @throws BigQueryError for anything but a text */
export function textOf(object: Members, name: string): string | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new BigQueryError('invalid', `${name} must be a string.`, name);
}

/** @throws BigQueryError for a text: a dry run that is taken for none would change what it must not */
export function flagOf(object: Members, name: string): boolean {
  const value = object[name] ?? false;
  if (typeof value !== 'boolean') throw new BigQueryError('invalid', `Invalid value for ${name}: it must be true or false.`, name);
  return value;
}

/** A whole number from 0, as a number or as the text that BigQuery's JSON has for 64-bit integers. */
export function integerOf(object: Members, name: string): number {
  const value = object[name];
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) throw new BigQueryError('invalid', `${name} must be a whole number from 0.`, name);
  return number;
}

/** One of the values; the first is the default. */
export function oneOf<T extends string>(object: Members, name: string, values: readonly [T, ...T[]]): T {
  const value = textOf(object, name);
  if (value === null || value === '') return values[0];
  const found = values.find((candidate) => candidate === value.toUpperCase());
  if (found === undefined) throw new BigQueryError('invalid', `${name} must be one of ${values.join(', ')}.`, name);
  return found;
}
