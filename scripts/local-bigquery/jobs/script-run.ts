import type { Script } from '../../googlesql/script.ts';
import type { Engine } from '../engine/engine.ts';
import { outcome } from '../engine/outcome.ts';
import type { Scans } from '../engine/reading/lookup.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { Interpreter } from '../script/interpreter.ts';
import { failureOf, type OnRun } from '../script/recorder.ts';
import type { Job, JobResult } from './job.ts';
import { ScriptJobs } from './script-jobs.ts';

/** Runs a script as the job, each of its statements as a child of that. @param bytesRead measures what a statement reads */
export async function runScript(script: Script, session: Session, job: Job, { compiler, analyzer, folders }: Engine, bytesRead: (scans: Scans | undefined) => Promise<number>): Promise<JobResult> {
  session.system.set('script.job_id', job.reference.jobId);
  session.system.set('script.creation_time', new Date(job.created).toISOString());
  const interpret = (onRun: OnRun): Promise<void> => new Interpreter({ session, compiler, analyzer, folders, onRun }).run(script);
  if (procedureStatement(script) !== null) return withoutChildren(interpret);
  const jobs = new ScriptJobs(job);
  try {
    await interpret((run) => {
      const child = jobs.begin(run, labelsOf(session));
      return {
        compiled: (type) => {
          child.planned({ kind: type === 'SELECT' ? 'results' : 'none' }, type);
        },
        ended: async (result, transactionId) => {
          child.transactionId = transactionId;
          await jobs.end(child, run, result, result instanceof BigQueryError ? 0 : await bytesRead(result.scans));
        },
      };
    });
  } catch (error) {
    await jobs.abandon(failureOf(error, session.signal));
    throw error;
  }
  return { outcome: outcome('SCRIPT', jobs.answer), statistics: {} };
}

async function withoutChildren(interpret: (onRun: OnRun) => Promise<void>): Promise<JobResult> {
  let made = outcome('SCRIPT');
  await interpret(() => ({
    compiled: () => undefined,
    ended: (result) => {
      if (!(result instanceof BigQueryError)) made = result;
      return Promise.resolve();
    },
  }));
  return { outcome: made, statistics: {} };
}

/** The type of a statement that scripts run, but that is none when it stands alone. */
export function procedureStatement({ statements: [statement, ...more] }: Script): string | null {
  if (more.length > 0) return null;
  return statement?.kind === 'createProcedure' ? 'CREATE_PROCEDURE' : statement?.kind === 'dropProcedure' ? 'DROP_PROCEDURE' : null;
}

/** What `SET @@query_label = 'key:value,…'` says of the statements that follow. */
function labelsOf({ system }: Session): Readonly<Record<string, string>> {
  const { value } = system.get('query_label');
  if (typeof value !== 'string') return {};
  return Object.fromEntries(value.split(',').flatMap((pair) => {
    const [key, text] = pair.split(':').map((part) => part.trim());
    return key === undefined || key === '' ? [] : [[key, text ?? '']];
  }));
}
