import type { Expr, Literal, Option, ValueMessage } from '../../../googlesql/resolved-nodes.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import { BigQueryError } from '../../errors.ts';
import type { ColumnDefinition, StatementOptions } from '../../statement.ts';
import { constantOf } from '../constants.ts';
import type { ColumnDefinition as ResolvedDefinition } from '../../../googlesql/resolved-nodes.ts';

/** OPTIONS(…) as plain values: labels are arrays of [key, value], timestamps and dates their GoogleSQL text. */
export function statementOptions(options: readonly Option[]): StatementOptions {
  return Object.fromEntries(options.map(({ name, value }) => [name.toLowerCase(), plainValue(name, value)]));
}

function plainValue(option: string, node: Expr): unknown {
  switch (node.kind) {
    case 'Literal':
      return literalValue(node.value.value, node.type);
    case 'Cast':
      return plainValue(option, node.expr);
    case 'MakeStruct':
      return node.fieldList.map((field) => plainValue(option, field));
    case 'FunctionCall':
      if (node.signature === 'FN_MAKE_ARRAY') return node.argumentList.map((element) => plainValue(option, element));
      break;
    default:
  }
  throw new BigQueryError('invalidQuery', `The option ${option} must be a constant.`, 'query');
}

function literalValue(value: ValueMessage | null, type: ResolvedType): unknown {
  const member = value?.['value'];
  if (value === null || typeof member !== 'string') return null;
  const content = value[member];
  switch (type.kind) {
    case 'INT64':
      return Number(content);
    case 'BOOL':
    case 'FLOAT64':
    case 'STRING':
    case 'JSON':
      return content;
    case 'ARRAY':
      return ((content as { element?: ValueMessage[] }).element ?? []).map((element) => literalValue(element, type.element));
    case 'STRUCT':
      return ((content as { field?: ValueMessage[] }).field ?? []).map((field, index) => literalValue(field, type.fields[index]?.type ?? { kind: 'STRING' }));
    default:
      return constantOf(value, type).replace(/^'|'::.*$/g, '');
  }
}

/** A column with what its OPTIONS and NOT NULL say. */
export function columnDefinition({ name, type, annotations, generatedColumnInfo, defaultValue }: ResolvedDefinition): ColumnDefinition {
  if (generatedColumnInfo !== null) throw new BigQueryError('invalidQuery', `Generated columns are not supported by the local BigQuery: ${name}.`, 'query');
  if (defaultValue !== null) throw new BigQueryError('invalidQuery', `DEFAULT values of columns are not supported by the local BigQuery: ${name}.`, 'query');
  const description = annotations === null ? null : statementOptions(annotations.optionList)['description'];
  return { name, type, required: annotations?.notNull ?? false, description: typeof description === 'string' ? description : null };
}

export function isNullLiteral(node: Expr): node is Literal {
  return node.kind === 'Literal' && node.value.value === null;
}
