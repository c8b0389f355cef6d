import type { ScalarKind } from '../../../googlesql/types.ts';
import { bindText } from '../../storage/binds.ts';

/** What a value looks like in a CSV file, as a pattern that both the engine (RE2) and JavaScript understand. */
const CLOCK = '([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9](\\.[0-9]{1,6})?)?';
const DAY = '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}';
const NUMBER = '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?';

export const PATTERNS: Readonly<Partial<Record<ScalarKind, string>>> = {
  INT64: '[+-]?[0-9]+',
  FLOAT64: `(${NUMBER}|[+-]?([nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?))`,
  NUMERIC: NUMBER,
  BIGNUMERIC: NUMBER,
  DATE: DAY,
  TIME: CLOCK,
  DATETIME: `${DAY}([Tt ]${CLOCK})?`,
  // With slashes, too; and an offset, Z or UTC behind it.
  TIMESTAMP: `[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([Tt ]${CLOCK}( ?([Zz]|UTC|[+-][0-9]{1,2}(:[0-9]{2})?))?)?`,
  INTERVAL: '[+-]?[0-9]+-[0-9]+ [+-]?[0-9]+ [+-]?[0-9]+:[0-9]+:[0-9]+(\\.[0-9]{1,6})?',
};
const BOOLS = /^(?:true|t|yes|y|1|false|f|no|n|0)$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether a CSV value is one of a type: what the engine's reading of files must agree with. */
export function isReadable(kind: ScalarKind, text: string): boolean {
  if (kind === 'STRING') return true;
  if (kind === 'BOOL') return BOOLS.test(text.trim());
  if (kind === 'BYTES') return BASE64.test(text);
  const pattern = PATTERNS[kind];
  const trimmed = text.trim();
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(trimmed)) return false;
  try {
    bindText({ kind }, kind === 'TIMESTAMP' ? trimmed.replaceAll('/', '-') : trimmed);
    return true;
  } catch {
    return false;
  }
}
