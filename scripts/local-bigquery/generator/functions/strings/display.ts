import type { SqlType } from '../../../../googlesql/types.ts';
import { duckType } from '../../../storage/types.ts';
import { textConversion } from '../../expressions/casts.ts';
import { unsupported } from '../../refusal.ts';
import { fieldOf } from '../equality.ts';

/** How FORMAT shows a value: for readers (%t) or as a literal (%T). */
export type Style = 'reader' | 'literal';

/** DuckDB text of the text that FORMAT shows for a value, which may be used more than once. NULL shows as NULL. */
export function display(value: string, type: SqlType, style: Style, depth = 0): string {
  return `coalesce(${shown(value, type, style, depth)}, 'NULL')`;
}

function shown(value: string, type: SqlType, style: Style, depth: number): string {
  switch (type.kind) {
    case 'INT64':
    case 'BOOL':
      return `${value}::VARCHAR`;
    case 'STRING':
      return style === 'literal' ? `gsql_string_literal(${value})` : value;
    case 'BYTES':
      return style === 'literal' ? `gsql_bytes_literal(${value})` : `gsql_bytes_text(${value})`;
    case 'FLOAT64':
      return double(value, style);
    case 'JSON':
      return style === 'literal' ? `('JSON ' || gsql_string_literal(${value}::VARCHAR))` : `${value}::VARCHAR`;
    case 'ARRAY': {
      const element = `x${depth}`;
      return `('[' || array_to_string(list_transform(${value}, lambda ${element}: ${display(element, type.element, style, depth + 1)}), ', ') || ']')`;
    }
    case 'STRUCT': {
      // Fields carry their type: those of a NULL that the engine folds away have none.
      const fields = type.fields.map((field, index) => display(`${fieldOf(value, type, index)}::${duckType(field.type)}`, field.type, style, depth));
      const open = fields.length === 1 && style === 'literal' ? 'STRUCT(' : '(';
      return `CASE WHEN ${value} IS NOT NULL THEN '${open}' || ${fields.join(` || ', ' || `)} || ')' END`;
    }
    default:
      return style === 'literal' ? typed(type.kind, text(value, type)) : text(value, type);
  }
}

/** A value of a scalar type as CAST AS STRING writes it. */
export function text(value: string, type: SqlType): string {
  const convert = textConversion(type.kind);
  if (convert === null) throw unsupported(`FORMAT of ${type.kind}`);
  return convert(value);
}

function typed(kind: SqlType['kind'], written: string): string {
  return `('${kind} "' || ${written} || '"${kind === 'INTERVAL' ? ' YEAR TO SECOND' : ''}')`;
}

/** Whole numbers get a point; a literal of what is no number is a cast. */
function double(value: string, style: Style): string {
  const plain = `CASE WHEN ${value} = 0 AND signbit(${value}) THEN '-0' ELSE gsql_double_to_string(${value}) END`;
  const pointed = `CASE WHEN isfinite(${value}) AND NOT regexp_matches(${plain}, '[.e]') THEN ${plain} || '.0' ELSE ${plain} END`;
  return style === 'literal' ? `CASE WHEN isfinite(${value}) THEN ${pointed} ELSE 'CAST("' || ${plain} || '" AS FLOAT64)' END` : pointed;
}
