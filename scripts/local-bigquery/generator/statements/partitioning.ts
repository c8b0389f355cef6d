import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { Partitioning } from '../../statement.ts';
import { literalInteger } from '../expressions/constants.ts';
import { datePart } from '../expressions/date-parts.ts';

const UNITS: Readonly<Record<string, Partitioning['unit']>> = { HOUR: 'HOUR', DAY: 'DAY', MONTH: 'MONTH', YEAR: 'YEAR' };
const INVALID = 'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))';
/** BigQuery's limits. */
const MAX_CLUSTERING = 4;
const MAX_RANGES = 10_000;

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
  if (interval <= 0 || end <= start) throw invalid('The GENERATE_ARRAY of a PARTITION BY must go up, from its first value to a greater one.');
  if ((end - start) / interval > MAX_RANGES) throw invalid(`PARTITION BY makes more than ${MAX_RANGES} partitions.`);
  return { column, kind: 'range', start, end, interval };
}

const CLUSTERABLE: ReadonlySet<string> = new Set(['BIGNUMERIC', 'BOOL', 'BYTES', 'DATE', 'DATETIME', 'INT64', 'NUMERIC', 'STRING', 'TIMESTAMP']);

/** Reads CLUSTER BY. @throws BigQueryError for more or other columns than BigQuery takes */
export function clustering(list: readonly Expr[]): string[] {
  const columns = list.map((node) => {
    if (node.kind !== 'ColumnRef') throw invalid('CLUSTER BY expression must be a column');
    if (!CLUSTERABLE.has(node.type.kind)) throw invalid(`CLUSTER BY takes no column of type ${node.type.kind}: ${node.column.name}`);
    return node.column.name;
  });
  if (columns.length > MAX_CLUSTERING) throw invalid(`CLUSTER BY takes at most ${MAX_CLUSTERING} columns.`);
  const repeated = columns.find((name, index) => columns.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index);
  if (repeated !== undefined) throw invalid(`Duplicate clustering column: ${repeated}`);
  return columns;
}
