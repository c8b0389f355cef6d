import { typeText } from '../../wire/schema.ts';
import type { ArgumentType, BuiltinFunction, BuiltinSignature } from '../../../googlesql/builtin-functions.ts';
import type { ResolvedType } from '../../../googlesql/sql-type.ts';
import { readFixtures, readStatementCases, readTopics, statementOf, type Case } from '../cases.ts';
import { catalogueKeys, WITHOUT_CASES } from '../catalogue-keys.ts';
import type { Plain } from '../canonical.ts';
import { loadFixtures, ours } from '../compare.ts';
import { exercised, type Exercised } from '../exercised.ts';
import { openStatementRunner } from '../statements.ts';
import { openWarehouse } from '../warehouse.ts';
import { addedName, nodeName } from './names.ts';

/** A case as the page shows it. */
export interface ShownCase {
  readonly sql: string;
  /** The value or the rows as JSON, or the error. */
  readonly answer: string;
  readonly failed: boolean;
}

export interface Entry {
  /** `ABS(INT64) → INT64`, `INTERVAL → STRING`, `LEFT JOIN` */
  readonly title: string;
  /** The key in the catalogue, or the node of the resolved tree. */
  readonly key: string;
  readonly cases: readonly ShownCase[];
  /** Why there is no case, or where its tests are; null where there are some. */
  readonly note: string | null;
}

export interface Group {
  readonly name: string;
  readonly entries: readonly Entry[];
}

export interface Refused {
  readonly what: string;
  readonly why: string;
}

export interface Contents {
  readonly functions: readonly Group[];
  readonly operators: readonly Group[];
  readonly casts: readonly Entry[];
  readonly queries: readonly Entry[];
  readonly statements: readonly Entry[];
  readonly refused: readonly Refused[];
  readonly caseCount: number;
}

const REFUSAL = /is not supported by the local BigQuery/;

/** Runs every case and sorts them by what they exercise. @throws Error for a case whose answer is another */
export async function readContents(): Promise<Contents> {
  let seen: Exercised[] = [];
  const warehouse = await openWarehouse((_, statement) => {
    seen.push(exercised(statement));
  });
  try {
    await loadFixtures(warehouse, readFixtures());
    const byFunction = new Map<string, ShownCase[]>();
    const byCast = new Map<string, ShownCase[]>();
    const byNode = new Map<string, ShownCase[]>();
    const refusals: Refused[] = [];
    let caseCount = readStatementCases().length;
    for (const { kind, cases } of readTopics()) {
      for (const example of cases) {
        caseCount += 1;
        if (example.error !== undefined && REFUSAL.test(example.error)) refusals.push({ what: example.sql, why: example.error });
        seen = [];
        const answer = await ours(warehouse, statementOf(example, kind));
        if (('error' in answer) !== (example.error !== undefined)) throw new Error(`The case ${example.sql} has another answer: npx mocha test/local-bigquery/generator/conformance.test.ts says more.`);
        const shown = show(example);
        for (const { functions, casts, nodes } of seen) {
          for (const key of functions) add(byFunction, key, shown);
          for (const key of casts) add(byCast, key, shown);
          for (const key of nodes) add(byNode, key, shown);
        }
      }
    }
    const builtin = await warehouse.analyzer.builtinFunctions();
    const keys = new Set(catalogueKeys());
    const known = builtin.map((fn) => groupOf(fn, keys, byFunction)).filter(({ entries }) => entries.length > 0);
    const added = [...keys].filter((key) => key.startsWith('BigQuery:')).map((key) => ({ name: addedName(key), entries: [entryOf(`${addedName(key)}(…)`, key, byFunction)] }));
    const byName = (a: Group, b: Group): number => (a.name < b.name ? -1 : 1);
    return {
      functions: [...known.filter(({ name }) => !name.startsWith('$')), ...added].sort(byName),
      operators: known.filter(({ name }) => name.startsWith('$')).map((group) => ({ ...group, name: operatorName(group.name) })).sort(byName),
      casts: [...byCast].filter(([key]) => new Set(key.split('>')).size > 1).map(([key, cases]) => ({ title: key.replace('>', ' → '), key: 'Cast', cases: inOrder(cases), note: null })).sort((a, b) => (a.title < b.title ? -1 : 1)),
      queries: [...byNode].filter(([key]) => !key.endsWith('Stmt')).map(([key, cases]) => ({ title: nodeName(key), key, cases: inOrder(cases), note: null })).sort((a, b) => (a.title < b.title ? -1 : 1)),
      statements: await statements(),
      refused: [...missing(builtin, keys), ...refusals],
      caseCount,
    };
  } finally {
    await warehouse.close();
  }
}

