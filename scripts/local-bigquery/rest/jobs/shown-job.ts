import type { Job } from '../../jobs/job.ts';
import { jobResource, type Resource } from '../../jobs/resource.ts';
import type { TableRef } from '../../statement.ts';
import { isRecord } from '../../wire/schema.ts';
import { RESULT_DATASET } from './result-tables.ts';

/** A job as clients see it: a query names the table that its rows go to, also while it runs, and its parameters as BigQuery spells them. */
export function shown(job: Job): Resource {
  return withQuery(jobResource(job), (query) => {
    const destinationTable = query['destinationTable'] ?? destinationOf(job);
    return { ...spelled(query), ...(destinationTable === null ? {} : { destinationTable }) };
  });
}

/** The same of a job that an earlier server answered. */
export function shownPast(resource: Resource): Resource {
  return withQuery(resource, spelled);
}

function withQuery(resource: Resource, change: (query: Resource) => Resource): Resource {
  const configuration = membersOf(resource, 'configuration');
  return isRecord(configuration['query']) ? { ...resource, configuration: { ...configuration, query: change(configuration['query']) } } : resource;
}

function destinationOf({ state, destination, spec, reference }: Job): TableRef | null {
  if (state.kind === 'failed') return null;
  const hasRows = state.kind === 'done' ? state.result.outcome?.results != null : destination?.kind === 'results';
  return hasRows && spec.configuration['dryRun'] !== true ? { projectId: reference.projectId, datasetId: RESULT_DATASET, tableId: reference.jobId } : null;
}

/** Clients write numbers as they come; those that read a job expect texts. */
function spelled(query: Resource): Resource {
  const parameters = query['queryParameters'];
  if (!Array.isArray(parameters)) return query;
  return { ...query, queryParameters: parameters.map((parameter: unknown) => (isRecord(parameter) ? { ...parameter, parameterValue: spelledValue(parameter['parameterValue']) } : parameter)) };
}

function spelledValue(value: unknown): unknown {
  if (!isRecord(value)) return {};
  const { value: text, arrayValues, structValues } = value;
  return {
    ...(typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean' ? { value: String(text) } : {}),
    ...(Array.isArray(arrayValues) ? { arrayValues: arrayValues.map(spelledValue) } : {}),
    ...(isRecord(structValues) ? { structValues: withoutEmpty(structValues) } : {}),
  };
}

/** A field that is NULL or an empty list is not shown. */
function withoutEmpty(values: Resource): Resource {
  const spelled = Object.entries(values).map(([name, value]) => [name, spelledValue(value)] as const);
  return Object.fromEntries(spelled.filter(([, value]) => isRecord(value) && Object.keys(value).length > 0));
}

export function membersOf(resource: Resource, name: string): Resource {
  const value = resource[name];
  return isRecord(value) ? value : {};
}
