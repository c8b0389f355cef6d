import type { AssertStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import { expression } from '../expressions/expressions.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';

export function compileAssert(node: AssertStmt, generation: Generation): CompiledStatement {
  const condition = expression(node.expression, NO_COLUMNS, generation);
  return { kind: 'assert', condition: generation.finish(`SELECT ${condition} AS holds`), message: node.description === '' ? null : node.description };
}
