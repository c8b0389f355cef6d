import { setTimeout } from 'node:timers/promises';
import { BigQueryError } from '../errors.ts';
import { UndeclaredParameters } from '../generator/undeclared-parameters.ts';
import type { CompiledStatement, Parameter } from '../statement.ts';
import { bindValue } from '../storage/binds.ts';
import { datasetKey } from '../storage/catalog.ts';
import { MissingTableError, StaleSqlError } from '../storage/engine-errors.ts';
import type { Compiler, Prepared } from './compiler.ts';
import { isCurrent } from './reading/lookup.ts';
import { execute, statementType } from './execute.ts';
import type { Folders } from './folders.ts';
import { outcome, type Outcome } from './outcome.ts';
import type { Session } from './sessions/session.ts';

/** Tables may be replaced between compiling and running, several times in a row on a busy machine; for longer than this it is a fault of ours. */
const PATIENCE_MS = 20_000;
const RETRY_MS = 2;
const MAX_RETRY_MS = 50;

/** Compiles one statement and does `work` with it, again if its tables have changed meanwhile. */
export async function withPrepared<T>(sql: string, session: Session, compiler: Compiler, work: (prepared: Prepared) => Promise<T>): Promise<T> {
  let failedFirst: number | null = null;
  for (let tries = 1; ; tries += 1) {
    session.signal.throwIfAborted();
    const prepared = await compiler.prepare(sql, session);
    checkPlace(prepared, session);
    if (prepared.dependencies.size > 0) session.checkReadable();
    session.guard = () => {
      if (!isCurrent(prepared.dependencies, session.state)) throw new StaleSqlError('invalidQuery', 'The tables of the statement changed while it was compiled.', 'query');
    };
    try {
      return await work(prepared);
    } catch (error) {
      const stale = error instanceof StaleSqlError && session.isPlain && !isCurrent(prepared.dependencies, session.state);
      // The engine commits a moment before the catalogue shows it.
      const early = error instanceof MissingTableError && session.isPlain;
      failedFirst ??= Date.now();
      if (!(stale || early) || Date.now() - failedFirst > PATIENCE_MS) throw error;
      if (!stale) await setTimeout(Math.min(RETRY_MS * tries, MAX_RETRY_MS));
    } finally {
      session.guard = null;
    }
  }
}

/** @throws BigQueryError `notFound` for a dataset that is not where the job runs */
function checkPlace({ statement, dependencies }: Prepared, { options, state }: Session): void {
  if (options.place === undefined) return;
  const keys = [...dependencies.keys()].map((key) => key.slice(0, key.lastIndexOf('\0')));
  if ('ref' in statement && 'datasetId' in statement.ref) keys.push(datasetKey(statement.ref));
  for (const key of keys) {
    const dataset = state.datasets.get(key);
    if (dataset !== undefined) options.place.enter(dataset);
  }
}

/** Runs one statement. @param onCompiled told its type before it runs */
export async function runStatement(sql: string, session: Session, compiler: Compiler, folders: Folders, onCompiled: (statementType: string) => void = () => undefined): Promise<Outcome> {
  return withPrepared(sql, session, compiler, async ({ statement, scans }) => {
    onCompiled(statementType(statement));
    return { ...(await execute(statement, session, folders)), scans };
  });
}

/** What a statement would answer, without running it. @param check of a statement that may not stand where it does */
export async function describeStatement(sql: string, session: Session, compiler: Compiler, check: (statement: CompiledStatement) => void = () => undefined): Promise<Outcome> {
  const prepared = await compiler.prepare(sql, session);
  const { statement, scans } = prepared;
  check(statement);
  checkPlace(prepared, session);
  return outcome(statementType(statement), { scans, columns: statement.kind === 'query' ? statement.columns : null });
}

/** The same of a statement with parameters that nobody has declared yet, which have the types that their places ask for. */
export async function describeOpenStatement(sql: string, session: Session, compiler: Compiler, check: (statement: CompiledStatement) => void): Promise<Outcome> {
  try {
    return await describeStatement(sql, session, compiler, check);
  } catch (error) {
    const undeclared = error instanceof BigQueryError ? await undeclaredParameters(error, sql, session, compiler) : [];
    if (undeclared.length === 0) throw error;
    const parameters = undeclared.map(({ name, type }) => ({ name, type, bind: bindValue(type, null) }));
    const described = await session.withParameters([...session.options.parameters, ...parameters], () => describeStatement(sql, session, compiler, check));
    return { ...described, undeclared };
  }
}

async function undeclaredParameters({ message }: BigQueryError, sql: string, session: Session, compiler: Compiler): Promise<readonly Parameter[]> {
  const mode = message.startsWith('Query parameter \'') ? 'named' : message.startsWith('Positional parameters are not supported') ? 'positional' : null;
  if (mode === null) return [];
  try {
    await compiler.prepare(sql, session, mode);
    return [];
  } catch (error) {
    if (!(error instanceof UndeclaredParameters)) throw error;
    const declared = session.options.parameters.map(({ name }) => name?.toLowerCase());
    return error.parameters.filter(({ name }) => name === null || !declared.includes(name.toLowerCase()));
  }
}
