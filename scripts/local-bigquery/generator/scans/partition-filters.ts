import type { ResolvedColumn, Statement } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { Relation } from '../../statement.ts';

type Node = Readonly<Record<string, unknown>>;

/** Where a condition stands, by the node's member. */
const CONDITIONS = ['filterExpr', 'joinExpr', 'whereExpr', 'mergeExpr', 'matchExpr'];

/**
 * Sees that tables with `require_partition_filter` are read with a condition on their partitioning column.
 * BigQuery documents a predicate that only references that column. This is more lenient than BigQuery, which also asks whether
 * it leaves out partitions.
 * @throws BigQueryError `invalidQuery`
 */
export function checkPartitionFilters(statement: Statement, relations: ReadonlyMap<string, Relation>): void {
  if (![...relations.values()].some(({ partitionFilter }) => partitionFilter !== undefined)) return;
  // Copies read all of a table by right; of a view, its reader is asked.
  if (['CreateTableStmt', 'CreateSnapshotTableStmt', 'CreateViewStmt', 'CreateMaterializedViewStmt'].includes(statement.kind)) return;
  // What INSERT writes and TRUNCATE empties is not read.
  const written = statement.kind === 'InsertStmt' || statement.kind === 'TruncateStmt' ? statement.tableScan : null;
  const nodes = nodesOf(statement as unknown as Node).filter((node) => node !== (written as unknown));
  for (const node of nodes) {
    if (node['kind'] !== 'TableScan') continue;
    const relation = relations.get(String(node['table']));
    const column = relation?.partitionFilter;
    if (relation === undefined || column === undefined) continue;
    const columns = columnsOf(node['columnList']);
    const read = columns.find(({ name }) => name.toLowerCase() === column.toLowerCase());
    if (read !== undefined && isCondition(read.id, new Set(columns.filter((other) => other !== read).map(({ id }) => id)), nodes)) continue;
    const { projectId, datasetId, tableId } = relation.ref;
    throw new BigQueryError('invalidQuery', `Cannot query over table '${projectId}.${datasetId}.${tableId}' without a filter over column(s) '${column}' that can be used for partition elimination`, 'query');
  }
}

/** Whether a condition anywhere refers to the column, or to one made of it, and not to the others of its table. */
function isCondition(id: number, others: ReadonlySet<number>, nodes: readonly Node[]): boolean {
  const made = new Set([id]);
  for (let size = 0; size < made.size; ) {
    size = made.size;
    for (const node of nodes) follow(node, made, nodes);
  }
  const isFilter = (value: unknown): boolean => {
    if (!isNode(value)) return false;
    const parts = value['argumentList'] as readonly unknown[];
    if (value['function'] === 'ZetaSQL:$and') return parts.some(isFilter);
    if (value['function'] === 'ZetaSQL:$or') return parts.every(isFilter);
    return refersTo(value, made) && !refersTo(value, others);
  };
  return nodes.some((node) => CONDITIONS.some((member) => isFilter(node[member])));
}

/** Adds the columns that a node makes of those in `made`. */
function follow(node: Node, made: Set<number>, nodes: readonly Node[]): void {
  switch (node['kind']) {
    case 'ComputedColumn':
      if (refersTo(node['expr'], made)) made.add((node['column'] as ResolvedColumn).id);
      return;
    case 'SetOperationScan':
      for (const item of node['inputItemList'] as readonly Node[]) copy(columnsOf(item['outputColumnList']), columnsOf(node['columnList']), made);
      return;
    case 'WithRefScan':
      for (const entry of nodes) {
        if (entry['kind'] === 'WithEntry' && entry['withQueryName'] === node['withQueryName']) copy(columnsOf((entry['withSubquery'] as Node)['columnList']), columnsOf(node['columnList']), made);
      }
      return;
    default:
  }
}

function copy(from: readonly ResolvedColumn[], to: readonly ResolvedColumn[], made: Set<number>): void {
  from.forEach(({ id }, index) => {
    const target = to[index];
    if (target !== undefined && made.has(id)) made.add(target.id);
  });
}

function columnsOf(list: unknown): readonly ResolvedColumn[] {
  return Array.isArray(list) ? (list as readonly ResolvedColumn[]) : [];
}

function refersTo(value: unknown, ids: ReadonlySet<number>): boolean {
  return isNode(value) && nodesOf(value).some((node) => node['kind'] === 'ColumnRef' && ids.has((node['column'] as ResolvedColumn).id));
}

function nodesOf(root: Node): Node[] {
  const found: Node[] = [root];
  for (const value of Object.values(root)) {
    if (Array.isArray(value)) found.push(...value.filter(isNode).flatMap(nodesOf));
    else if (isNode(value)) found.push(...nodesOf(value));
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
