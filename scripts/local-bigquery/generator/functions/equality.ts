import type { SqlType } from '../../../googlesql/types.ts';
import { structKey } from '../../storage/types.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';

const INFINITY = `'Infinity'::DOUBLE`;

/** `x = y` for FLOAT64 that may be NaN on both sides: NaN equals nothing, and NULL leaves it open. */
export function equalFloats(x: string, y: string): string {
  return `(${x} = ${y} AND ${x} + ${y} <= ${INFINITY})`;
}

/**
 * Equality of two values as GoogleSQL has it: NaN equals nothing; structs are equal where all their fields are, by position,
 * and an unknown field leaves it open unless another differs.
 * @param x short, as y: they are written many times
 */
export function equal(x: string, y: string, left: SqlType, right: SqlType): string {
  if (left.kind === 'STRUCT' && right.kind === 'STRUCT') {
    const fields = left.fields.map((field, index) => equal(fieldOf(x, left, index), fieldOf(y, right, index), field.type, right.fields[index]?.type ?? field.type));
    // Fields of structs that are NULL are NULL, which leaves it open as well.
    return fields.length === 0 ? `CASE WHEN ${x} IS NOT NULL AND ${y} IS NOT NULL THEN TRUE END` : `(${fields.join(' AND ')})`;
  }
  if (left.kind !== right.kind) throw unsupported(`Comparing ${left.kind} with ${right.kind} inside STRUCT values`);
  if (left.kind === 'INTERVAL') return `gsql_interval_order(${x}::INTERVAL) = gsql_interval_order(${y}::INTERVAL)`;
  return left.kind === 'FLOAT64' ? equalFloats(x, y) : `${x} = ${y}`;
}

/** A field of a struct by position. */
export function fieldOf(struct: string, type: SqlType & { readonly kind: 'STRUCT' }, index: number): string {
  return `struct_extract(${struct}, ${stringConstant(structKey(type.fields[index]?.name ?? '', index, type.fields))})`;
}
