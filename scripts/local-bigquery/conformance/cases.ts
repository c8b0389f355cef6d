import { readdirSync, readFileSync } from 'node:fs';
import type { Plain } from './canonical.ts';
import type { Fixtures } from './compare.ts';

/**
 * Cases are data: an expression or query with the value, the rows or the error that BigQuery answers. Each is checked
 * against Google's reference evaluator as well, unless it says why that cannot be (`reference`).
 */
export interface Case {
  /** An expression without SELECT, or a query over the tables of fixtures.json. */
  readonly sql: string;
  /** Of an expression. */
  readonly value?: Plain;
  /** Of a query. */
  readonly rows?: Plain[][];
  readonly error?: string;
  readonly reference?: string;
}

/** A script through the REST API, in a dataset of its own. */
export interface StatementCase {
  /** What it is a case of: `MERGE`. */
  readonly statements: readonly string[];
  /** `{dataset}` is the dataset's name. */
  readonly sql: string;
  /** Of the last statement, as the REST API writes them. */
  readonly rows?: Plain[][];
  /** How the message begins. */
  readonly error?: string;
}

export interface Topic {
  readonly kind: 'expressions' | 'queries';
  /** The file's name: `dates`. */
  readonly name: string;
  readonly cases: readonly Case[];
}

const FOLDER = new URL('cases/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8'));

/** All cases, by the files of cases/expressions and cases/queries. */
export function readTopics(): readonly Topic[] {
  return (['expressions', 'queries'] as const).flatMap((kind) =>
    readdirSync(new URL(`${kind}/`, FOLDER)).sort().map((file) => ({ kind, name: file.replace('.json', ''), cases: read(`${kind}/${file}`) as Case[] })));
}

/** The cases of statements that are no queries, of all files in cases/statements. */
export function readStatementCases(): readonly StatementCase[] {
  return readdirSync(new URL('statements/', FOLDER)).sort().flatMap((file) => read(`statements/${file}`) as StatementCase[]);
}

/** The tables of the queries. */
export function readFixtures(): Fixtures {
  return read('fixtures.json') as Fixtures;
}

/** The statement of a case. */
export function statementOf({ sql }: Case, kind: Topic['kind']): string {
  return kind === 'queries' ? sql : `SELECT ${sql}`;
}
