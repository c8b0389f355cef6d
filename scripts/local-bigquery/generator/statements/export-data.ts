import type { ExportDataStmt } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { statementOptions } from './options.ts';
import { outputColumns, queryText } from './query.ts';

export function exportData(node: ExportDataStmt, generation: Generation): CompiledStatement {
  if (node.connection !== null) throw unsupported('EXPORT DATA WITH CONNECTION');
  const columns = outputColumns(node.outputColumnList);
  return { kind: 'exportData', query: queryText(node.query, node.outputColumnList, columns, generation), columns, options: statementOptions(node.optionList, generation) };
}
