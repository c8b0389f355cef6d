import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';
import { Place } from '../engine/sessions/place.ts';
import { BigQueryError } from '../errors.ts';
import type { SourceFile } from '../load/gs-uri.ts';
import { DiskFullError, EngineRefusal } from '../storage/engine-errors.ts';
import { checkLabels } from '../wire/labels.ts';
import { flagOf, integerOf, textOf } from '../wire/members.ts';
import { isRecord } from '../wire/schema.ts';
import { planCopy, planExtract, planLoad, type Plan } from './data-jobs.ts';
import { Job, type JobReference, type JobSpec } from './job.ts';
import { readQueryConfig } from './query-config.ts';
import { QueryRunner } from './query-job.ts';
import type { JobRegistry } from './registry.ts';

const KINDS = ['query', 'load', 'extract', 'copy'];
const JOB_ID = /^[\w-]{1,1024}$/;
/** What writing a file fails with when there is no room for it. */
const DISK_FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Told of errors that are ours, with the causes that no client sees. */
export type OnFault = (error: unknown) => void;

/** Starts jobs of every kind. */
export class JobStarter {
  private readonly queries: QueryRunner;

  constructor(
    private readonly engine: Engine,
    private readonly registry: JobRegistry,
    private readonly onFault: OnFault,
    /** Told of every query of jobs.query that has ended. */
    private readonly onQuery: (job: Job) => void,
  ) {
    this.queries = new QueryRunner(engine);
  }

  /** jobs.insert. @param upload the file that came with a load, removed when the job ends @param release called then */
  insert(projectId: string, resource: Readonly<Record<string, unknown>>, upload: SourceFile | null, release: () => void = () => undefined): Job {
    const configuration = isRecord(resource['configuration']) ? resource['configuration'] : {};
    const reference = readReference(resource['jobReference'], projectId);
    checkLabels(configuration['labels']);
    const kinds = KINDS.filter((kind) => isRecord(configuration[kind]));
    if (kinds.length > 1) throw new BigQueryError('invalid', `A job has one configuration, not ${kinds.join(' and ')}.`, 'configuration');
    const isDryRun = flagOf(configuration, 'dryRun');
    const { type, run, filled = {} } = this.plan(configuration, reference, upload);
    const job = new Job({ reference, type, configuration: { ...configuration, ...filled }, timeoutMs: timeoutOf(configuration) });
    if (isDryRun) {
      if (type !== 'QUERY') throw new BigQueryError('notImplemented', 'The local BigQuery does dry runs of queries only.', 'dryRun');
      return job;
    }
    this.registry.add(job);
    void job
      .run((signal) => run(signal, job), (error) => this.toError(error))
      .finally(release)
      .then(() => this.registry.ended(job))
      .catch(this.onFault);
    return job;
  }

  /** Ends a job that `insert` made for a dry run. @throws BigQueryError what is wrong with the query */
  async dryRun(job: Job): Promise<void> {
    const { configuration, reference } = job.spec;
    const query = isRecord(configuration['query']) ? configuration['query'] : {};
    const config = readQueryConfig(query, reference.projectId);
    const result = await this.attempt(() => this.queries.dryRun(config, job));
    job.settle({ kind: 'done', result });
  }

  /** jobs.query: the job is registered only if the client will have to ask for it again. */
  query({ projectId, jobId, location }: Omit<JobReference, 'location'> & { readonly location: string | null }, body: Readonly<Record<string, unknown>>): Job {
    const config = readQueryConfig(body, projectId);
    const { query, defaultDataset, queryParameters, parameterMode, labels } = body;
    checkLabels(labels);
    const spec: JobSpec = {
      reference: { projectId, jobId, place: new Place(location) },
      type: 'QUERY',
      configuration: { query: { query, defaultDataset, queryParameters, parameterMode, useLegacySql: false, priority: 'INTERACTIVE' }, labels },
      timeoutMs: timeoutOf(body),
    };
    const job = new Job(spec);
    void job.run((signal) => this.queries.run(config, job, signal), (error) => this.toError(error)).then(() => {
      this.onQuery(job);
    });
    return job;
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.toError(error);
    }
  }

  /** An error of BigQuery's shape for every error; those that are our fault are told to the log. */
  toError(error: unknown): BigQueryError {
    if (error instanceof BigQueryError) {
      if (error instanceof EngineRefusal || error.reason === 'internalError' || error.reason === 'backendError') this.onFault(error);
      return error;
    }
    if (error instanceof Error && error.name === 'AbortError') return new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation');
    this.onFault(error);
    if (error instanceof Error && 'code' in error && DISK_FULL.includes(String(error.code))) return new DiskFullError(error);
    return new BigQueryError('internalError', 'The local BigQuery failed; its log says why.', null, { cause: error });
  }

  private plan(configuration: Readonly<Record<string, unknown>>, { projectId, place }: JobSpec['reference'], upload: SourceFile | null): Plan {
    const { query, load, extract, copy } = configuration;
    if (isRecord(query)) {
      const config = readQueryConfig(query, projectId);
      return { type: 'QUERY', filled: { query: { priority: 'INTERACTIVE', useLegacySql: false, ...query } }, run: (signal, job) => this.queries.run(config, job, signal) };
    }
    const request = { engine: this.engine, projectId, place };
    if (isRecord(load)) return planLoad(request, load, upload);
    if (isRecord(extract)) return planExtract(request, extract);
    if (isRecord(copy)) return planCopy(request, copy);
    throw new BigQueryError('invalid', 'Required parameter is missing: one of configuration.query, load, extract or copy.', 'configuration');
  }
}

function timeoutOf(configuration: Readonly<Record<string, unknown>>): number | null {
  const timeout = integerOf(configuration, 'jobTimeoutMs');
  return timeout === 0 || timeout > MAX_TIMEOUT_MS ? null : timeout;
}

function readReference(value: unknown, projectId: string): JobSpec['reference'] {
  const reference = isRecord(value) ? value : {};
  const jobId = textOf(reference, 'jobId') ?? `job_${randomUUID().replaceAll('-', '')}`;
  if (!JOB_ID.test(jobId)) throw new BigQueryError('invalid', `Invalid job ID "${jobId.slice(0, 100)}".`, 'jobReference');
  return { projectId, jobId, place: new Place(textOf(reference, 'location')) };
}
