import type { Request, Router } from 'express';
import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/sessions/session.ts';
import { runStatement } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { createProcedure } from '../script/create-procedure.ts';
import { strictMode } from '../script/procedures.ts';
import { datasetKey, datasetNotFound, etag, routineKey, routineNotFound, type Routine } from '../storage/catalog.ts';
import { deleteRoutine } from '../storage/metadata.ts';
import { textOf } from '../wire/members.ts';
import { isRecord } from '../wire/schema.ts';
import { standardType } from '../wire/standard-type.ts';
import { change, type Context } from './context.ts';
import { checkEtag } from './members.ts';
import { answer, bodyOf, listPage, param, queryText } from './respond.ts';
import { routineStatement } from './routine-text.ts';

/** Functions and procedures: a client's insert and update become the statements that make them. */
export function routineRoutes(router: Router, context: Context): void {
  const { engine } = context;
  const { catalog } = engine.store;
  const folder = '/projects/:projectId/datasets/:datasetId/routines';
  const refOf = (request: Request): Routine['ref'] => ({ ...datasetOf(request), routineId: param(request, 'routineId') });
  const find = (ref: Routine['ref']): Routine => {
    const routine = catalog.state.routines.get(routineKey(ref));
    if (routine === undefined) throw routineNotFound(ref);
    return routine;
  };

  router.get(folder, answer(async (request) => {
    const dataset = datasetOf(request);
    if (!catalog.state.datasets.has(datasetKey(dataset))) throw datasetNotFound(dataset);
    const isWanted = typeFilter(queryText(request, 'filter'));
    const all = [...catalog.state.routines.values()].filter((routine) => datasetKey(routine.ref) === datasetKey(dataset) && isWanted(routine));
    const { items, next } = listPage(request, all);
    const mask = queryText(request, 'readMask');
    const routines = mask === null ? items.map(summary) : await Promise.all(items.map(async (routine) => masked(await resource(routine, engine), mask)));
    return { ...next, ...(routines.length === 0 ? {} : { routines }) };
  }));

  router.post(folder, answer(async (request) => {
    const body = bodyOf(request);
    const reference = isRecord(body['routineReference']) ? body['routineReference'] : {};
    const routineId = textOf(reference, 'routineId');
    if (routineId === null) throw new BigQueryError('invalid', 'Required parameter is missing: routineReference.routineId', 'routineReference');
    const ref = { ...datasetOf(request), routineId };
    await change(context, ref.projectId, (session) => make(routineStatement(body, ref, false), session, engine));
    return resource(find(ref), engine);
  }));

  router.get(`${folder}/:routineId`, answer(async (request) => {
    const mask = queryText(request, 'readMask');
    const all = await resource(find(refOf(request)), engine);
    return mask === null ? all : masked(all, mask);
  }));

  router.put(`${folder}/:routineId`, answer(async (request) => {
    const ref = refOf(request);
    checkEtag(request, etag(find(ref)));
    await change(context, ref.projectId, (session) => make(routineStatement(bodyOf(request), ref, true), session, engine));
    return resource(find(ref), engine);
  }));

  router.delete(`${folder}/:routineId`, answer(async (request) => {
    const ref = refOf(request);
    await change(context, ref.projectId, (session) =>
      session.write([routineKey(ref)], async (changes) => {
        if (!session.state.routines.has(routineKey(ref))) throw routineNotFound(ref);
        await deleteRoutine(session.connection, ref);
        changes.routines.set(routineKey(ref), null);
      }),
    );
  }));
}

function datasetOf(request: Request): { readonly projectId: string; readonly datasetId: string } {
  return { projectId: param(request, 'projectId'), datasetId: param(request, 'datasetId') };
}

/** `routineType:SCALAR_FUNCTION` @throws BigQueryError for another text */
function typeFilter(text: string | null): (routine: Routine) => boolean {
  if (text === null) return () => true;
  const [, type] = /^\s*routineType\s*:\s*"?(\w+)"?\s*$/i.exec(text) ?? [];
  if (type === undefined) throw new BigQueryError('invalid', `Invalid filter: ${text}. It may be routineType:SCALAR_FUNCTION, or another type.`, 'filter');
  return (routine) => routine.type === type.toUpperCase();
}

/** The members that a client asks for, and the name, which is always there. */
function masked(routine: Resource, mask: string): Resource {
  const names = ['routineReference', ...mask.split(',').map((path) => path.trim().split('.')[0] ?? '')].map((name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  return names.includes('*') ? routine : Object.fromEntries(Object.entries(routine).filter(([name]) => names.includes(name)));
}

async function make(text: string, session: Session, engine: Engine): Promise<void> {
  const { statements } = await refusing(() => engine.analyzer.parseScript(text));
  const [statement] = statements;
  if (statements.length !== 1 || statement === undefined) throw new BigQueryError('invalid', 'definitionBody must be one routine.', 'definitionBody');
  if (statement.kind === 'createProcedure') await createProcedure(statement, { session, compiler: engine.compiler, analyzer: engine.analyzer });
  else await runStatement(text, session, engine.compiler, engine.folders);
}

type Resource = Readonly<Record<string, unknown>>;

function summary(routine: Routine): Resource {
  const { ref, type, created, modified } = routine;
  return { etag: etag(routine), routineReference: ref, routineType: type, language: 'SQL', creationTime: String(created), lastModifiedTime: String(modified) };
}

async function resource(routine: Routine, engine: Engine): Promise<Resource> {
  const { definition, details, info, type } = routine;
  if (details === null) return { ...summary(routine), ...info, ...(await procedureMembers(definition, engine)) };
  const parameters = details.parameters.map(({ name, type: of, isNotAggregate }) => ({ name, ...(isNotAggregate === true ? { isAggregate: false } : {}), ...(of === null ? { argumentKind: 'ANY_TYPE' } : { dataType: standardType(of) }) }));
  const { returns } = details;
  return {
    ...summary(routine),
    ...info,
    ...(parameters.length === 0 ? {} : { arguments: parameters }),
    ...(returns === null ? {} : type === 'TABLE_VALUED_FUNCTION' ? { returnTableType: { columns: standardType(returns).structType?.fields ?? [] } } : { returnType: standardType(returns) }),
    definitionBody: definition,
  };
}

async function procedureMembers(definition: string, { analyzer }: Engine): Promise<Resource> {
  const { statements } = await refusing(() => analyzer.parseScript(definition));
  const [statement] = statements;
  if (statement?.kind !== 'createProcedure') throw new BigQueryError('internalError', 'A stored procedure is none.');
  const parameters = [];
  for (const { name, mode, type } of statement.parameters) {
    const node = type === null ? null : await refusing(() => analyzer.analyze({ sql: `SELECT CAST(NULL AS ${type}) AS t`, tables: [] }));
    const column = node?.kind === 'QueryStmt' ? node.outputColumnList[0]?.column : undefined;
    parameters.push({ name, mode, ...(column === undefined ? { argumentKind: 'ANY_TYPE' } : { dataType: standardType(column.type) }) });
  }
  const strict = strictMode(statement.options);
  return { ...(parameters.length === 0 ? {} : { arguments: parameters }), ...(strict === null ? {} : { strictMode: strict }), definitionBody: statement.body.text };
}
