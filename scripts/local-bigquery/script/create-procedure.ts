import type { ScriptStatement } from '../../googlesql/script.ts';
import type { DdlOperation } from '../engine/outcome.ts';
import { BigQueryError } from '../errors.ts';
import { checkRoutineId, datasetKey, datasetNotFound, routineKey, type Routine } from '../storage/catalog.ts';
import { writeRoutine } from '../storage/metadata.ts';
import { routineRef } from './procedures.ts';
import { Validator, type Validation } from './validation.ts';

/** Checks a procedure and keeps its text. */
export async function createProcedure(statement: Extract<ScriptStatement, { kind: 'createProcedure' }>, context: Pick<Validation, 'session' | 'compiler' | 'analyzer'>): Promise<DdlOperation> {
  await new Validator(context).definition(statement);
  const { session } = context;
  const { path, mode, text } = statement;
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
