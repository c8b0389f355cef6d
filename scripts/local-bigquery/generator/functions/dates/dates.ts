import type { Catalogue } from '../catalogue.ts';
import { DATE_ARITHMETIC } from './date-arithmetic.ts';
import { DATE_CONVERSIONS } from './date-conversions.ts';
import { DATE_FORMATS } from './date-formats.ts';
import { DATE_SERIES } from './date-series.ts';
import { DATE_TRUNCATION } from './date-truncation.ts';
import { INTERVALS } from './intervals.ts';

/** DATE, TIME, DATETIME, TIMESTAMP and INTERVAL. */
export const DATES: Catalogue = { ...DATE_ARITHMETIC, ...DATE_CONVERSIONS, ...DATE_FORMATS, ...DATE_SERIES, ...DATE_TRUNCATION, ...INTERVALS };
