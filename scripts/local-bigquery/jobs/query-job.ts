import type { Script } from '../../googlesql/script.ts';
import type { Engine } from '../engine/engine.ts';
import { runIntoTable } from '../engine/destination.ts';
import { execute, statementType } from '../engine/execute.ts';
import { outcome, type Outcome } from '../engine/outcome.ts';
import type { Scans } from '../engine/reading/lookup.ts';
import { TEMP_DATASET, type Session, type SessionOptions } from '../engine/sessions/session.ts';
import { describeOpenStatement, runStatement, withPrepared } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import type { CompiledStatement } from '../statement.ts';
import { datasetKey, datasetNotFound, tableKey, tableNotFound } from '../storage/catalog.ts';
import type { Connection } from '../storage/connection.ts';
import { checkScript } from '../script/check.ts';
import { atPosition } from '../script/place.ts';
import { nothingToRun, syntaxError } from '../script/syntax-error.ts';
import { Validator } from '../script/validation.ts';
import type { Job, JobDestination, JobResult } from './job.ts';
import { billedBytes } from './resource.ts';
import type { Destination, QueryConfig } from './query-config.ts';
import { procedureStatement, runScript } from './script-run.ts';

/** Before a query, these make no script of it. */
const TEMPORARY_FUNCTION = /^CREATE\s+(?:OR\s+REPLACE\s+)?TEMP(?:ORARY)?\s+(?:AGGREGATE\s+)?FUNCTION\b/i;
const QUERY = /^[\s(]*(?:SELECT|WITH)\b/i;
const KEPT_SCRIPTS = 500;
const MAX_KEPT_LENGTH = 100_000;
/** Statements that read more than this, and hold rows of it, take turns. */
const BIG_BYTES = 64 * 1024 ** 2;

/** Runs queries and scripts, and remembers how texts parse. */
export class QueryRunner {
  private readonly scripts = new Map<string, Script>();

  constructor(private readonly engine: Engine) {}

  async run(config: QueryConfig, job: Job, signal: AbortSignal): Promise<JobResult> {
    const script = await this.parse(config.query);
    return this.engine.session(sessionOptions(config, job, signal), async (session) => {
      const single = await this.single(script, config.query, session);
      if (single !== null) return { outcome: await this.runSingle({ ...config, query: single }, session, job), statistics: {} };
      if (config.destination !== null) {
        throw new BigQueryError('invalidQuery', 'configuration.query.destinationTable cannot be set for scripts', 'query');
      }
      job.planned({ kind: 'results' }, procedureStatement(script) ?? 'SCRIPT');
      return runScript(script, session, job, this.engine, (scans) => this.bytesRead(scans));
    });
  }

  /** Checks a query and says what it would answer; a script is followed as far as BigQuery's dry run follows it. */
  async dryRun(config: QueryConfig, job: Job): Promise<JobResult> {
    const script = await this.parse(config.query);
    const { compiler, analyzer } = this.engine;
    const described = await this.engine.session(sessionOptions(config, job, job.signal), async (session): Promise<Outcome> => {
      const single = await this.single(script, config.query, session);
      if (single !== null) {
        const known = await describeOpenStatement(single, session, compiler, checkAlone);
        return { ...known, bytesRead: await this.bytesRead(known.scans) };
      }
      checkScript(script.statements);
      const scans: Scans[] = [];
      await new Validator({ session, compiler, analyzer, onScans: (some) => scans.push(some) }).dryRun(script.statements);
      const bytes = await Promise.all(scans.map((some) => this.bytesRead(some)));
      return outcome(procedureStatement(script) ?? 'SCRIPT', { bytesRead: bytes.reduce((sum, each) => sum + each, 0) });
    });
    return { outcome: described, statistics: {} };
  }

  /** The text of a query that is no script, its temporary functions made; null for a script. */
  private async single({ statements }: Script, sql: string, session: Session): Promise<string | null> {
    const last = statements.at(-1);
    const functions = statements.slice(0, -1);
    if (last?.kind !== 'statement') return null;
    if (functions.length === 0) return sql;
    if (!QUERY.test(last.text) || !functions.every(({ kind, text }) => kind === 'statement' && TEMPORARY_FUNCTION.test(text))) return null;
    for (const statement of functions) await runStatement(atPosition(statement), session, this.engine.compiler, this.engine.folders);
    return atPosition(last);
  }

  private async runSingle({ query, destination, maximumBytesBilled }: QueryConfig, session: Session, job: Job): Promise<Outcome> {
    const { compiler, folders } = this.engine;
    return withPrepared(query, session, compiler, async ({ statement, scans }) => {
      checkAlone(statement);
      if (destination !== null) checkDestination(statement, destination, session);
      job.planned(destinationOf(statement), statementType(statement));
      // Before the statement runs: what it replaces has been read then, too.
      const bytesRead = await this.bytesRead(scans, session);
      if (maximumBytesBilled !== null) checkBytes(bytesRead, maximumBytesBilled);
      const run = (): Promise<Outcome> => {
        if (destination === null) return execute(statement, session, folders);
        if (statement.kind === 'query') return runIntoTable(statement, destination, session);
        throw wrongStatement(statement);
      };
      const result = bytesRead > BIG_BYTES && holdsRows(statement, destination) ? await this.engine.inTurn(session, run) : await run();
      return { ...result, scans, bytesRead };
    });
  }

  /** @param session whose own connection measures: another one may be all that others wait for, too */
  private async bytesRead(scans: Scans | undefined, session: Session | null = null): Promise<number> {
    if (scans === undefined || scans.size === 0) return 0;
    const read = session === null || session.inTransaction ? this.engine.store.read : <T>(work: (connection: Connection) => Promise<T>): Promise<T> => work(session.connection);
    return this.engine.sizes.ofScans(scans, this.engine.store.catalog.state.tables, read);
  }

  private async parse(sql: string): Promise<Script> {
    const known = this.scripts.get(sql);
    if (known !== undefined) {
      this.scripts.delete(sql);
      this.scripts.set(sql, known);
      return known;
    }
    const script = await refusing(() => this.engine.analyzer.parseScript(sql)).catch(async (error: unknown) => {
      throw await syntaxError(sql, error, this.engine.analyzer);
    });
    if (script.statements.length === 0) throw await nothingToRun(sql, this.engine.analyzer);
    if (sql.length <= MAX_KEPT_LENGTH) {
      this.scripts.set(sql, script);
      if (this.scripts.size > KEPT_SCRIPTS) {
        const [oldest] = this.scripts.keys();
        if (oldest !== undefined) this.scripts.delete(oldest);
      }
    }
    return script;
  }
}

/** @throws BigQueryError for what would be gone when its job ends: it needs the rest of a script */
function checkAlone(statement: CompiledStatement): void {
  if (statement.kind === 'createTable' && statement.temporary) throw new BigQueryError('invalidQuery', 'Use of CREATE TEMPORARY TABLE requires a script or session', 'query');
  if (statement.kind === 'createFunction' && statement.temporary) throw new BigQueryError('invalidQuery', 'CREATE TEMPORARY FUNCTION statements must be followed by an actual query.', 'query');
}

/** As BigQuery says it of a job: the table that CREATE TABLE AS makes, or DML changes, is where its rows go. */
function destinationOf(statement: CompiledStatement): JobDestination {
  if (statement.kind === 'query') return { kind: 'results' };
  const { kind } = statement;
  const isTable = kind === 'dml' || (kind === 'createTable' && statement.as !== null && !statement.temporary);
  return isTable && statement.ref.datasetId !== TEMP_DATASET ? { kind: 'table', ref: statement.ref } : { kind: 'none' };
}

/** Whether a statement over big tables takes much memory: one look-up does not wait for the models that are built. */
function holdsRows(statement: CompiledStatement, destination: Destination | null): boolean {
  if (statement.kind === 'query') return destination !== null || !statement.rowByRow;
  return statement.kind !== 'createView';
}

function sessionOptions({ projectId, datasetId, parameters }: QueryConfig, job: Job, signal: AbortSignal): SessionOptions {
  const { place } = job.spec.reference;
  return {
    projectId,
    datasetId,
    place,
    get location() {
      return place.location;
    },
    parameters,
    signal,
  };
}

/** @throws BigQueryError for what can be known of a destination before the query runs */
function checkDestination(statement: CompiledStatement, { ref, mayCreate }: Destination, { state, options }: Session): void {
  if (statement.kind !== 'query') throw wrongStatement(statement);
  if (!state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, options.location);
  if (!mayCreate && !state.tables.has(tableKey(ref))) throw tableNotFound(ref, options.location);
}

function wrongStatement({ kind }: CompiledStatement): BigQueryError {
  return new BigQueryError('invalidQuery', `Cannot set destination table in jobs with ${kind === 'dml' ? 'DML' : 'DDL'} statements`, 'query');
}

function checkBytes(bytes: number, limit: number): void {
  const billed = billedBytes(bytes);
  if (billed <= limit) return;
  throw new BigQueryError('bytesBilledLimitExceeded', `Query exceeded limit for bytes billed: ${limit}. ${billed} or higher required.`);
}