/** Statements that are no queries, each with its scripts. */
async function statements(): Promise<readonly Entry[]> {
  const byName = new Map<string, ShownCase[]>();
  const runner = await openStatementRunner();
  try {
    for (const example of readStatementCases()) {
      const answer = await runner.run(example);
      if (('error' in answer) !== (example.error !== undefined)) throw new Error(`The case ${example.sql} has another answer.`);
      for (const name of example.statements) add(byName, name, { sql: example.sql, answer: example.error ?? JSON.stringify(example.rows), failed: example.error !== undefined });
    }
  } finally {
    await runner.close();
  }
  return [...byName].map(([title, cases]) => ({ title, key: '', cases: inOrder(cases), note: null })).sort((a, b) => (a.title < b.title ? -1 : 1));
}

function add(map: Map<string, ShownCase[]>, key: string, shown: ShownCase): void {
  const list = map.get(key) ?? [];
  map.set(key, list);
  list.push(shown);
}

function show({ sql, value, rows, error }: Case): ShownCase {
  if (error !== undefined) return { sql, answer: error, failed: true };
  const answer: Plain | Plain[][] = rows ?? value ?? null;
  return { sql, answer: JSON.stringify(answer), failed: false };
}

function groupOf(fn: BuiltinFunction, keys: ReadonlySet<string>, cases: ReadonlyMap<string, readonly ShownCase[]>): Group {
  const signatures = fn.signatures.filter(({ key }) => keys.has(key));
  return { name: fn.name.startsWith('$') ? fn.name : fn.name.toUpperCase(), entries: signatures.map((signature) => entryOf(signatureText(fn, signature), signature.key, cases)) };
}

/** Examples that answer come before those that fail, short ones before long ones. */
function inOrder(cases: readonly ShownCase[]): readonly ShownCase[] {
  return [...cases].sort((a, b) => Number(a.failed) - Number(b.failed) || a.sql.length - b.sql.length);
}

function entryOf(title: string, key: string, cases: ReadonlyMap<string, readonly ShownCase[]>): Entry {
  const own = inOrder(cases.get(key) ?? []);
  return { title, key, cases: own, note: own.length > 0 ? null : (WITHOUT_CASES[key] ?? 'no case') };
}

/** Signatures that the analyzer knows and the catalogue has not; BigQuery itself may not have them either. */
function missing(builtin: readonly BuiltinFunction[], keys: ReadonlySet<string>): Refused[] {
  return builtin.flatMap((fn) => {
    const left = fn.signatures.filter(({ key }) => !keys.has(key));
    if (left.length === 0) return [];
    const whole = left.length === fn.signatures.length;
    const name = fn.name.startsWith('$') ? operatorName(fn.name) : fn.name.toUpperCase();
    return [{ what: whole ? name : left.map((signature) => signatureText(fn, signature)).join(', '), why: whole ? 'The catalogue has no entry for it.' : 'The catalogue has no entry for these types.' }];
  });
}

function signatureText(fn: BuiltinFunction, { arguments: args, returns }: BuiltinSignature): string {
  const list = args.map(({ type, cardinality, name }) => {
    const text = `${name === null ? '' : `${name} => `}${argumentText(type)}`;
    return cardinality === 'OPTIONAL' ? `[${text}]` : cardinality === 'REPEATED' ? `${text}, …` : text;
  });
  const name = fn.name.startsWith('$') ? operatorName(fn.name) : fn.name.toUpperCase();
  return `${name}(${list.join(', ')}) → ${argumentText(returns)}`;
}

function argumentText(type: ArgumentType): string {
  switch (type.kind) {
    case 'fixed':
      return resolvedText(type.type);
    case 'any':
      return type.array ? `ARRAY<T${type.variable}>` : `T${type.variable}`;
    case 'arbitrary':
      return 'any';
    case 'lambda':
      return `(${type.parameters.map(argumentText).join(', ')}) -> ${argumentText(type.body)}`;
  }
}

function resolvedText(type: ResolvedType): string {
  return type.kind === 'ENUM' ? (type.name.split('.').at(-1) ?? '').replace('DateTimestampPart', 'part') : typeText(type);
}

function operatorName(name: string): string {
  return name.slice(1).replaceAll('_', ' ').toUpperCase();
}
