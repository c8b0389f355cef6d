import { fromTypeProto } from '../../googlesql/sql-type.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { fromDuck, fromProto, type Plain } from './canonical.ts';
import type { Warehouse } from './warehouse.ts';

/** Rows of a query, or the message with which it fails. */
export type Answer = { readonly types: readonly SqlType[]; readonly rows: Plain[][] } | { readonly error: string };

/** Tables of the whole-query cases as GoogleSQL: real tables for us, CTEs for the reference evaluator. */
export type Fixtures = Readonly<Record<string, string>>;

export async function ours(warehouse: Warehouse, sql: string): Promise<Answer> {
  try {
    const compiled = await warehouse.compiled(sql);
    if (compiled.kind !== 'query') throw new Error(`${compiled.kind} is no query.`);
    const types = compiled.columns.map(({ type }) => type);
    const rows = await warehouse.execute(compiled);
    return { types, rows: rows.map((row) => row.map((value, index) => fromDuck(value, types[index] as SqlType))) };
  } catch (error) {
    return { error: (error as Error).message.split('\n')[0] ?? '' };
  }
}

export async function reference(warehouse: Warehouse, sql: string, fixtures: Fixtures = {}): Promise<Answer> {
  const ctes = Object.entries(fixtures).map(([name, text]) => `${name} AS (${text})`);
  const query = /^\s*with\s/i.test(sql) ? sql.replace(/^\s*with\s+(recursive\s+)?/i, (_, recursive: string | undefined) => `WITH ${recursive ?? ''}${ctes.map((cte) => `${cte}, `).join('')}`) : ctes.length === 0 ? sql : `WITH ${ctes.join(', ')} ${sql}`;
  try {
    const { columns, rows } = await warehouse.analyzer.evaluateQuery({ sql: query, tables: [] });
    const types = columns.map((column) => fromTypeProto(column['type']) as SqlType);
    return { types, rows: rows.map((row) => row.map((cell, index) => fromProto(cell, types[index] as SqlType))) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Rows in an order of their own, for queries that promise none. */
export function unordered(answer: Answer): Answer {
  return 'error' in answer ? answer : { ...answer, rows: [...answer.rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

/** Makes the fixtures real tables of the warehouse. */
export async function loadFixtures(warehouse: Warehouse, fixtures: Fixtures): Promise<void> {
  for (const [name, text] of Object.entries(fixtures)) {
    const compiled = await warehouse.compiled(text);
    if (compiled.kind !== 'query') throw new Error(`The fixture ${name} is no query.`);
    await warehouse.addTable(name, compiled.columns, []);
    await warehouse.duck(`INSERT INTO "${name}" ${compiled.query.sql}`);
  }
}
