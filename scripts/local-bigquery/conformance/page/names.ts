import { JSON_SET_NAME } from '../../../googlesql/json-set.ts';

/** Nodes of the resolved tree as people who write SQL call them. */
const NODES: Readonly<Record<string, string>> = {
  TableScan: 'FROM table',
  ProjectScan: 'SELECT list',
  SingleRowScan: 'SELECT without FROM',
  FilterScan: 'WHERE, HAVING, QUALIFY',
  AggregateScan: 'GROUP BY and aggregates',
  GroupingSet: 'GROUPING SETS',
  Rollup: 'GROUP BY ROLLUP',
  Cube: 'GROUP BY CUBE',
  GroupingCall: 'GROUPING(…)',
  AnalyticScan: 'Window functions',
  'WindowFrame ROWS': 'Window frame ROWS',
  'WindowFrame RANGE': 'Window frame RANGE',
  OrderByScan: 'ORDER BY',
  LimitOffsetScan: 'LIMIT, OFFSET',
  ArrayScan: 'UNNEST',
  'JoinScan INNER': 'JOIN, CROSS JOIN',
  'JoinScan LEFT': 'LEFT JOIN',
  'JoinScan RIGHT': 'RIGHT JOIN',
  'JoinScan FULL': 'FULL JOIN',
  'SetOperationScan UNION_ALL': 'UNION ALL',
  'SetOperationScan UNION_DISTINCT': 'UNION DISTINCT',
  'SetOperationScan INTERSECT_DISTINCT': 'INTERSECT DISTINCT',
  'SetOperationScan EXCEPT_DISTINCT': 'EXCEPT DISTINCT',
  'SubqueryExpr SCALAR': 'Scalar sub-query',
  'SubqueryExpr ARRAY': 'ARRAY(sub-query)',
  'SubqueryExpr EXISTS': 'EXISTS',
  'SubqueryExpr IN': 'IN (sub-query)',
  'SubqueryExpr LIKE_ANY': 'LIKE ANY (sub-query)',
  'SubqueryExpr LIKE_ALL': 'LIKE ALL (sub-query)',
  WithScan: 'WITH',
  WithRefScan: 'Reference to a CTE',
  'RecursiveScan UNION_ALL': 'WITH RECURSIVE, UNION ALL',
  'RecursiveScan UNION_DISTINCT': 'WITH RECURSIVE, UNION DISTINCT',
  RecursiveRefScan: 'Reference to a recursive CTE',
  SampleScan: 'TABLESAMPLE',
  PivotScan: 'PIVOT',
  UnpivotScan: 'UNPIVOT',
  MakeStruct: 'STRUCT(…)',
  GetStructField: 'struct.field',
  GetJsonField: 'json.field',
  MAX: 'aggregate(… HAVING MAX …)',
  MIN: 'aggregate(… HAVING MIN …)',
};

export function nodeName(key: string): string {
  return NODES[key] ?? key;
}

/** A function that we added to the analyzer, as people call it. @param key `BigQuery:max_by` */
export function addedName(key: string): string {
  const name = key.slice('BigQuery:'.length).toUpperCase();
  return name === JSON_SET_NAME ? 'JSON_SET with create_if_missing' : name;
}
