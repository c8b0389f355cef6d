import type { Parameter as ParameterNode, Statement } from '../../googlesql/resolved-nodes.ts';
import { kindOf } from '../../googlesql/resolved-tree.ts';
import { BigQueryError } from '../errors.ts';
import type { Parameter } from '../statement.ts';

/** The parameters of a statement with the types that their places ask for: what a dry run wants to know, and no more. */
export class UndeclaredParameters extends BigQueryError {
  constructor(readonly parameters: readonly Parameter[]) {
    super('invalidQuery', 'The statement has parameters that are not declared.', 'query');
  }
}

/** Every parameter once, named ones in the order in which they stand in the tree. */
export function parametersOf(statement: Statement): Parameter[] {
  const found = new Map<string, ParameterNode>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
    if (kindOf(node) === 'Parameter') {
      const parameter = node as ParameterNode;
      const key = parameter.name === '' ? String(parameter.position) : parameter.name.toLowerCase();
      if (!found.has(key)) found.set(key, parameter);
    }
    for (const child of Object.values(node)) walk(child);
  };
  walk(statement);
  return [...found.values()].sort((a, b) => a.position - b.position).map(({ name, type }) => ({ name: name === '' ? null : name, type }));
}
