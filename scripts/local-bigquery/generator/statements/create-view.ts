import type { CreateMaterializedViewStmt, CreateViewStmt } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { ColumnDefinition, CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { tableRef } from '../expressions/paths.ts';
import { unsupported } from '../refusal.ts';
import { createMode } from './create-table.ts';
import { columnDefinition } from './columns.ts';
import { statementOptions } from './options.ts';
import { clustering, partitioning } from './partitioning.ts';
import { outputColumns, queryText } from './query.ts';

/** The query is generated once here, so that a view that cannot be read is refused when it is made. */
export function createView(node: CreateViewStmt | CreateMaterializedViewStmt, generation: Generation): CompiledStatement {
  if (node.createScope !== 'CREATE_DEFAULT_SCOPE') throw unsupported('CREATE TEMP VIEW');
  if (node.kind === 'CreateMaterializedViewStmt' && node.replicaSource != null) throw unsupported('CREATE MATERIALIZED VIEW … AS REPLICA OF');
  if (node.isValueTable) throw unsupported('CREATE VIEW … AS SELECT AS STRUCT');
  if (node.recursive) throw unsupported('CREATE RECURSIVE VIEW');
  const output = outputColumns(node.outputColumnList);
  const { binds } = queryText(node.query, node.outputColumnList, output, generation);
  if (binds.length > 0) throw new BigQueryError('invalidQuery', 'A view cannot read variables, which are gone when it is read: write their values into it by EXECUTE IMMEDIATE.', 'query');
  const columns: ColumnDefinition[] =
    node.columnDefinitionList.length > 0
      ? node.columnDefinitionList.map((column) => columnDefinition(column, generation))
      : output.map(({ name, type }) => ({ name, type, required: false, description: null }));
  return {
    kind: 'createView',
    ref: tableRef(node.namePath, generation.context),
    mode: createMode(node),
    columns,
    query: node.sql,
    options: statementOptions(node.optionList, generation),
    ...(node.kind === 'CreateMaterializedViewStmt' ? { materialized: true, partitioning: partitioning(node.partitionByList), clustering: clustering(node.clusterByList) } : {}),
  };
}
