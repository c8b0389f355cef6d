import { GoogleSqlError } from './errors.ts';
import { SourceText, type SourceRange } from './source-text.ts';

/** One `ML.PREDICT(MODEL m, TABLE t)` or `ML.PREDICT(MODEL m, (query))` of a statement; offsets in characters. */
export interface Prediction extends SourceRange {
  readonly model: readonly string[];
  /** What follows FROM to read its input: a table path or a query in parentheses, as written. */
  readonly input: string;
}

export function mayPredict(sql: string): boolean {
  return /\bml\s*\.\s*`?predict\b/i.test(sql);
}

interface Node {
  readonly kind: string;
  readonly parseLocationRange: SourceRange | null;
  readonly [field: string]: unknown;
}

/** The calls of a statement's syntax tree, those inside others' inputs left out: their turn comes when the outer is gone. */
export function readPredictions(sql: string, tree: Record<string, unknown>): Prediction[] {
  const source = new SourceText(sql);
  const found: Prediction[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      const node = value as Node;
      if (node.kind === 'TVF' && /^ml\.predict$/i.test(path(node['name']).join('.'))) found.push(prediction(node, sql, source));
      else Object.values(node).forEach(walk);
    }
  };
  walk(tree);
  return found;
}

function prediction(node: Node, sql: string, source: SourceText): Prediction {
  const [model, input, ...settings] = node['argumentEntries'] as Node[];
  const modelPath = (model?.['modelClause'] as Node | null | undefined)?.['modelPath'];
  if (modelPath == null || input === undefined) throw new GoogleSqlError('invalid', 'ML.PREDICT needs a model and its input: ML.PREDICT(MODEL m, TABLE t) or ML.PREDICT(MODEL m, (query))');
  if (settings.length > 0) throw new GoogleSqlError('unimplemented', 'ML.PREDICT with a STRUCT of settings is not supported by the local BigQuery');
  const table = (input['tableClause'] as Node | null)?.['tablePath'];
  const start = source.fragment(rangeOf(node['name'])).start;
  const { end } = source.fragment(rangeOf(input));
  const close = /^(?:\s|--.*\n|#.*\n|\/\*[\s\S]*?\*\/)*\)/.exec(sql.slice(end));
  if (close === null) throw new GoogleSqlError('unimplemented', 'ML.PREDICT in this form is not supported by the local BigQuery');
  const text = source.fragment(rangeOf(table ?? input)).text;
  return { start, end: end + close[0].length, model: path(modelPath), input: text };
}

function rangeOf(node: unknown): SourceRange {
  return (node as Node).parseLocationRange ?? { start: 0, end: 0 };
}

function path(node: unknown): string[] {
  return ((node as Node)['names'] as Node[]).map((name) => String(name['idString']));
}
