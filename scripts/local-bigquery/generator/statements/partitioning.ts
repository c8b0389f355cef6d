import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { Partitioning } from '../../statement.ts';
import { clusteringFault, rangeFault } from '../../wire/partitioning.ts';
import { literalInteger } from '../expressions/constants.ts';
import { datePart } from '../expressions/date-parts.ts';

const UNITS: Readonly<Record<string, Partitioning['unit']>> = { HOUR: 'HOUR', DAY: 'DAY', MONTH: 'MONTH', YEAR: 'YEAR' };
const INVALID = 'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))';

function invalid(message = INVALID): BigQueryError {
  return new BigQueryError('invalidQuery', message, 'query');
}

/** Reads PARTITION BY. @throws BigQueryError for what BigQuery does not partition by */
export function partitioning(list: readonly Expr[]): Partitioning | null {
  const [node, ...more] = list;
  if (node === undefined) return null;
  if (more.length > 0) throw invalid('Only a single PARTITION BY expression is supported');
  if (node.kind === 'ColumnRef' && node.type.kind === 'DATE') return { column: node.column.name, kind: 'time', unit: 'DAY' };
  if (node.kind !== 'FunctionCall') throw invalid();
  const [column, ...args] = node.argumentList;
  if (column?.kind !== 'ColumnRef') throw invalid();
  switch (node.signature) {
    case 'FN_DATE_FROM_TIMESTAMP':
    case 'FN_DATE_FROM_DATETIME':
      if (args.length > 0) throw invalid();
      return { column: column.column.name, kind: 'time', unit: 'DAY' };
    case 'FN_DATE_TRUNC_DATE':
    case 'FN_TIMESTAMP_TRUNC':
    case 'FN_DATETIME_TRUNC': {
      const unit = UNITS[datePart(args[0])];
      if (unit === undefined || args.length > 1) throw invalid();
      return { column: column.column.name, kind: 'time', unit };
    }
    default:
      if (node.function.endsWith(':range_bucket')) return rangeBucket(column.column.name, args[0]);
      throw invalid();
  }
}

function rangeBucket(column: string, array: Expr | undefined): Partitioning {
  if (array?.kind !== 'FunctionCall' || array.signature !== 'FN_GENERATE_ARRAY_INT64') throw invalid();
  const [start, end, interval = 1] = array.argumentList.map(literalInteger);
  if (start == null || end == null || interval === null) throw invalid();
  const fault = rangeFault(start, end, interval);
  if (fault !== null) throw invalid(fault);
  return { column, kind: 'range', start, end, interval };
}

/** Reads CLUSTER BY. @throws BigQueryError for more or other columns than BigQuery takes */
export function clustering(list: readonly Expr[]): string[] {
  const columns = list.map((node) => {
    if (node.kind !== 'ColumnRef') throw invalid('CLUSTER BY expression must be a column');
    return { name: node.column.name, kind: node.type.kind };
  });
  const fault = clusteringFault(columns);
  if (fault !== null) throw invalid(fault);
  return columns.map(({ name }) => name);
}
