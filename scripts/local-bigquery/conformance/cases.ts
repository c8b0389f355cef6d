import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
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
  /** Part of the message. */
  readonly error?: string;
}

export interface Topic {
  readonly kind: 'expressions' | 'queries';
  /** The file's name: `dates`. */
  readonly name: string;
  readonly cases: readonly Case[];
}

type Kind = Topic['kind'] | 'statements';

const text = { type: 'string' } as const;
const rows = { type: 'array', items: { type: 'array' } } as const;
/** A case has one answer: a misspelt or forgotten member would leave it unchecked. */
const answered = (answer: string, properties: object, required: readonly string[]): object => ({
  type: 'array',
  items: { type: 'object', properties: { sql: text, error: text, ...properties }, additionalProperties: false, required, oneOf: [{ required: [answer] }, { required: ['error'] }] },
});
const ajv = new Ajv();
const FITS = {
  expressions: ajv.compile<Case[]>(answered('value', { value: {}, reference: text }, ['sql'])),
  queries: ajv.compile<Case[]>(answered('rows', { rows, reference: text }, ['sql'])),
  statements: ajv.compile<StatementCase[]>(answered('rows', { rows, statements: { type: 'array', items: text, minItems: 1 } }, ['sql', 'statements'])),
};

const FOLDER = new URL('cases/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8'));
const filesOf = (kind: Kind): readonly string[] => readdirSync(new URL(`${kind}/`, FOLDER)).sort();

/** @throws Error that names the file and the case at fault */
export function checkCases<K extends Kind>(kind: K, file: string, cases: unknown): K extends 'statements' ? StatementCase[] : Case[];
export function checkCases(kind: Kind, file: string, cases: unknown): unknown {
  const fits = FITS[kind];
  if (fits(cases)) return cases;
  throw new Error(`conformance/cases/${kind}/${file}: ${ajv.errorsText(fits.errors, { dataVar: 'cases' })}`);
}

/** All cases, by the files of cases/expressions and cases/queries. */
export function readTopics(): readonly Topic[] {
  return (['expressions', 'queries'] as const).flatMap((kind) => filesOf(kind).map((file) => ({ kind, name: file.replace('.json', ''), cases: checkCases(kind, file, read(`${kind}/${file}`)) })));
}

/** The cases of statements that are no queries, of all files in cases/statements. */
export function readStatementCases(): readonly StatementCase[] {
  return filesOf('statements').flatMap((file) => checkCases('statements', file, read(`statements/${file}`)));
}

/** The tables of the queries. */
export function readFixtures(): Fixtures {
  return read('fixtures.json') as Fixtures;
}

/** The statement of a case. */
export function statementOf({ sql }: Case, kind: Topic['kind']): string {
  return kind === 'queries' ? sql : `SELECT ${sql}`;
}
