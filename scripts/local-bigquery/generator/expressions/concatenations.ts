import type { Expr, FunctionCall } from '../../../googlesql/resolved-nodes.ts';

const CONCATENATION = /^FN_(?:ARRAY_CONCAT|CONCAT_STRING|CONCAT_BYTES)$/;

/** A chain of || as one call of all that it joins: the analyzer nests it, and DuckDB takes no deep nesting. */
export function joinChain(node: FunctionCall): FunctionCall {
  if (!CONCATENATION.test(node.signature)) return node;
  const links: (readonly Expr[])[] = [];
  let call = node;
  for (;;) {
    const [first, ...rest] = call.argumentList;
    if (first?.kind !== 'FunctionCall' || first.signature !== node.signature || first.errorMode !== node.errorMode) break;
    links.unshift(rest);
    call = first;
  }
  return links.length === 0 ? node : { ...node, argumentList: [call.argumentList, ...links].flat() };
}
