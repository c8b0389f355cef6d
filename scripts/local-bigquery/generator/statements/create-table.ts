import type { CreateBase, CreateTableAsSelectStmt, CreateTableBase, CreateTableStmt, Expr } from '../../../googlesql/resolved-nodes.ts';
import type { CompiledStatement, CreateMode, Partitioning } from '../../statement.ts';
import { datePart } from '../date-parts.ts';
import { literalInteger } from '../constants.ts';
import type { Generation } from '../generation.ts';
import { tableRef, temporaryRef } from '../paths.ts';
import { unsupported } from '../refusal.ts';
import { columnDefinition, statementOptions } from './options.ts';
import { outputColumns, queryText } from './query.ts';
import { BigQueryError } from '../../errors.ts';

const MODES: Readonly<Record<CreateBase['createMode'], CreateMode>> = {
  CREATE_DEFAULT: 'create',
  CREATE_OR_REPLACE: 'orReplace',
  CREATE_IF_NOT_EXISTS: 'ifNotExists',
};

export function createMode(node: CreateBase): CreateMode {
  return MODES[node.createMode];
}

export function createTable(node: CreateTableStmt, generation: Generation): CompiledStatement {
  if (node.cloneFrom !== null || node.copyFrom !== null) {
    const source = node.copyFrom ?? node.cloneFrom;
    if (source?.kind !== 'TableScan') throw unsupported('CREATE TABLE … COPY of what is no table');
    const relation = generation.relation(source.table);
    const columns = relation.columns.map(({ name, type }) => ({ name, type, required: false, description: null }));
    return { ...common(node, generation), columns, as: { sql: `SELECT * FROM ${relation.from}`, binds: [] } };
  }
  const like = node.likeTable == null ? null : generation.relation(node.likeTable);
  const columns = like === null ? node.columnDefinitionList.map(columnDefinition) : like.columns.map(({ name, type }) => ({ name, type, required: false, description: null }));
  return { ...common(node, generation), columns, as: null };
}

export function createTableAs(node: CreateTableAsSelectStmt, generation: Generation): CompiledStatement {
  if (node.isValueTable) throw unsupported('CREATE TABLE … AS SELECT AS STRUCT');
  const columns = node.columnDefinitionList.map(columnDefinition);
  for (const [index, { name }] of outputColumns(node.outputColumnList).entries()) {
    if (columns[index]?.name.startsWith('$') === true) {
      throw new BigQueryError('invalidQuery', `CREATE TABLE columns must be named, but column ${index + 1} has no name (${name})`, 'query');
    }
  }
  return { ...common(node, generation), columns, as: queryText(node.query, node.outputColumnList, columns, generation) };
}

type CreateTable = Extract<CompiledStatement, { kind: 'createTable' }>;

function common(node: CreateTableBase, generation: Generation): Omit<CreateTable, 'columns' | 'as'> {
  const temporary = node.createScope === 'CREATE_TEMP';
  const { context } = generation;
  return {
    kind: 'createTable',
    ref: temporary ? temporaryRef(node.namePath, context) : tableRef(node.namePath, context),
    temporary,
    mode: createMode(node),
    partitioning: partitioning(node.partitionByList),
    clustering: node.clusterByList.map(clusterColumn),
    options: statementOptions(node.optionList),
  };
}

function clusterColumn(node: Expr): string {
  if (node.kind !== 'ColumnRef') throw new BigQueryError('invalidQuery', 'CLUSTER BY expects columns', 'query');
  return node.column.name;
}

const UNITS: Readonly<Record<string, Partitioning['unit']>> = { HOUR: 'HOUR', DAY: 'DAY', MONTH: 'MONTH', YEAR: 'YEAR' };
const INVALID = 'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))';

function partitioning(list: readonly Expr[]): Partitioning | null {
  const [node, ...more] = list;
  if (node === undefined) return null;
  if (more.length > 0) throw new BigQueryError('invalidQuery', 'Only a single PARTITION BY expression is supported', 'query');
  if (node.kind === 'ColumnRef' && node.type.kind === 'DATE') return { column: node.column.name, kind: 'time', unit: 'DAY' };
  if (node.kind !== 'FunctionCall') throw new BigQueryError('invalidQuery', INVALID, 'query');
  const [column, ...args] = node.argumentList;
  if (column?.kind !== 'ColumnRef') throw new BigQueryError('invalidQuery', INVALID, 'query');
  switch (node.signature) {
    case 'FN_DATE_FROM_TIMESTAMP':
    case 'FN_DATE_FROM_DATETIME':
      return { column: column.column.name, kind: 'time', unit: 'DAY' };
    case 'FN_DATE_TRUNC_DATE':
    case 'FN_TIMESTAMP_TRUNC':
    case 'FN_DATETIME_TRUNC': {
      const unit = UNITS[datePart(args[0])];
      if (unit === undefined) throw new BigQueryError('invalidQuery', INVALID, 'query');
      return { column: column.column.name, kind: 'time', unit };
    }
    default:
      if (node.function.endsWith(':range_bucket')) return rangeBucket(column.column.name, args[0]);
      throw new BigQueryError('invalidQuery', INVALID, 'query');
  }
}

function rangeBucket(column: string, array: Expr | undefined): Partitioning {
  if (array?.kind !== 'FunctionCall' || array.signature !== 'FN_GENERATE_ARRAY_INT64') throw new BigQueryError('invalidQuery', INVALID, 'query');
  const [start, end, interval] = array.argumentList.map(literalInteger);
  if (start == null || end == null || interval === null) throw new BigQueryError('invalidQuery', INVALID, 'query');
  return { column, kind: 'range', start, end, interval: interval ?? 1 };
}
