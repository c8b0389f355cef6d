import type { Expr, Literal, Option, ValueMessage } from '../../../googlesql/resolved-nodes.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { DeferredOption, type StatementOptions } from '../../statement.ts';
import { constantOf } from '../expressions/constants.ts';
import { expression } from '../expressions/expressions.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';

/**
 * OPTIONS(…) as plain values: labels are arrays of [key, value], timestamps and dates their GoogleSQL text. What is no
 * constant (`TIMESTAMP_ADD(CURRENT_TIMESTAMP(), …)`) is left to the engine.
 * @param generation null where only constants are taken
 */
export function statementOptions(options: readonly Option[], generation: Generation | null): StatementOptions {
  const named = options.map(({ name, value }): [string, unknown] => [name.toLowerCase(), generation === null || isPlain(value) ? plainValue(name, value) : deferred(value, generation)]);
  const repeated = named.find(([name], index) => named.findIndex(([other]) => other === name) < index);
  if (repeated !== undefined) throw new BigQueryError('invalidQuery', `Duplicate option specified for '${repeated[0]}'`, 'query');
  return Object.fromEntries(named);
}

function isPlain(node: Expr): boolean {
  switch (node.kind) {
    case 'Literal':
      return true;
    case 'Cast':
      return node.format === null && isPlain(node.expr) && node.expr.type.kind === node.type.kind;
    case 'MakeStruct':
      return node.fieldList.every(isPlain);
    case 'FunctionCall':
      return node.signature === 'FN_MAKE_ARRAY' && node.argumentList.every(isPlain);
    default:
      return false;
  }
}

function deferred(node: Expr, generation: Generation): DeferredOption {
  return new DeferredOption(generation.apart((own) => `SELECT ${expression(node, NO_COLUMNS, own)} AS value`), sqlType(node.type));
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

function sqlType(type: ResolvedType): SqlType {
  if (type.kind === 'ENUM') throw unsupported(`An option of type ${type.name}`);
  return type;
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

export function isNullLiteral(node: Expr): node is Literal {
  return node.kind === 'Literal' && node.value.value === null;
}
