import type { CreateBase, CreateSnapshotTableStmt, CreateTableAsSelectStmt, CreateTableBase, CreateTableStmt, Scan } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement, CreateMode, DecimalSize, Relation } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { tableRef, temporaryRef } from '../expressions/paths.ts';
import { unsupported } from '../refusal.ts';
import { elementRule } from '../../wire/element-rules.ts';
import { fromDefinition, typeText } from '../../wire/schema.ts';
import { columnDefinition } from './columns.ts';
import { tableConstraints } from './constraints.ts';
import { statementOptions } from './options.ts';
import { clustering, partitioning } from './partitioning.ts';
import { outputColumns, queryText } from './query.ts';
import { storedRows } from './stored.ts';

const MODES: Readonly<Record<CreateBase['createMode'], CreateMode>> = {
  CREATE_DEFAULT: 'create',
  CREATE_OR_REPLACE: 'orReplace',
  CREATE_IF_NOT_EXISTS: 'ifNotExists',
};

export function createMode(node: CreateBase): CreateMode {
  return MODES[node.createMode];
}

type CreateTable = Extract<CompiledStatement, { kind: 'createTable' }>;

export function createTable(node: CreateTableStmt, generation: Generation): CompiledStatement {
  if (node.copyFrom !== null) return { ...common(node, generation), ...taken(node.copyFrom, 'copy', generation) };
  if (node.cloneFrom !== null) {
    if (node.partitionByList.length + node.clusterByList.length > 0) throw new BigQueryError('invalidQuery', 'CREATE TABLE … CLONE keeps the partitioning and clustering of its source.', 'query');
    return { ...common(node, generation), ...taken(node.cloneFrom, 'clone', generation) };
  }
  if (node.likeTable != null) {
    const relation = generation.relation(node.likeTable);
    return { ...common(node, generation), columns: plainColumns(relation), as: null, source: { ref: sourceTable(relation).ref, by: 'like' } };
  }
  return { ...common(node, generation), columns: node.columnDefinitionList.map((column) => columnDefinition(column, generation)), as: null };
}

export function createTableAs(node: CreateTableAsSelectStmt, generation: Generation): CompiledStatement {
  if (node.isValueTable) throw unsupported('CREATE TABLE … AS SELECT AS STRUCT');
  if (node.likeTable != null) return createFilledLike(node, generation.relation(node.likeTable), generation);
  const columns = node.columnDefinitionList.map((column) => columnDefinition(column, generation));
  for (const [index, { name }] of outputColumns(node.outputColumnList).entries()) {
    if (columns[index]?.name.startsWith('$') === true) {
      throw new BigQueryError('invalidQuery', `CREATE TABLE columns must be named, but column ${index + 1} has no name (${name})`, 'query');
    }
  }
  return { ...common(node, generation), columns, as: storedRows(queryText(node.query, node.outputColumnList, columns, generation), columns.map((column) => ({ ...column, rule: elementRule(fromDefinition(column)) }))) };
}

/** CREATE TABLE … LIKE … AS SELECT: what a query of other columns would become there, BigQuery does not say. */
function createFilledLike(node: CreateTableAsSelectStmt, relation: Relation, generation: Generation): CompiledStatement {
  const given = outputColumns(node.outputColumnList);
  const { columns, decimals, elementRules, ref } = sourceTable(relation);
  const isAlike = given.length === columns.length && columns.every(({ name, type }, index) => name.toLowerCase() === given[index]?.name.toLowerCase() && typeText(type) === typeText(given[index].type));
  if (!isAlike) throw unsupported('CREATE TABLE … LIKE … AS SELECT with other columns than those of the table that it is like');
  const kept = columns.map(({ name, type }) => ({ name, type, required: false, description: null, ...optionalSize(decimals?.get(name.toLowerCase())), rule: elementRules?.get(name.toLowerCase()) ?? null }));
  return { ...common(node, generation), columns: kept, as: storedRows(queryText(node.query, node.outputColumnList, kept, generation), kept), source: { ref, by: 'like' } };
}

const optionalSize = (decimal: DecimalSize | undefined): { decimal?: DecimalSize } => (decimal === undefined ? {} : { decimal });

export function createSnapshot(node: CreateSnapshotTableStmt, generation: Generation): CompiledStatement {
  return {
    kind: 'createTable',
    ref: tableRef(node.namePath, generation.context),
    temporary: false,
    mode: createMode(node),
    partitioning: null,
    clustering: [],
    options: statementOptions(node.optionList, generation),
    ...taken(node.cloneFrom, 'snapshot', generation),
  };
}

/** Columns and rows of another table; the engine knows what else is kept of it. */
function taken(scan: Scan, by: 'copy' | 'clone' | 'snapshot', generation: Generation): Pick<CreateTable, 'columns' | 'as' | 'source'> {
  if (scan.kind !== 'TableScan') throw unsupported('CREATE TABLE from what is no whole table');
  if (scan.forSystemTimeExpr !== null) throw unsupported('FOR SYSTEM_TIME AS OF');
  const relation = sourceTable(generation.relation(scan.table));
  return { columns: plainColumns(relation), as: { sql: `SELECT * FROM ${relation.from}`, binds: [] }, source: { ref: relation.ref, by } };
}

function sourceTable(relation: Relation): Relation {
  if (relation.kind === 'table') return relation;
  const { projectId, datasetId, tableId } = relation.ref;
  throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is not allowed for this operation because it is currently a VIEW.`, 'query');
}

function plainColumns({ columns }: Relation): CreateTable['columns'] {
  return columns.map(({ name, type }) => ({ name, type, required: false, description: null }));
}

function common(node: CreateTableBase, generation: Generation): Omit<CreateTable, 'columns' | 'as'> {
  if (node.collationName !== null) throw unsupported('DEFAULT COLLATE');
  if (node.connection !== null) throw unsupported('CREATE TABLE … WITH CONNECTION');
  if (node.checkConstraintList.length > 0) throw new BigQueryError('invalidQuery', 'CHECK constraints are not supported', 'query');
  const temporary = node.createScope === 'CREATE_TEMP';
  const { context } = generation;
  const ref = temporary ? temporaryRef(node.namePath, context) : tableRef(node.namePath, context);
  const constraints = tableConstraints(node, ref, generation);
  return {
    kind: 'createTable',
    ref,
    temporary,
    mode: createMode(node),
    partitioning: partitioning(node.partitionByList),
    clustering: clustering(node.clusterByList),
    options: statementOptions(node.optionList, generation),
    ...(constraints === null ? {} : { constraints }),
  };
}
