import { randomUUID } from 'node:crypto';
import type { Script } from '../../googlesql/script.ts';
import type { Engine } from '../engine/engine.ts';
import { runIntoTable } from '../engine/destination.ts';
import { execute } from '../engine/execute.ts';
import { outcome, type Outcome } from '../engine/outcome.ts';
import type { Session } from '../engine/session.ts';
import { describeStatement, withPrepared } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/compile.ts';
import { Interpreter } from '../script/interpreter.ts';
import { Job, type JobResult } from './job.ts';
import type { QueryConfig } from './query-config.ts';

/** Statements of a script that keep jobs of their own; a loop may run any number. */
const MAX_CHILDREN = 200;
const KEPT_SCRIPTS = 500;
const MAX_KEPT_LENGTH = 100_000;

/** Runs queries and scripts, and remembers how texts parse. */
export class QueryRunner {
  private readonly scripts = new Map<string, Script>();

  constructor(private readonly engine: Engine) {}

  async run(config: QueryConfig, location: string, signal: AbortSignal, job: Job | null): Promise<JobResult> {
    const script = await this.parse(config.query);
    const options = { projectId: config.projectId, datasetId: config.datasetId, location, parameters: config.parameters, signal };
    return this.engine.session(options, async (session) => {
      const [statement, ...more] = script.statements;
      if (statement === undefined) return { outcome: outcome('SCRIPT'), statistics: {}, children: [] };
      if (statement.kind === 'statement' && more.length === 0) {
        return { outcome: await this.runSingle(config, session), statistics: {}, children: [] };
      }
      if (config.destination !== null) {
        throw new BigQueryError('invalidQuery', 'configuration.query.destinationTable cannot be set for scripts', 'query');
      }
      return this.runScript(script, session, job);
    });
  }

  /** Checks a query and says what it would answer; of a script, only its grammar can be known beforehand. */
  async dryRun(config: QueryConfig, location: string, signal: AbortSignal): Promise<JobResult> {
    const script = await this.parse(config.query);
    const [statement, ...more] = script.statements;
    const single = statement?.kind === 'statement' && more.length === 0;
    if (!single) return { outcome: outcome('SCRIPT'), statistics: {}, children: [] };
    const options = { projectId: config.projectId, datasetId: config.datasetId, location, parameters: config.parameters, signal };
    const described = await this.engine.session(options, (session) => describeStatement(config.query, session, this.engine.compiler));
    return { outcome: described, statistics: {}, children: [] };
  }

  private async runSingle({ query, destination }: QueryConfig, session: Session): Promise<Outcome> {
    const { compiler, folders } = this.engine;
    return withPrepared(query, session, compiler, async ({ statement }) => {
      if (destination === null) return execute(statement, session, folders);
      if (statement.kind === 'query') return runIntoTable(statement, destination, session);
      if (statement.kind === 'dml') return execute(statement, session, folders);
      throw new BigQueryError('invalidQuery', 'configuration.query.destinationTable goes with queries only.', 'destinationTable');
    });
  }

  private async runScript(script: Script, session: Session, job: Job | null): Promise<JobResult> {
    const { compiler, analyzer, folders } = this.engine;
    const children: Job[] = [];
    let last: Outcome | null = null;
    const interpreter = new Interpreter({
      session,
      compiler,
      analyzer,
      folders,
      onStatement: async (sql, result) => {
        // A script answers with the rows of the last query in it.
        if (result.results !== null) {
          await last?.results?.dispose();
          last = result;
        }
        if (job !== null && children.length < MAX_CHILDREN) children.push(childJob(job, sql, { ...result, results: null }));
      },
    });
    try {
      await interpreter.run(script);
    } catch (error) {
      await (last as Outcome | null)?.results?.dispose();
      throw error;
    }
    const rows = last as Outcome | null;
    return { outcome: { ...(rows ?? outcome('SCRIPT')), statementType: 'SCRIPT' }, statistics: {}, children };
  }

  private async parse(sql: string): Promise<Script> {
    const known = this.scripts.get(sql);
    if (known !== undefined) {
      this.scripts.delete(sql);
      this.scripts.set(sql, known);
      return known;
    }
    const script = await refusing(() => this.engine.analyzer.parseScript(sql));
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

function childJob(parent: Job, query: string, result: Outcome): Job {
  const { projectId, location } = parent.spec.reference;
  const child = new Job({
    reference: { projectId, location, jobId: `script_job_${randomUUID().replaceAll('-', '')}_${parent.spec.reference.jobId.slice(0, 20)}` },
    type: 'QUERY',
    configuration: { query: { query, useLegacySql: false } },
    parent,
  });
  child.settle({ kind: 'done', result: { outcome: result, statistics: {}, children: [] } });
  return child;
}
