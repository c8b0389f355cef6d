import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import { quoteName } from '../../storage/types.ts';
import { fieldOf } from '../functions/equality.ts';

/** Whether a value is an interval, or holds one. */
export function holdsInterval(type: ResolvedType): boolean {
  if (type.kind === 'ARRAY') return holdsInterval(type.element);
  return type.kind === 'STRUCT' ? type.fields.some((field) => holdsInterval(field.type)) : type.kind === 'INTERVAL';
}

/**
 * What tells values apart as GoogleSQL does: intervals are equal where they are equally long, a month being thirty days, which
 * DuckDB finds only where no part has another sign. NULL for NULL; other values are their own key.
 * @param sql short: it is written many times
 */
export function groupingKey(sql: string, type: ResolvedType, depth = 0): string {
  if (!holdsInterval(type)) return sql;
  switch (type.kind) {
    case 'ARRAY':
      return `list_transform(${sql}, lambda e${depth}: ${groupingKey(`e${depth}`, type.element, depth + 1)})`;
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => `${quoteName(`k${index}`)} := ${groupingKey(fieldOf(sql, type, index), field.type, depth)}`);
      return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
    default:
      return `gsql_interval_order(${sql}::INTERVAL)`;
  }
}
