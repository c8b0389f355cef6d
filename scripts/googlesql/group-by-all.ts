import { GoogleSqlError } from './errors.ts';
import { SourceText, type SourceRange } from './source-text.ts';

/** A node of Google's syntax tree, normalised. */
interface Node {
  readonly kind: string;
  readonly parseLocationRange: SourceRange;
  readonly [field: string]: unknown;
}

const AGGREGATES = new Set(
  `any_value approx_count_distinct approx_quantiles approx_top_count approx_top_sum array_agg array_concat_agg avg bit_and bit_or bit_xor corr count countif
  covar_pop covar_samp grouping hll_count.init hll_count.merge hll_count.merge_partial kll_quantiles.init_int64 kll_quantiles.init_float64 logical_and
  logical_or max max_by min min_by stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance`.split(/\s+/),
);
const VOLATILE = new Set(['rand', 'generate_uuid']);

/** Whether the text may hold GROUP BY ALL, which the engine parses but does not resolve. */
export function mayGroupByAll(sql: string): boolean {
  return /\bby\s+all\b/i.test(sql);
}

/**
 * Writes GROUP BY ALL as GROUP BY with the positions of the items that are keys: all that read the FROM clause and hold no
 * aggregate and no window function. Where that cannot be told from the text, it is refused.
 * @param variables names of script variables, which are no columns
 * @throws GoogleSqlError `unimplemented`
 */
export function groupByPositions(sql: string, tree: Record<string, unknown>, variables: readonly string[]): string {
  const edits: { readonly range: SourceRange; readonly text: string }[] = [];
  const names = new Set(variables.map((name) => name.toLowerCase()));
  visit(tree, false, (select, inSubquery) => {
    const all = (select['groupBy'] as Node | null)?.['all'] as Node | null | undefined;
    if (all == null) return;
    const keys = keyPositions(select, inSubquery, names);
    edits.push({ range: all.parseLocationRange, text: keys.length === 0 ? '()' : keys.join(', ') });
  });
  const source = new SourceText(sql);
  return edits
    .map(({ range, text }) => ({ ...source.fragment(range), text }))
    .sort((a, b) => b.start - a.start)
    .reduce((text, edit) => text.slice(0, edit.start) + edit.text.padStart(edit.end - edit.start) + text.slice(edit.end), sql);
}

function visit(value: unknown, inSubquery: boolean, found: (select: Node, inSubquery: boolean) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, inSubquery, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = value as Node;
  if (node.kind === 'Select') found(node, inSubquery);
  const inside = inSubquery || node.kind === 'ExpressionSubquery' || node.kind === 'InExpression';
  for (const field of Object.values(node)) visit(field, inside, found);
}

function keyPositions(select: Node, inSubquery: boolean, variables: ReadonlySet<string>): number[] {
  const columns = (select['selectList'] as Node)['columns'] as readonly Node[];
  const aliases = fromAliases(select['fromClause']);
  let [anchored, aggregated] = [!inSubquery, false];
  const keys = columns.flatMap((column, index) => {
    const item = new Item(column['expression']);
    if (item.star) throw refused('*: name the columns');
    aggregated ||= item.aggregate;
    if (item.aggregate || item.window) return [];
    if (item.subquery) throw refused('a subquery among the items: name the keys');
    if (item.paths.length === 0) return [];
    if (item.volatile) throw refused('RAND() or GENERATE_UUID() in a key');
    if (item.paths.some(([first]) => variables.has(first ?? ''))) throw refused('a script variable among the items: name the keys');
    anchored ||= item.paths.some(([first]) => aliases.has(first ?? ''));
    return [index + 1];
  });
  if (keys.length === 0 && !aggregated) throw refused('neither keys nor aggregates');
  // A column of the query around it is no key: one that surely reads the FROM clause makes the others harmless.
  if (!anchored && keys.length > 0) throw refused('keys in a subquery that are not written table.column: write them so');
  return keys;
}

function refused(what: string): GoogleSqlError {
  return new GoogleSqlError('unimplemented', `GROUP BY ALL is not supported with ${what}`);
}

/** What an item of a SELECT list is made of, its subqueries left aside. */
class Item {
  readonly star: boolean;
  aggregate = false;
  window = false;
  subquery = false;
  volatile = false;
  readonly paths: (readonly string[])[] = [];

  constructor(expression: unknown) {
    this.star = /^(?:Dot)?Star(?:WithModifiers)?$/.test((expression as Node).kind);
    if (!this.star) this.read(expression);
  }

  private read(value: unknown): void {
    if (Array.isArray(value)) {
      for (const item of value) this.read(item);
      return;
    }
    if (typeof value !== 'object' || value === null || typeof (value as Node).kind !== 'string') return;
    const node = value as Node;
    switch (node.kind) {
      case 'AnalyticFunctionCall':
        this.window = true;
        return;
      case 'Query':
        this.subquery = true;
        return;
      case 'PathExpression':
        this.paths.push(pathNames(node));
        return;
      case 'ExtractExpression':
        this.read(node['rhsExpr']);
        this.read(node['timeZone']);
        return;
      case 'FunctionCall':
        this.call(node);
        return;
      case 'CastExpression':
        this.read(node['expr']);
        return;
      default:
        for (const field of Object.values(node)) this.read(field);
    }
  }

  private call(node: Node): void {
    const name = pathNames(node['function'] as Node).join('.').replace(/^safe\./, '');
    this.aggregate ||= AGGREGATES.has(name);
    this.volatile ||= VOLATILE.has(name);
    const args = node['arguments'] as readonly Node[];
    // The last argument of these is a part of a date, written like a column.
    const withoutPart = /date|time|last_day/.test(name) && args.length > 1 && args.at(-1)?.kind === 'PathExpression' ? args.slice(0, -1) : args;
    this.read(withoutPart);
  }
}

function pathNames(path: Node): string[] {
  return (path['names'] as readonly Node[]).map((name) => String(name['idString']).toLowerCase());
}

/** The names by which items may call the tables of a FROM clause. */
function fromAliases(from: unknown): ReadonlySet<string> {
  const aliases = new Set<string>();
  const read = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(read);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Node;
    const alias = (node['alias'] as Node | null | undefined)?.['identifier'] as Node | undefined;
    const path = node['pathExpr'] as Node | null | undefined;
    if (alias !== undefined) aliases.add(String(alias['idString']).toLowerCase());
    else if (path != null) aliases.add(pathNames(path).at(-1)?.split('.').at(-1) ?? '');
    if (node.kind === 'TableSubquery' || node.kind === 'TablePathExpression') return;
    Object.values(node).forEach(read);
  };
  read(from);
  return aliases;
}
