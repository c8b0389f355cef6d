import { parseDecimal, type DecimalKind } from '../../../values/decimal.ts';
import { failure } from './decimal-errors.ts';

/** PARSE_NUMERIC: commas between the digits of the whole part, spaces around the sign, which may also come last. */
const LENIENT = /^\s*([+-]?)\s*((?:[\d,]*\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([+-]?)\s*$/;

/** @throws Error as PARSE_NUMERIC and PARSE_BIGNUMERIC fail */
export function parseLenient(text: string, kind: DecimalKind): bigint {
  const [, before, number, after] = LENIENT.exec(text) ?? [];
  const isOne = number !== undefined && !(before !== '' && after !== '');
  const units = isOne ? parseDecimal(`${before ?? ''}${after ?? ''}${number.replaceAll(',', '')}`, kind) : null;
  if (units === null) throw failure(`Invalid input to PARSE_${kind.name}: "${text}"`);
  return units;
}
