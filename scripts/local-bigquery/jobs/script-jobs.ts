import { randomUUID } from 'node:crypto';
import type { Outcome } from '../engine/outcome.ts';
import { BigQueryError } from '../errors.ts';
import type { Run, StackFrame } from '../script/recorder.ts';
import { ScriptError } from '../script/script-error.ts';
import { isRecord } from '../wire/schema.ts';
import { Job } from './job.ts';

/** Of the statements of a script the last ones are kept as jobs; a loop may run any number. */
const MAX_CHILDREN = 200;
/** Rows of statements beyond this go first. */
const MAX_MEMORY_BYTES = 32 * 1024 * 1024;
/** Statements after which a script still has the answer that it had. */
const WITHOUT_ANSWER = new Set(['BEGIN_TRANSACTION', 'COMMIT_TRANSACTION', 'ROLLBACK_TRANSACTION', 'ASSERT', 'EXPORT_DATA']);
/** What a statement has of its script's configuration. */
const INHERITED = ['defaultDataset', 'parameterMode', 'priority', 'queryParameters'];
const PLACE = / at \[(\d+):(\d+)\]$/;

/** The statements that a script ran, as jobs of their own, those that failed among them. */
export class ScriptJobs {
  private answering: Job | null = null;
  private answered: Outcome | null = null;
  private bytes = 0;
  private memory = 0;

  constructor(private readonly parent: Job) {}

  /** What a script answers with: the rows of its last query, DML or DDL, if that one has any. */
  get answer(): Pick<Outcome, 'columns' | 'results' | 'bytesRead'> {
    return { columns: this.answered?.columns ?? null, results: this.answered?.results ?? null, bytesRead: this.bytes };
  }

  /** A statement begins. @param labels that the script has set for what it runs */
  begin(run: Run, labels: Readonly<Record<string, string>>): Job {
    const child = this.childOf(run, labels);
    this.parent.addChild(child);
    return child;
  }

  async end(child: Job, run: Run, result: Outcome | BigQueryError, bytesRead: number): Promise<void> {
    if (result instanceof BigQueryError) {
      child.settle({ kind: 'failed', error: told(result, run) });
    } else {
      const outcome = { ...result, bytesRead };
      child.settle({ kind: 'done', result: { outcome, statistics: {} } });
      this.bytes += bytesRead;
      if (run.kind === 'STATEMENT' && !WITHOUT_ANSWER.has(result.statementType)) {
        const before = this.answering;
        this.answering = child;
        this.answered = outcome;
        if (before !== null && !this.parent.children.includes(before)) await before.dispose();
      }
    }
    this.memory += child.memory;
    await this.forgetOldest();
  }

  /** When the script has failed: the answer that it would have had goes, unless its statement keeps it. @param error of a statement that has not ended */
  async abandon(error: BigQueryError): Promise<void> {
    for (const child of this.parent.children) if (child.state.kind === 'running') child.settle({ kind: 'failed', error });
    if (this.answering !== null && !this.parent.children.includes(this.answering)) await this.answering.dispose();
  }

  private async forgetOldest(): Promise<void> {
    const { children } = this.parent;
    while (children.length > MAX_CHILDREN || (children.length > 1 && this.memory > MAX_MEMORY_BYTES)) {
      const oldest = this.parent.dropOldestChild();
      if (oldest === null) return;
      this.memory -= oldest.memory;
      if (oldest !== this.answering) await oldest.dispose();
    }
  }

  private childOf({ kind, sql, frames }: Run, labels: Readonly<Record<string, string>>): Job {
    const { reference, configuration } = this.parent.spec;
    const { projectId, place } = reference;
    const query = isRecord(configuration['query']) ? configuration['query'] : {};
    const inherited = Object.fromEntries(INHERITED.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));
    const allLabels = { ...(isRecord(configuration['labels']) ? configuration['labels'] : {}), ...labels };
    return new Job({
      reference: { projectId, place, jobId: `script_job_${randomUUID().replaceAll('-', '')}_${this.parent.childCount}` },
      type: 'QUERY',
      configuration: { query: { ...inherited, query: sql, useLegacySql: false }, ...(Object.keys(allLabels).length === 0 ? {} : { labels: allLabels }) },
      parent: this.parent,
      script: { evaluationKind: kind, stackFrames: frames.map(frameOf) },
      // Clients put them in order by their times.
      created: Math.max(Date.now(), (this.parent.children.at(-1)?.created ?? 0) + 1),
    });
  }
}

/** As `statistics.scriptStatistics.stackFrames[]` shows it; the end is the column after the last one. */
function frameOf({ piece: { text, line, column }, routine }: StackFrame): Readonly<Record<string, unknown>> {
  const lines = text.split('\n');
  const endColumn = (lines.length === 1 ? column : 1) + (lines.at(-1) ?? '').length;
  return { startLine: line, startColumn: column, endLine: line + lines.length - 1, endColumn, ...(routine === null ? {} : { procedureId: routine }), text };
}

/** The error as the statement alone would have it: its places are those of its own text. */
function told(error: BigQueryError, { sql, frames: [frame] }: Run): BigQueryError {
  const [place, row, at] = PLACE.exec(error.message) ?? [];
  if (place === undefined || frame === undefined || error instanceof ScriptError) return error;
  const { text, line, column } = frame.piece;
  const onFirst = Number(at) - column + 1 + sql.length - text.length;
  const own = ` at [${Number(row) - line + 1}:${Number(row) === line ? onFirst : at}]`;
  return new BigQueryError(error.reason, error.message.replace(PLACE, own), error.location, { cause: error });
}
