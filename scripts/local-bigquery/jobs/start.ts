import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine/engine.ts';
import { BigQueryError } from '../errors.ts';
import { expand, type SourceFile } from '../load/gs-uri.ts';
import { load } from '../load/load.ts';
import { readLoadOptions, textOf } from '../load/options.ts';
import { StaleSqlError } from '../storage/engine-errors.ts';
import { isRecord } from '../wire/schema.ts';
import { copyTables } from './copy-job.ts';
import { extractTable } from './extract-job.ts';
import { Job, type JobReference, type JobResult, type JobType } from './job.ts';
import { readQueryConfig, type QueryConfig } from './query-config.ts';
import { QueryRunner } from './query-job.ts';
import type { JobRegistry } from './registry.ts';

const JOB_ID = /^[\w-]{1,1024}$/;

/** Told of errors that are ours, with the causes that no client sees. */
export type OnFault = (error: unknown) => void;

/** Starts jobs of every kind. */
export class JobStarter {
  private readonly queries: QueryRunner;

  constructor(
    private readonly engine: Engine,
    private readonly registry: JobRegistry,
    private readonly onFault: OnFault,
  ) {
    this.queries = new QueryRunner(engine);
  }

  /** jobs.insert. @param upload the file that came with a load, removed when the job ends @param release called then */
  insert(projectId: string, resource: Readonly<Record<string, unknown>>, upload: SourceFile | null, release: () => void = () => undefined): Job {
    const configuration = isRecord(resource['configuration']) ? resource['configuration'] : {};
    const reference = readReference(resource['jobReference'], projectId);
    const { type, run, config } = this.plan(configuration, reference, upload);
    const job = new Job({ reference, type, configuration: { ...configuration, ...config } });
    if (configuration['dryRun'] === true) {
      if (type !== 'QUERY') throw new BigQueryError('notImplemented', 'The local BigQuery does dry runs of queries only.', 'dryRun');
      return job;
    }
    this.registry.add(job);
    void job
      .run((signal) => run(signal, job), (error) => this.toError(error))
      .finally(release)
      .then(() => this.registry.trim())
      .catch(this.onFault);
    return job;
  }

  /** Ends a job that `insert` made for a dry run. @throws BigQueryError what is wrong with the query */
  async dryRun(job: Job): Promise<void> {
    const { configuration, reference } = job.spec;
    const query = isRecord(configuration['query']) ? configuration['query'] : {};
    const config = readQueryConfig(query, reference.projectId);
    const result = await this.attempt(() => this.queries.dryRun(config, reference.location, job.signal));
    job.settle({ kind: 'done', result });
  }

  /** jobs.query: the job is registered only if the client will have to ask for it again. */
  query(reference: JobReference, body: Readonly<Record<string, unknown>>): Job {
    const config = readQueryConfig(body, reference.projectId);
    const { query, defaultDataset, queryParameters, parameterMode, labels } = body;
    const job = new Job({ reference, type: 'QUERY', configuration: { query: { query, defaultDataset, queryParameters, parameterMode, useLegacySql: false }, labels } });
    void job.run((signal) => this.queries.run(config, reference.location, signal, job), (error) => this.toError(error));
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
      if (error instanceof StaleSqlError || error.reason === 'internalError' || error.reason === 'backendError') this.onFault(error);
      return error;
    }
    if (error instanceof Error && error.name === 'AbortError') return new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation');
    this.onFault(error);
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    if (isFull) return new BigQueryError('backendError', 'The disk that holds the local warehouse is full: free some space and run the statement again.', null, { cause: error });
    return new BigQueryError('internalError', 'The local BigQuery failed; its log says why.', null, { cause: error });
  }

  private plan(configuration: Readonly<Record<string, unknown>>, reference: JobReference, upload: SourceFile | null): Plan {
    const { projectId, location } = reference;
    const { query, load: loading, extract, copy } = configuration;
    const session = { projectId, datasetId: null, location, parameters: [] };
    if (isRecord(query)) {
      const config: QueryConfig = readQueryConfig(query, projectId);
      return { type: 'QUERY', config: {}, run: (signal, job) => this.queries.run(config, location, signal, job) };
    }
    if (isRecord(loading)) {
      const options = readLoadOptions(loading, projectId);
      if (upload === null && options.sourceUris.length === 0) throw new BigQueryError('invalid', 'Required parameter is missing: sourceUris', 'sourceUris');
      return {
        type: 'LOAD',
        config: {},
        run: async (signal) => {
          const files = upload === null ? await expand(this.engine.folders.gcs, options.sourceUris) : [upload];
          const result = await this.engine.session({ ...session, signal }, (open) => load(open, options, files, this.engine.folders));
          const counts = Object.entries(result).map(([name, count]) => [name === 'inputBytes' ? 'inputFileBytes' : name, String(count)] as const);
          return { outcome: null, statistics: { ...Object.fromEntries(counts), outputBytes: '0' }, children: [] };
        },
      };
    }
    if (isRecord(extract)) {
      return {
        type: 'EXTRACT',
        config: {},
        run: async (signal) => {
          const counts = await this.engine.session({ ...session, signal }, (open) => extractTable(open, extract, projectId, this.engine.folders));
          return { outcome: null, statistics: { destinationUriFileCounts: counts.map(String) }, children: [] };
        },
      };
    }
    if (isRecord(copy)) {
      return {
        type: 'COPY',
        config: {},
        run: async (signal) => {
          const rows = await this.engine.session({ ...session, signal }, (open) => copyTables(open, copy, projectId));
          return { outcome: null, statistics: { copiedRows: String(rows) }, children: [] };
        },
      };
    }
    throw new BigQueryError('invalid', 'Required parameter is missing: one of configuration.query, load, extract or copy.', 'configuration');
  }
}

interface Plan {
  readonly type: JobType;
  readonly config: Readonly<Record<string, unknown>>;
  readonly run: (signal: AbortSignal, job: Job) => Promise<JobResult>;
}

function readReference(value: unknown, projectId: string): JobReference {
  const reference = isRecord(value) ? value : {};
  const jobId = textOf(reference, 'jobId') ?? `job_${randomUUID().replaceAll('-', '')}`;
  if (!JOB_ID.test(jobId)) throw new BigQueryError('invalid', `Invalid job ID "${jobId.slice(0, 100)}".`, 'jobReference');
  return { projectId, jobId, location: textOf(reference, 'location') ?? 'US' };
}
