import type { CompiledAssertion } from './compiled-actions.ts';
import type { LineageAssertion, RunResult } from './graph-types.ts';

type Claim = Pick<LineageAssertion, 'kind' | 'conditions'>;

export function describeAssertion(
  assertion: CompiledAssertion,
  models: readonly string[],
  lastRun: RunResult | null,
): LineageAssertion {
  const { id, target, fileName, description, query } = assertion;
  return { id, name: target.name, ...claimOf(assertion), description, fileName, sql: query, models, lastRun };
}

/**
 * Dataform names what it generates `…_assertions_uniqueKey_<n>` and `…_assertions_rowConditions`; the second
 * holds `nonNull` too, written as the condition `<column> IS NOT NULL`.
 */
function claimOf({ parent, target, query }: CompiledAssertion): Claim {
  if (parent === null) return { kind: 'manual', conditions: [] };
  if (/_assertions_uniqueKey_\d+$/.test(target.name)) return { kind: 'uniqueKey', conditions: groupedColumns(query) };
  const conditions = rowConditions(query);
  const nonNull = conditions.length > 0 && conditions.every((text) => /^\S+ IS NOT NULL$/.test(text));
  return { kind: nonNull ? 'nonNull' : 'rowConditions', conditions };
}

function groupedColumns(query: string): string[] {
  const list = /GROUP BY\s+([\s\S]*?)\s*\)/i.exec(query)?.[1];
  return list === undefined ? [] : list.split(',').map((column) => column.trim());
}

/** Each condition stands in the generated SQL as the text of `failing_row_condition`. */
function rowConditions(query: string): string[] {
  const literals = query.matchAll(/SELECT\s+'((?:[^'\\]|\\.)*)' AS failing_row_condition/g);
  return [...literals].map(([, text]) => (text ?? '').replaceAll(/\\(.)/g, '$1'));
}
