import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement } from '../../statement.ts';
import { tableNotFound, type Described, type TableExtra } from '../../storage/catalog.ts';
import { checkFieldNames, fromDefinition, type FieldSchema } from '../../wire/schema.ts';
import { bindsOf } from '../sessions/binds.ts';
import { checkLayoutOptions } from './layout.ts';
import { mergeOptions, resolveOptions } from './options.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { TEMP_DATASET, type Session } from '../sessions/session.ts';
import { createTable, createTemporaryTable, createView, sameName, type NewTable } from './tables.ts';

type CreateTable = Extract<CompiledStatement, { kind: 'createTable' }>;
type CreateView = Extract<CompiledStatement, { kind: 'createView' }>;

/** Runs CREATE TABLE in all its forms, CREATE SNAPSHOT TABLE too. */
export async function runCreateTable(statement: CreateTable, type: string, session: Session): Promise<Outcome> {
  const { ref, as, mode } = statement;
  const fill = as === null ? null : async (physical: string): Promise<void> => {
    await session.connection.run(`INSERT INTO ${physical} ${as.sql}`, bindsOf(as, session));
  };
  const options = await resolveOptions(statement.options, session);
  const taken = takenFrom(statement, session);
  const fields = taken?.fields ?? statement.columns.map(fromDefinition);
  checkFieldNames(fields);
  const info = mergeOptions(taken?.info ?? {}, options, statement.source?.by === 'snapshot' ? 'SNAPSHOT TABLE' : 'TABLE');
  const partitioning = statement.partitioning ?? taken?.partitioning ?? null;
  const clustering = statement.clustering.length > 0 ? statement.clustering : (taken?.clustering ?? []);
  checkLayoutOptions(partitioning, info);
  if (statement.source === undefined) checkKeys(statement, fields);
  if (statement.temporary) {
    const ddlOperation = await createTemporaryTable(session, { ref: { ...ref, datasetId: TEMP_DATASET }, fields, fill }, mode);
    return outcome(type, { ddlOperation });
  }
  const extra = extraOf(statement, taken?.extra, session);
  const table: NewTable = { ref, fields, partitioning, clustering, info, fill, ...(extra === null ? {} : { extra }) };
  return outcome(type, { ddlOperation: await createTable(session, table, mode), ddlTable: ref });
}

type Taken = Pick<NewTable, 'fields' | 'info' | 'partitioning' | 'clustering'> & { readonly extra?: TableExtra };

/** What LIKE, COPY and CLONE take over: all but the expiration and, from LIKE, the keys. */
function takenFrom({ source }: CreateTable, session: Session): Taken | null {
  if (source === undefined) return null;
  if (source.ref.datasetId === TEMP_DATASET) {
    const shape = session.temporaryTable(source.ref.tableId);
    if (shape === null) throw tableNotFound(source.ref);
    return { fields: shape.fields, info: {}, partitioning: null, clustering: [] };
  }
  const table = session.table(source.ref);
  if (table === null) throw tableNotFound(source.ref);
  const info: Described = Object.fromEntries(Object.entries(table.info).filter(([member]) => member !== 'expirationTime'));
  const { partitioning, clustering, extra, shape } = table;
  return { fields: shape.fields, info, partitioning, clustering, ...(extra === undefined ? {} : { extra }) };
}

function extraOf({ source, constraints }: CreateTable, taken: TableExtra | undefined, session: Session): TableExtra | null {
  const keys = constraints ?? (source === undefined || source.by === 'like' ? undefined : taken?.constraints);
  const made = source?.by === 'clone' || source?.by === 'snapshot' ? { variant: source.by, base: { ref: source.ref, time: session.store.now() } } : {};
  const extra: TableExtra = { ...made, ...(keys === undefined ? {} : { constraints: keys }) };
  return Object.keys(extra).length === 0 ? null : extra;
}

function checkKeys({ constraints }: CreateTable, fields: readonly FieldSchema[]): void {
  for (const column of [...(constraints?.primaryKey ?? []), ...(constraints?.foreignKeys ?? []).flatMap(({ columns }) => columns)]) {
    if (!fields.some(({ name }) => sameName(name, column))) throw new BigQueryError('invalidQuery', `Column not found: ${column}`, 'query');
  }
}

/** Runs CREATE VIEW and CREATE MATERIALIZED VIEW; the second is computed whenever it is read. */
export async function runCreateView(statement: CreateView, type: string, session: Session): Promise<Outcome> {
  const { ref, mode, query, partitioning, clustering, materialized } = statement;
  const info = mergeOptions({}, await resolveOptions(statement.options, session), materialized === true ? 'MATERIALIZED VIEW' : 'VIEW');
  const fields = statement.columns.map(fromDefinition);
  checkFieldNames(fields);
  const view = {
    ref,
    fields,
    query,
    info,
    ...(partitioning === undefined ? {} : { partitioning }),
    ...(clustering === undefined ? {} : { clustering }),
    ...(materialized === true ? { extra: { variant: 'materializedView' as const } } : {}),
  };
  return outcome(type, { ddlOperation: await createView(session, view, mode), ddlTable: ref });
}
