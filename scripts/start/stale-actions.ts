import { targetName, type CompiledAction, type CompiledGraph } from '../dataform/compile.ts';
import { fingerprint } from './fingerprint.ts';

/** The actions that `dataform run` executes, in no particular order; disabled ones are left out. */
export function runnableActions(graph: CompiledGraph): CompiledAction[] {
  return [...(graph.tables ?? []), ...(graph.assertions ?? []), ...(graph.operations ?? [])].filter(
    (action) => action.disabled !== true,
  );
}

/**
 * What each action is made from: its own compiled form and, through its dependencies, all that lies upstream.
 * @param raw fingerprint of the raw tables, which stand at the sources
 * @returns by target name
 */
export function actionFingerprints(graph: CompiledGraph, raw: string): Map<string, string> {
  const actions = new Map(runnableActions(graph).map((action) => [targetName(action.target), action]));
  const known = new Map<string, string>();
  const fingerprintOf = (name: string): string => {
    const action = actions.get(name);
    if (action === undefined) return raw;
    const earlier = known.get(name);
    if (earlier !== undefined) return earlier;
    const upstream = (action.dependencyTargets ?? []).map((target) => fingerprintOf(targetName(target))).sort();
    const own = fingerprint(JSON.stringify(action), ...upstream);
    known.set(name, own);
    return own;
  };
  for (const name of actions.keys()) fingerprintOf(name);
  return known;
}
