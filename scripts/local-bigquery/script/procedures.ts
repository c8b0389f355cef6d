import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { ProcedureParameter, ScriptStatement } from '../../googlesql/script.ts';
import { resolvePath } from '../engine/reading/lookup.ts';
import type { DdlOperation } from '../engine/outcome.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { checkRoutineId, datasetKey, datasetNotFound, routineKey, type Routine } from '../storage/catalog.ts';
import { deleteRoutine, writeRoutine } from '../storage/metadata.ts';
import { checkScript } from './check.ts';

type CreateProcedure = Extract<ScriptStatement, { kind: 'createProcedure' }>;

export function routineRef(session: Session, path: readonly string[]): Routine['ref'] {
  const { projectId, datasetId, tableId } = resolvePath(path, session.options);
  return { projectId, datasetId, routineId: tableId };
}

export async function createProcedure(session: Session, { path, mode, text, body, parameters, options }: CreateProcedure, analyzer: Analyzer): Promise<DdlOperation> {
  const inside = `${'\n'.repeat(body.line - 1)}${' '.repeat(body.column - 1)}${body.text}`;
  const { statements } = await refusing(() => analyzer.parseScript(inside));
  if (!/strict_mode\s*=\s*false/i.test(options)) checkScript(statements, parameters.map(({ name }) => name));
  const repeated = parameters.find(({ name }, index) => parameters.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()));
  if (repeated !== undefined) throw new BigQueryError('invalidQuery', `Duplicate argument name ${repeated.name}`, 'query');
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

export async function dropProcedure(session: Session, path: readonly string[], ifExists: boolean): Promise<DdlOperation> {
  const ref = routineRef(session, path);
  return session.write([routineKey(ref)], async (changes) => {
    if (session.state.routines.get(routineKey(ref))?.type !== 'PROCEDURE') {
      if (ifExists) return 'SKIP';
      throw notFound(ref);
    }
    await deleteRoutine(session.connection, ref);
    changes.routines.set(routineKey(ref), null);
    return 'DROP';
  });
}

export interface Procedure {
  /** `project.dataset.procedure` */
  readonly name: string;
  read(analyzer: Analyzer): Promise<{ readonly parameters: readonly ProcedureParameter[]; readonly body: string }>;
}

export function findProcedure(session: Session, path: readonly string[]): Procedure {
  const ref = routineRef(session, path);
  const routine = session.state.routines.get(routineKey(ref));
  if (routine?.type !== 'PROCEDURE') throw new BigQueryError('invalidQuery', `Procedure is not found: ${path.join('.')}`, 'query');
  return {
    name: `${ref.projectId}.${ref.datasetId}.${ref.routineId}`,
    async read(analyzer) {
      const { statements } = await refusing(() => analyzer.parseScript(routine.definition));
      const [statement] = statements;
      if (statement?.kind !== 'createProcedure') throw new BigQueryError('internalError', 'A stored procedure is none.');
      return { parameters: statement.parameters, body: statement.body.text };
    },
  };
}

function notFound({ projectId, datasetId, routineId }: Routine['ref']): BigQueryError {
  return new BigQueryError('notFound', `Not found: Routine ${projectId}:${datasetId}.${routineId}`);
}
