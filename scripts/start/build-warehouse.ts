import { stripVTControlCharacters } from 'node:util';
import { targetName, type CompiledAction, type CompiledGraph } from '../dataform/compile.ts';
import { runDataform } from '../dataform/run.ts';
import type { ActionResult } from '../dataform/run-record.ts';
import { updateMarts } from '../dataform/update.ts';
import { sameTimes, type RawTables } from './build-raw-tables.ts';
import type { Build } from './build.ts';
import { modifiedTimes } from './modified-times.ts';
import { actionFingerprints, runnableActions } from './stale-actions.ts';
import type { Made } from './state.ts';

const TRAINING_EXAMPLES = 'training_examples';

/** `dataform run` left something undone; the message says what, with the CLI's own words. */
export class RunError extends Error {
  override readonly name = 'RunError';
}

/**
 * Runs the Dataform actions that are new, changed, or downstream of something that is. Where rows were only appended, it
 * computes the customers who have some.
 * @returns the fingerprint of the training examples
 * @throws RunError
 */
export async function buildWarehouse(build: Build, graph: CompiledGraph, raw: RawTables): Promise<string> {
  const { config, progress } = build;
  const actions = runnableActions(graph).map((action) => ({
    ...action,
    target: { ...action.target, database: config.warehouse.projectId },
  }));
  const fingerprints = actionFingerprints({ tables: actions }, raw.now);
  const hasNewRows = raw.now !== raw.inMarts && (await stillDone(build, actions, actionFingerprints({ tables: actions }, raw.inMarts))).size === actions.length;
  const done = hasNewRows ? await addNewRows(build, actions, fingerprints) : await stillDone(build, actions, fingerprints);
  const stale = actions.filter((action) => !done.has(targetName(action.target)));
  await progress.step('Dataform run', async (note) => {
    if (stale.length === 0) return [null, `all ${actions.length} actions are up to date`] as const;
    const results = await runStale(build, stale, stale.length === actions.length, note);
    await keep(build, done, actions, fingerprints, results);
    const failed = results.filter(({ status }) => status === 'failed');
    if (failed.length > 0) throw new RunError(describeFailures(failed));
    const unheard = stale.length - results.length;
    if (unheard > 0) throw new RunError(`dataform run said nothing of ${unheard} of ${stale.length} actions.`);
    return [null, summarize(results, actions.length)] as const;
  });
  const examples = actions.find(({ target }) => target.name === TRAINING_EXAMPLES);
  if (examples === undefined) throw new RunError(`The project has no model ${TRAINING_EXAMPLES} to train on.`);
  return fingerprints.get(targetName(examples.target)) ?? '';
}

/** Actions that were built from just this before and that nobody has touched since. */
async function stillDone(
  { state, warehouse }: Build,
  actions: readonly CompiledAction[],
  fingerprints: ReadonlyMap<string, string>,
): Promise<Map<string, Made>> {
  const before = actions.flatMap((action) => {
    const name = targetName(action.target);
    const made = state.actions[name];
    return made !== undefined && made.fingerprint === fingerprints.get(name) ? [{ action, name, made }] : [];
  });
  const times = await modifiedTimes(
    warehouse,
    before.map(({ action }) => action.target),
  );
  const untouched = before.filter(({ action, name, made }) =>
    // An operation leaves no table of its own behind.
    action['queries'] !== undefined || sameTimes(made.modified, { [name]: times.get(action.target) ?? null }),
  );
  return new Map(untouched.map(({ name, made }) => [name, made]));
}

