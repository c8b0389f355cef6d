import type { ScriptStatement } from '../../googlesql/script.ts';
import type { DdlOperation } from '../engine/outcome.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { checkRoutineId, datasetKey, datasetNotFound, routineKey, type Routine } from '../storage/catalog.ts';
import { writeRoutine } from '../storage/metadata.ts';
import { checkScript } from './check.ts';
import { atPosition } from './place.ts';
import { routineRef } from './procedures.ts';
import { Validator, type Validation } from './validation.ts';

type CreateProcedure = Extract<ScriptStatement, { kind: 'createProcedure' }>;

/** Keeps a procedure's text. Unless strict_mode is FALSE, its body must hold before anything calls it. */
export async function createProcedure({ path, mode, text, body, parameters, options }: CreateProcedure, context: Pick<Validation, 'session' | 'compiler' | 'analyzer'>): Promise<DdlOperation> {
  const { session, analyzer } = context;
  const { statements } = await refusing(() => analyzer.parseScript(atPosition(body)));
  const isStrict = strictMode(options) ?? true;
  if (isStrict) checkScript(statements, parameters.map(({ name }) => name));
  const repeated = parameters.find(({ name }, index) => parameters.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()));
  if (repeated !== undefined) throw new BigQueryError('invalidQuery', `Duplicate argument name ${repeated.name}`, 'query');
  if (isStrict) await new Validator(context).procedure(statements, parameters);
  const ref = routineRef(session, path);
  checkRoutineId(ref.routineId);
  return session.write([routineKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    const existing = session.state.routines.get(routineKey(ref));
    if (existing !== undefined && mode === 'ifNotExists') return 'SKIP';
    if (existing !== undefined && mode === 'create') throw new BigQueryError('duplicate', `Already Exists: Routine ${ref.projectId}:${ref.datasetId}.${ref.routineId}`);
    const now = session.store.now();
    const routine: Routine = { ref, type: 'PROCEDURE', definition: text, details: null, info: {}, created: now, modified: now };
    await writeRoutine(session.connection, routine);
    changes.routines.set(routineKey(ref), routine);
    return existing === undefined ? 'CREATE' : 'REPLACE';
  });
}

/** What OPTIONS say of strict_mode; null if nothing. */
export function strictMode(options: string): boolean | null {
  const value = /\bstrict_mode\s*=\s*(true|false)\b/i.exec(options)?.[1];
  return value === undefined ? null : value.toLowerCase() === 'true';
}
