import type { Generation, Scope } from '../generation.ts';
import { isColumn, LAMBDA_ROW } from '../text/text.ts';

/** Texts, which are left alone, or a column of a table with an alias. */
const TOKEN = /'(?:[^']|'')*'|\b[a-z]\w*\.(?:"(?:[^"]|"")*"|\w+)/gi;

/**
 * In a subquery DuckDB finds no column of the queries around it inside a lambda, and no column of the subquery itself inside
 * the lambda of a call that names one of those. Such columns become fields of a row, which is made outside and which a lambda
 * does find.
 */
export function bringOuterColumns(text: string, scope: Scope, generation: Generation): string {
  // DuckDB allows no subquery inside a lambda.
  if (scope.outer === null || !text.includes('lambda ') || /\bSELECT\b/.test(text)) return text;
  const outer = columnsOf(scope.outer);
  if (!text.match(TOKEN)?.some((token) => outer.has(token))) return text;
  // All of them, since all are inside a lambda now.
  const columns = columnsOf(scope);
  if (!lambdas(text).some((body) => body.match(TOKEN)?.some((token) => columns.has(token)))) return text;
  const captured = [...new Set(text.match(TOKEN))].filter((token) => columns.has(token));
  const row = generation.alias(LAMBDA_ROW);
  const fields = captured.map((column, index) => `c${index} := ${column}`);
  const inside = text.replace(TOKEN, (token) => (captured.includes(token) ? `${row}.c${captured.indexOf(token)}` : token));
  return `list_transform([struct_pack(${fields.join(', ')})], lambda ${row}: ${inside})[1]`;
}

/** What DuckDB allows nowhere. */
export function holdsSubqueryInLambda(text: string): boolean {
  return text.includes('lambda ') && /\bSELECT\b/.test(text) && lambdas(text).some((body) => /\bSELECT\b/.test(body));
}

/** Whether a text names columns of the queries around. */
export function readsOuter(text: string, outer: Scope): boolean {
  const found = new Set(text.match(TOKEN));
  for (let current: Scope | null = outer; current !== null; current = current.outer) {
    for (const column of current.columns.values()) if (column.match(TOKEN)?.some((token) => found.has(token)) === true) return true;
  }
  return false;
}

/** Of a query and all around it. */
function columnsOf(scope: Scope): ReadonlySet<string> {
  const columns = new Set<string>();
  for (let current: Scope | null = scope; current !== null; current = current.outer) for (const column of current.columns.values()) if (isColumn(column)) columns.add(column);
  return columns;
}

/** The bodies of all lambdas: each reaches to the parenthesis that ends its call. */
function lambdas(text: string): string[] {
  const bodies: string[] = [];
  for (const { index } of text.matchAll(/\blambda /g)) {
    let depth = 0;
    let end = index;
    for (let isQuoted = false; end < text.length && depth >= 0; end += 1) {
      const character = text[end];
      if (character === "'") isQuoted = !isQuoted;
      else if (!isQuoted && character === '(') depth += 1;
      else if (!isQuoted && character === ')') depth -= 1;
    }
    bodies.push(text.slice(index, end));
  }
  return bodies;
}
