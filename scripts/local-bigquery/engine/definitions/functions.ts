import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement, KnownFunction } from '../../statement.ts';
import { checkRoutineId, datasetKey, datasetNotFound, routineKey, routineNotFound, type Routine, type RoutineType } from '../../storage/catalog.ts';
import { deleteRoutine, writeRoutine } from '../../storage/metadata.ts';
import { mergeOptions } from './options.ts';
import type { DdlOperation } from '../outcome.ts';
import type { Session } from '../sessions/session.ts';

type CreateFunction = Extract<CompiledStatement, { kind: 'createFunction' }>;
type DropRoutine = Extract<CompiledStatement, { kind: 'dropRoutine' }>;

const TYPES = { scalar: 'SCALAR_FUNCTION', aggregate: 'AGGREGATE_FUNCTION', table: 'TABLE_VALUED_FUNCTION' } as const;
const WHATS: Readonly<Partial<Record<RoutineType, KnownFunction['what']>>> = { SCALAR_FUNCTION: 'scalar', AGGREGATE_FUNCTION: 'aggregate', TABLE_VALUED_FUNCTION: 'table' };

export async function createFunction(session: Session, { ref: { projectId, datasetId, tableId }, temporary, mode, definition, options }: CreateFunction): Promise<DdlOperation> {
  const { what, body, parameters, returns } = definition;
  const info = mergeOptions({}, options, 'FUNCTION');
  if (temporary) {
    if (session.functions.has(tableId) && mode !== 'orReplace') {
      if (mode === 'ifNotExists') return 'SKIP';
      throw new BigQueryError('duplicate', `Already Exists: Routine ${tableId}`);
    }
    session.functions.set(tableId, { ...definition, paths: [[tableId]] });
    return 'CREATE';
  }
  const ref = { projectId, datasetId, routineId: tableId };
  checkRoutineId(tableId);
  return session.write([routineKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, session.options.location);
    const existing = session.state.routines.get(routineKey(ref));
    if (existing !== undefined && mode === 'ifNotExists') return 'SKIP';
    if (existing !== undefined && mode === 'create') throw new BigQueryError('duplicate', `Already Exists: Routine ${projectId}:${datasetId}.${tableId}`);
    const now = session.store.now();
    const routine: Routine = { ref, type: TYPES[what], definition: body, details: { parameters, returns }, info, created: existing?.created ?? now, modified: now };
    await writeRoutine(session.connection, routine);
    changes.routines.set(routineKey(ref), routine);
    return existing === undefined ? 'CREATE' : 'REPLACE';
  });
}

export async function dropFunction(session: Session, { what, ref: { projectId, datasetId, tableId }, ifExists }: DropRoutine): Promise<DdlOperation> {
  if (datasetId === '') {
    if (session.functions.delete(tableId)) return 'DROP';
    if (ifExists) return 'SKIP';
    throw new BigQueryError('notFound', `Not found: Routine ${tableId}`);
  }
  const ref = { projectId, datasetId, routineId: tableId };
  return session.write([routineKey(ref)], async (changes) => {
    const existing = session.state.routines.get(routineKey(ref));
    const fits = existing !== undefined && existing.type !== 'PROCEDURE' && (existing.type === 'TABLE_VALUED_FUNCTION') === (what === 'TABLE FUNCTION');
    if (!fits) {
      if (existing === undefined && ifExists) return 'SKIP';
      if (existing === undefined) throw routineNotFound(ref);
      throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is a ${existing.type}: DROP ${what} does not drop it.`, 'query');
    }
    await deleteRoutine(session.connection, ref);
    changes.routines.set(routineKey(ref), null);
    return 'DROP';
  });
}

/** The functions whose names a text holds, stored ones with their datasets; the same objects each time. */
export class FunctionLookup {
  private readonly known = new Map<Routine, KnownFunction>();

  constructor(private readonly session: Session) {}

  /** @param projectId names without a project mean this one @param temporary whether the session's own count, too */
  in(text: string, projectId: string, temporary: boolean): KnownFunction[] {
    const found = temporary ? [...this.session.functions.values()].filter(({ paths }) => calls(text, [paths[0]?.[0] ?? ''])) : [];
    for (const routine of this.session.state.routines.values()) {
      const what = WHATS[routine.type];
      if (what === undefined || !calls(text, [routine.ref.datasetId, routine.ref.routineId])) continue;
      const known = this.known.get(routine) ?? knownFunction(routine, what, projectId);
      this.known.set(routine, known);
      found.push(known);
    }
    return found;
  }
}

/** Whether the parts of a name, dots between them, are followed by the parenthesis of a call. */
function calls(text: string, parts: readonly string[]): boolean {
  return parts.every((part) => text.includes(part)) && new RegExp(`(?<![\\w@])${parts.join('`?\\s*\\.\\s*`?')}\`?\\s*\\(`).test(text);
}

function knownFunction({ ref, definition, details }: Routine, what: KnownFunction['what'], defaultProject: string): KnownFunction {
  const { projectId: p, datasetId: d, routineId: f } = ref;
  const paths = [[p, d, f], [`${p}.${d}`, f], [p, `${d}.${f}`], [`${p}.${d}.${f}`], ...(p === defaultProject ? [[d, f], [`${d}.${f}`]] : [])];
  return { paths, what, body: definition, parameters: details?.parameters ?? [], returns: details?.returns ?? null };
}
