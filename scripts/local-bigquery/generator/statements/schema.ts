import type { CreateSchemaStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { datasetRef } from '../expressions/paths.ts';
import { unsupported } from '../refusal.ts';
import { createMode } from './create-table.ts';
import { statementOptions } from './options.ts';

export function createSchema(node: CreateSchemaStmt, generation: Generation): CompiledStatement {
  if (node.collationName !== null) throw unsupported('DEFAULT COLLATE');
  return { kind: 'createSchema', ...datasetRef(node.namePath, generation.context), mode: createMode(node), options: statementOptions(node.optionList, generation) };
}
