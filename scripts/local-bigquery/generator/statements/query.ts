import type { OutputColumn, QueryStmt, Scan } from '../../../googlesql/resolved-nodes.ts';
import type { Column } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement, DuckSql } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { scan } from '../scans.ts';
import { writeOutput } from '../select.ts';

export function query(node: QueryStmt, generation: Generation): CompiledStatement {
  if (node.isValueTable) return valueTable(node, generation);
  const columns = outputColumns(node.outputColumnList);
  return { kind: 'query', query: queryText(node.query, node.outputColumnList, columns, generation), columns };
}

/** SELECT AS STRUCT at the top: BigQuery puts the fields out as columns. */
function valueTable(node: QueryStmt, generation: Generation): CompiledStatement {
  void generation;
  throw unsupported(`SELECT AS ${node.outputColumnList[0]?.column.type.kind === 'STRUCT' ? 'STRUCT' : 'VALUE'} at the top of a query`);
}

/** The query with its output columns under their names. */
export function queryText(node: Scan, output: readonly OutputColumn[], columns: readonly Column[], generation: Generation): DuckSql {
  const select = scan(node, generation, null);
  return generation.finish(writeOutput(select, output.map(({ column }, index) => ({ column, name: columns[index]?.name ?? '' }))));
}

/** Output columns as BigQuery names them: those without a name are f0_, f1_, … @throws BigQueryError for duplicates */
export function outputColumns(output: readonly OutputColumn[]): Column[] {
  let anonymous = 0;
  const columns = output.map(({ name, column }) => {
    if (!name.startsWith('$') && name !== '') return { name, type: column.type };
    anonymous += 1;
    return { name: `f${anonymous - 1}_`, type: column.type };
  });
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name.toLowerCase())) throw new BigQueryError('invalidQuery', `Duplicate column names in the result are not supported. Found duplicate(s): ${name}`, 'query');
    seen.add(name.toLowerCase());
  }
  return columns;
}
