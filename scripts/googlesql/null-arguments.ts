import { SourceText, type SourceRange } from './source-text.ts';

/** A bare NULL, or an array [] without a type, among the arguments of a call; offsets in characters. */
export interface NullArgument extends SourceRange {
  readonly path: readonly string[];
  /** Which argument, counted from 0. */
  readonly index: number;
}

interface Node {
  readonly kind: string;
  readonly parseLocationRange: SourceRange | null;
  readonly [field: string]: unknown;
}

/** Calls of functions and table functions with a bare NULL or [], in the order of the text. */
export function readNullArguments(sql: string, tree: Record<string, unknown>): NullArgument[] {
  const source = new SourceText(sql);
  const found: NullArgument[] = [];
  const note = (name: unknown, args: readonly (Node | null)[]): void => {
    const path = ((name as Node)['names'] as Node[]).map((part) => String(part['idString']));
    args.forEach((argument, index) => {
      if (argument === null || !hasNoType(argument)) return;
      const { start, end } = source.fragment(argument.parseLocationRange ?? { start: 0, end: 0 });
      found.push({ path, index, start, end });
    });
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Node;
      if (node.kind === 'FunctionCall') note(node['function'], node['arguments'] as Node[]);
      if (node.kind === 'TVF') note(node['name'], (node['argumentEntries'] as Node[]).map((entry) => entry['expr'] as Node | null));
      Object.values(node).forEach(walk);
    }
  };
  walk(tree);
  return found.sort((one, other) => one.start - other.start);
}

function hasNoType(node: Node): boolean {
  return node.kind === 'NullLiteral' || (node.kind === 'ArrayConstructor' && node['type'] === null && (node['elements'] as Node[]).length === 0);
}
