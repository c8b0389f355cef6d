import type { Statement } from '../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { catalogueKey } from '../generator/functions/scalar.ts';

/** What a statement makes the generator do. */
export interface Exercised {
  /** Entries of the catalogue: `FN_ADD_INT64`, `BigQuery:max_by`. */
  readonly functions: ReadonlySet<string>;
  /** `STRING>INT64` */
  readonly casts: ReadonlySet<string>;
  /** Kinds of nodes: `AggregateScan`, `JoinScan LEFT`, `SubqueryExpr EXISTS`, `MergeStmt`. */
  readonly nodes: ReadonlySet<string>;
}

interface Node {
  readonly kind?: unknown;
  readonly [field: string]: unknown;
}

/** Details of a node that make it another thing to support. */
const VARIANTS: Readonly<Record<string, string>> = { JoinScan: 'joinType', SetOperationScan: 'opType', SubqueryExpr: 'subqueryType', WindowFrame: 'frameUnit', RecursiveScan: 'opType' };
/** Parts of other nodes, or types. */
const PLAIN = /^(Literal|ColumnRef|ComputedColumn|OutputColumn|ColumnHolder|FunctionCall|AggregateFunctionCall|AnalyticFunctionCall|Cast|OrderByItem|WindowOrdering|WindowPartitioning|WindowFrameExpr|AnalyticFunctionGroup|SetOperationItem|WithEntry|DMLValue|InsertRow|UpdateItem|MergeWhen|FunctionArgument|Option|ExtendedCastElement)$/;

/** Reads a resolved tree. */
export function exercised(statement: Statement): Exercised {
  const found = { functions: new Set<string>(), casts: new Set<string>(), nodes: new Set<string>() };
  walk(statement, found);
  return found;
}

function walk(value: unknown, found: { functions: Set<string>; casts: Set<string>; nodes: Set<string> }): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  const node = value as Node;
  if (typeof node.kind === 'string' && !('element' in node) && !('fields' in node)) {
    if (typeof node['signature'] === 'string' && typeof node['function'] === 'string') {
      found.functions.add(catalogueKey({ function: node['function'], signature: node['signature'] }));
    }
    if (node.kind === 'Cast') found.casts.add(`${kindOf((node['expr'] as Node)['type'])}>${kindOf(node['type'])}`);
    const variant = VARIANTS[node.kind];
    if (Object.keys(node).length > 1 && !PLAIN.test(node.kind)) found.nodes.add(variant === undefined ? node.kind : `${node.kind} ${String(node[variant])}`);
  }
  for (const [field, inner] of Object.entries(node)) if (field !== 'type' && field !== 'value') walk(inner, found);
}

function kindOf(type: unknown): string {
  return (type as SqlType).kind;
}
