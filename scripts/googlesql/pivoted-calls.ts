/** A node of Google's syntax tree, normalised. */
interface Node {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The paths of the functions that are called in PIVOT's list of aggregates. */
export function readPivotedCalls(tree: Record<string, unknown>): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const walk = (value: unknown, pivoted: boolean): void => {
    if (Array.isArray(value)) for (const part of value) walk(part, pivoted);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Node;
      if (pivoted && node.kind === 'FunctionCall') found.push(((node['function'] as Node)['names'] as Node[]).map((part) => String(part['idString'])));
      for (const [field, child] of Object.entries(node)) walk(child, pivoted || (node.kind === 'PivotClause' && field === 'pivotExpressions'));
    }
  };
  walk(tree, false);
  return found;
}
