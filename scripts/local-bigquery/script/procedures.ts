import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { ProcedureParameter } from '../../googlesql/script.ts';
import { resolvePath } from '../engine/reading/lookup.ts';
import type { DdlOperation } from '../engine/outcome.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { routineKey, type Routine } from '../storage/catalog.ts';
import { deleteRoutine } from '../storage/metadata.ts';

export function routineRef(session: Session, path: readonly string[]): Routine['ref'] {
  const { projectId, datasetId, tableId } = resolvePath(path, session.options);
  return { projectId, datasetId, routineId: tableId };
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

/** What OPTIONS say of strict_mode; null if nothing. */
export function strictMode(options: string): boolean | null {
  const value = /\bstrict_mode\s*=\s*(true|false)\b/i.exec(options)?.[1];
  return value === undefined ? null : value.toLowerCase() === 'true';
}

function notFound({ projectId, datasetId, routineId }: Routine['ref']): BigQueryError {
  return new BigQueryError('notFound', `Not found: Routine ${projectId}:${datasetId}.${routineId}`);
}