/** Brings appended rows into tables that are up to date but for them. @returns all actions, made from what there is now */
async function addNewRows(build: Build, actions: readonly CompiledAction[], fingerprints: ReadonlyMap<string, string>): Promise<Map<string, Made>> {
  const { config, progress, projectDir, save, warehouse } = build;
  return await progress.step('New rows', async (note) => {
    const complaints: string[] = [];
    const { found, exitCode, actions: results } = await updateMarts({
      projectDir,
      localDir: config.localDir,
      warehouse: config.warehouse,
      onLine: (line, stream) => {
        if (stream === 'stderr') complaints.push(line);
      },
      onResult: ({ target }) => {
        note(target.name);
      },
    });
    const failed = results.filter(({ status }) => status === 'failed');
    if (failed.length > 0) throw new RunError(describeFailures(failed));
    if (exitCode !== 0) throw new RunError(`dataform run ended with exit code ${exitCode}:\n${stripVTControlCharacters(complaints.join('\n'))}`);
    const made = await madeNow(warehouse, actions, fingerprints);
    await save({ actions: Object.fromEntries(made) });
    const words = found.kind === 'everything' ? `everything was built, for ${found.reason}` : `of ${counted(found.kind === 'some' ? found.loads : 0, 'load')} published, ${counted(results.filter(({ type }) => type === 'assertion').length, 'assertion')} passed`;
    return [made, words] as const;
  });
}

async function runStale(
  { config, projectDir }: Build,
  stale: readonly CompiledAction[],
  everything: boolean,
  note: (text: string) => void,
): Promise<readonly ActionResult[]> {
  const complaints: string[] = [];
  let count = 0;
  const { exitCode, actions } = await runDataform({
    options: everything ? [] : ['--actions', ...stale.map(({ target }) => targetName(target))],
    projectDir,
    localDir: config.localDir,
    warehouse: config.warehouse,
    onLine: (line, stream) => {
      if (stream === 'stderr') complaints.push(line);
    },
    onResult: ({ target }) => {
      count += 1;
      note(`${count}/${stale.length} ${target.name}`);
    },
  });
  if (exitCode !== 0 && actions.every(({ status }) => status !== 'failed')) {
    throw new RunError(`dataform run ended with exit code ${exitCode}:\n${stripVTControlCharacters(complaints.join('\n'))}`);
  }
  // The CLI also tells of the disabled actions that it skips.
  const asked = new Set(stale.map(({ target }) => targetName(target)));
  return actions.filter(({ target }) => asked.has(targetName(target)));
}

async function keep(
  { save, warehouse }: Build,
  done: ReadonlyMap<string, Made>,
  actions: readonly CompiledAction[],
  fingerprints: ReadonlyMap<string, string>,
  results: readonly ActionResult[],
): Promise<void> {
  const passed = new Set(results.filter(({ status }) => status === 'passed').map(({ target }) => targetName(target)));
  const fresh = actions.filter(({ target }) => passed.has(targetName(target)));
  await save({ actions: { ...Object.fromEntries(done), ...Object.fromEntries(await madeNow(warehouse, fresh, fingerprints)) } });
}

/** What the given actions are made from, as they stand in the warehouse. */
async function madeNow(warehouse: Build['warehouse'], actions: readonly CompiledAction[], fingerprints: ReadonlyMap<string, string>): Promise<Map<string, Made>> {
  const times = await modifiedTimes(warehouse, actions.map(({ target }) => target));
  return new Map(actions.map(({ target }) => {
    const name = targetName(target);
    return [name, { fingerprint: fingerprints.get(name) ?? '', modified: { [name]: times.get(target) ?? null } }];
  }));
}

function describeFailures(failed: readonly ActionResult[]): string {
  const lines = failed.map(({ type, target, message }) => {
    const why = message === null ? '' : `\n    ${message.replaceAll('\n', '\n    ')}`;
    return `  ${type} ${target.schema}.${target.name}${why}`;
  });
  return `${counted(failed.length, 'Dataform action')} failed:\n${lines.join('\n')}\nThe lineage page shows their SQL: npm run lineage -- --open`;
}

function summarize(results: readonly ActionResult[], all: number): string {
  const assertions = results.filter(({ type }) => type === 'assertion').length;
  const built = `${counted(results.length - assertions, 'model')} built, ${counted(assertions, 'assertion')} passed`;
  return results.length === all ? built : `${built}, ${all - results.length} up to date`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
