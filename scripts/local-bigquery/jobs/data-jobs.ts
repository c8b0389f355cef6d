import type { Engine } from '../engine/engine.ts';
import type { Place } from '../engine/sessions/place.ts';
import type { SessionOptions } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { expand, type SourceFile } from '../load/gs-uri.ts';
import { load } from '../load/load.ts';
import { readLoadOptions } from '../load/options.ts';
import type { TableRef } from '../statement.ts';
import { datasetKey, datasetNotFound, tableKey, tableNotFound } from '../storage/catalog.ts';
import { copyTables, readCopy } from './copy-job.ts';
import { extractTable, readExtract } from './extract-job.ts';
import type { Job, JobResult, JobType } from './job.ts';

/** How to run a job. What is wrong before it starts, jobs.insert answers itself, and there is no job then. */
export interface Plan {
  readonly type: JobType;
  /** What we add to its configuration. */
  readonly filled?: Readonly<Record<string, unknown>>;
  readonly run: (signal: AbortSignal, job: Job) => Promise<JobResult>;
}

export interface PlanRequest {
  readonly engine: Engine;
  readonly projectId: string;
  readonly place: Place;
}

type Config = Readonly<Record<string, unknown>>;

export function planLoad(request: PlanRequest, config: Config, upload: SourceFile | null): Plan {
  const { engine, projectId } = request;
  const options = readLoadOptions(config, projectId);
  if (upload === null && options.sourceUris.length === 0) throw new BigQueryError('invalid', 'Required parameter is missing: sourceUris', 'sourceUris');
  enter(request, options.destination);
  return {
    type: 'LOAD',
    run: async (signal) => {
      const files = upload === null ? await expand(engine.folders.gcs, options.sourceUris) : [upload];
      const result = await engine.session(sessionOptions(request, signal), (session) => load(session, options, files, engine));
      const table = engine.store.catalog.state.tables.get(tableKey(options.destination));
      const size = table === undefined ? null : await engine.sizes.of(table);
      const outputBytes = size === null || size.rows === 0 ? 0 : Math.round((size.bytes / size.rows) * result.outputRows);
      const { inputFiles, inputBytes, outputRows, badRecords } = result;
      const counts = { inputFiles, inputFileBytes: inputBytes, outputRows, outputBytes, badRecords };
      return done(Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])));
    },
  };
}

export function planExtract(request: PlanRequest, config: Config): Plan {
  const { engine, projectId } = request;
  const extract = readExtract(config, projectId);
  enterTable(request, extract.ref);
  return {
    type: 'EXTRACT',
    run: async (signal) => {
      const table = engine.store.catalog.state.tables.get(tableKey(extract.ref));
      const size = table === undefined ? null : await engine.sizes.of(table);
      const counts = await engine.session(sessionOptions(request, signal), (session) => extractTable(session, extract, engine.folders));
      return done({ destinationUriFileCounts: counts.map(String), inputBytes: String(size?.bytes ?? 0) });
    },
  };
}

export function planCopy(request: PlanRequest, config: Config): Plan {
  const { engine, projectId } = request;
  const copy = readCopy(config, projectId);
  for (const source of copy.sources) enterTable(request, source);
  enter(request, copy.destination);
  return {
    type: 'COPY',
    run: async (signal) => {
      const rows = await engine.session(sessionOptions(request, signal), (session) => copyTables(session, copy));
      let bytes = 0;
      for (const source of copy.sources) {
        const table = engine.store.catalog.state.tables.get(tableKey(source));
        bytes += (table === undefined ? null : await engine.sizes.of(table))?.bytes ?? 0;
      }
      return done({ copiedRows: String(rows), copiedLogicalBytes: String(bytes) });
    },
  };
}

function enter({ engine, place }: PlanRequest, ref: TableRef): void {
  const dataset = engine.store.catalog.state.datasets.get(datasetKey(ref));
  if (dataset === undefined) throw datasetNotFound(ref, null);
  place.enter(dataset);
}

function enterTable(request: PlanRequest, ref: TableRef): void {
  enter(request, ref);
  if (!request.engine.store.catalog.state.tables.has(tableKey(ref))) throw tableNotFound(ref, null);
}

function sessionOptions({ projectId, place }: PlanRequest, signal: AbortSignal): SessionOptions {
  return { projectId, datasetId: null, location: place.location, parameters: [], signal };
}

function done(statistics: Config): JobResult {
  return { outcome: null, statistics };
}
