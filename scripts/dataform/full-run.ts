import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BigQuery } from '../../api/warehouse.ts';
import { createLog, readLoads } from '../data/load.ts';
import { actionFingerprints } from '../start/stale-actions.ts';
import { writeWhole } from '../whole-file.ts';
import { targetName, type CompiledGraph } from './compile.ts';
import type { ActionResult } from './run-record.ts';

/** The SQL, its own and all upstream, that each table was last built from for all customers: a fingerprint by target name. */
type Definitions = Readonly<Record<string, string>>;

const definitionsFile = (localDir: string): string => join(localDir, 'built-definitions.json');

/** What a run over new rows would do, or why everything must be built instead. */
export type NewRows = { readonly kind: 'some'; readonly loads: number } | { readonly kind: 'none' } | { readonly kind: 'everything'; readonly reason: string };

/**
 * Whether the rows that were appended can be added to what is built. They cannot where the old rows are gone, or where
 * the SQL has changed since, so that the tables would hold rows of two makes side by side.
 */
export async function findNewRows(graph: CompiledGraph, localDir: string, warehouse: BigQuery): Promise<NewRows> {
  const everything = (reason: string): NewRows => ({ kind: 'everything', reason });
  const loads = await readLoads(warehouse);
  if (loads === null) return everything('no log says which rows are new');
  if (loads.some(({ kind, isInMarts }) => kind === 'replaced' && !isInMarts)) return everything('the marts do not hold the raw tables that were loaded');
  const before = await readDefinitions(localDir);
  if (before === null) return everything('it is not known here from which SQL the tables were built');
  const now = definitionsOf(graph);
  const changed = Object.keys(now).filter((name) => before[name] !== now[name]);
  if (changed.length > 0) return everything(`the SQL of ${nameOf(changed[0] ?? '')}${changed.length === 1 ? '' : ` and ${changed.length - 1} more`} has changed`);
  const pending = loads.filter(({ isInMarts }) => !isInMarts).length;
  return pending === 0 ? { kind: 'none' } : { kind: 'some', loads: pending };
}

/** Lets a project that reads the log of loads find one, empty if the rows came in another way. */
export async function ensureLog(graph: CompiledGraph, warehouse: BigQuery): Promise<void> {
  const reads = (graph.declarations ?? []).some(({ target }) => target.schema === 'home_credit_raw' && target.name === 'loads');
  if (reads) await warehouse.query(createLog('create table if not exists'));
}

/** Keeps what the tables that a run built for all customers were built from. */
export async function keepDefinitions(graph: CompiledGraph, localDir: string, results: readonly ActionResult[]): Promise<void> {
  const now = definitionsOf(graph);
  const built = new Set(results.filter(({ status }) => status === 'passed').map(({ target: { schema, name } }) => `${schema}.${name}`));
  const fresh = Object.entries(now).filter(([name]) => built.has(name));
  const before = (await readDefinitions(localDir)) ?? {};
  await writeWhole(definitionsFile(localDir), JSON.stringify({ ...before, ...Object.fromEntries(fresh) }, null, 2));
}

/** By `schema.name`: the project id may be given to the run. */
function definitionsOf(graph: CompiledGraph): Definitions {
  const all = actionFingerprints(graph, '');
  const tables = (graph.tables ?? []).filter(({ disabled }) => disabled !== true);
  return Object.fromEntries(tables.map(({ target }) => [`${target.schema}.${target.name}`, all.get(targetName(target)) ?? '']));
}

function nameOf(target: string): string {
  return target.split('.').at(-1) ?? target;
}

async function readDefinitions(localDir: string): Promise<Definitions | null> {
  try {
    return JSON.parse(await readFile(definitionsFile(localDir), 'utf8')) as Definitions;
  } catch {
    return null;
  }
}
