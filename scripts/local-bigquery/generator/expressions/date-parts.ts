import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { literalInteger } from './constants.ts';
import { unsupported } from '../refusal.ts';

/** zetasql.functions.DateTimestampPart */
const PARTS: Readonly<Record<number, string>> = {
  1: 'YEAR', 2: 'MONTH', 3: 'DAY', 4: 'DAYOFWEEK', 5: 'DAYOFYEAR', 6: 'QUARTER', 7: 'HOUR', 8: 'MINUTE', 9: 'SECOND', 10: 'MILLISECOND',
  11: 'MICROSECOND', 12: 'NANOSECOND', 13: 'DATE', 14: 'WEEK', 15: 'DATETIME', 16: 'TIME', 17: 'ISOYEAR', 18: 'ISOWEEK', 19: 'WEEK_MONDAY',
  20: 'WEEK_TUESDAY', 21: 'WEEK_WEDNESDAY', 22: 'WEEK_THURSDAY', 23: 'WEEK_FRIDAY', 24: 'WEEK_SATURDAY',
};

/** Weekday (Sunday 0) on which the weeks of a part begin; null for parts that are no weeks. */
export const WEEK_START: Readonly<Record<string, number>> = {
  WEEK: 0, ISOWEEK: 1, WEEK_MONDAY: 1, WEEK_TUESDAY: 2, WEEK_WEDNESDAY: 3, WEEK_THURSDAY: 4, WEEK_FRIDAY: 5, WEEK_SATURDAY: 6,
};

/** Months of the parts that are whole months. */
export const MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
/** Days of the parts that are whole days, as what is added has them. */
export const DAYS: Readonly<Record<string, number>> = { DAY: 1, WEEK: 7 };
/** Microseconds of the parts of a clock. */
export const CLOCK_MICROS: Readonly<Record<string, number>> = { MICROSECOND: 1, MILLISECOND: 1e3, SECOND: 1e6, MINUTE: 60e6, HOUR: 3600e6 };
export const MICROS_PER_DAY = 86_400_000_000;

export function datePart(node: Expr | undefined): string {
  const part = node === undefined ? null : literalInteger(node);
  const name = part === null ? undefined : PARTS[part];
  if (name === undefined) throw unsupported(`The date part ${String(part)}`);
  return name;
}

/** A part as GoogleSQL writes it: `WEEK(MONDAY)`. */
export function partName(part: string): string {
  return part.replace(/^WEEK_(\w+)$/, 'WEEK($1)');
}
