import type { Session } from '../engine/sessions/session.ts';
import { placeTable, sameName, touch } from '../engine/definitions/tables.ts';
import { BigQueryError } from '../errors.ts';
import type { TableRef } from '../statement.ts';
import { checkTableId, datasetKey, datasetNotFound, relationKind, tableKey, tableName, tableNotFound, type Table, type TableExtra } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';
import { oneOf } from '../wire/members.ts';
import { readTableRef } from '../wire/references.ts';
import type { FieldSchema } from '../wire/schema.ts';

const OPERATIONS = ['COPY', 'CLONE', 'SNAPSHOT', 'RESTORE'] as const;

export interface Copy {
  readonly sources: readonly TableRef[];
  readonly destination: TableRef;
  readonly operation: (typeof OPERATIONS)[number];
  readonly writeDisposition: 'WRITE_EMPTY' | 'WRITE_TRUNCATE' | 'WRITE_APPEND';
  readonly mayCreate: boolean;
  /** Milliseconds since 1970 as int64 text; null for never. */
  readonly expirationTime: string | null;
}

/** Reads `configuration.copy`. @throws BigQueryError naming what is wrong */
export function readCopy(config: Readonly<Record<string, unknown>>, projectId: string): Copy {
  const list: readonly unknown[] = Array.isArray(config['sourceTables']) ? config['sourceTables'] : [config['sourceTable']];
  if (list.length === 0) throw new BigQueryError('invalid', 'Required parameter is missing: sourceTable', 'sourceTable');
  const sources = list.map((source) => readTableRef(source, projectId, 'sourceTable'));
  const operation = oneOf(config, 'operationType', OPERATIONS);
  if (operation !== 'COPY' && sources.length > 1) throw new BigQueryError('invalid', `A ${operation} takes one source table.`, 'sourceTables');
  const expiration = config['destinationExpirationTime'];
  return {
    sources,
    operation,
    destination: readTableRef(config['destinationTable'], projectId, 'destinationTable'),
    writeDisposition: oneOf(config, 'writeDisposition', ['WRITE_EMPTY', 'WRITE_TRUNCATE', 'WRITE_APPEND'] as const),
    mayCreate: oneOf(config, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER'] as const) === 'CREATE_IF_NEEDED',
    expirationTime: expiration === undefined || expiration === null ? null : readTime(expiration),
  };
}

/** RFC 3339, or milliseconds since 1970. */
function readTime(value: unknown): string {
  const time = typeof value === 'string' && !/^\d+$/.test(value) ? Date.parse(value) : Number(value);
  if (!Number.isSafeInteger(time)) throw new BigQueryError('invalid', `Invalid value for destinationExpirationTime: ${String(value)}`, 'destinationExpirationTime');
  return String(time);
}

/** Copies tables into one, by column names. @returns rows copied */
export async function copyTables(session: Session, copy: Copy): Promise<number> {
  const { sources, destination: ref, writeDisposition } = copy;
  checkTableId(ref.tableId);
  return session.write([tableKey(ref), ...sources.map(tableKey)], async (changes) => {
    const tables = sources.map((source) => sourceTable(session, source));
    const [first] = tables;
    if (first === undefined) throw new BigQueryError('invalid', 'Required parameter is missing: sourceTable', 'sourceTable');
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, session.options.location);
    const existing = session.table(ref);
    if (existing === null && !copy.mayCreate) throw tableNotFound(ref, session.options.location);
    if (existing !== null && relationKind(existing) !== 'TABLE') throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a ${relationKind(existing)}.`);
    const { fields } = first.shape;
    for (const { shape } of tables) {
      if (!sameFields(shape.fields, fields)) throw new BigQueryError('invalid', `The schemas of ${tableName(first.shape.ref)} and ${tableName(shape.ref)} differ.`);
    }
    const columns = fields.map(({ name }) => quoteName(name)).join(', ');
    let rows = 0;
    const fill = async (physical: string): Promise<void> => {
      for (const { shape } of tables) rows += await session.connection.run(`INSERT INTO ${physical} (${columns}) SELECT ${columns} FROM ${shape.physical ?? ''}`);
    };
    if (existing?.shape.physical != null && writeDisposition !== 'WRITE_TRUNCATE') {
      const [row] = await session.connection.rows(`SELECT count(*) FROM ${existing.shape.physical}`);
      if (writeDisposition === 'WRITE_EMPTY' && (Number(row?.[0]) > 0 || copy.operation !== 'COPY')) throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
      if (!sameFields(existing.shape.fields, fields)) throw new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(ref)}.`);
      await fill(existing.shape.physical);
      await touch(session, changes, existing);
      return rows;
    }
    const { partitioning, clustering } = first;
    // A copy lives as its new dataset says, not as its source does.
    const kept = Object.entries(first.info).filter(([name]) => name !== 'expirationTime');
    const expiration = copy.expirationTime === null ? {} : { expirationTime: copy.expirationTime };
    await placeTable(session, changes, { ref, fields, partitioning, clustering, info: { ...Object.fromEntries(kept), ...expiration }, extra: extraOf(copy, first, session.store.now()), fill }, existing);
    return rows;
  });
}

function sourceTable(session: Session, ref: TableRef): Table {
  const table = session.table(ref);
  if (table === null) throw tableNotFound(ref, session.options.location);
  if (table.shape.physical === null) throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a ${relationKind(table)}.`);
  return table;
}

function sameFields(one: readonly FieldSchema[], other: readonly FieldSchema[]): boolean {
  const mode = (field: FieldSchema): string => field.mode ?? 'NULLABLE';
  return (
    one.length === other.length &&
    one.every((field) => other.some((twin) => sameName(field.name, twin.name) && field.type === twin.type && mode(field) === mode(twin) && sameFields(field.fields ?? [], twin.fields ?? [])))
  );
}

function extraOf({ operation }: Copy, { shape, extra }: Table, time: number): TableExtra {
  const constraints = extra?.constraints === undefined ? {} : { constraints: extra.constraints };
  if (operation === 'COPY' || operation === 'RESTORE') return constraints;
  return { ...constraints, variant: operation === 'SNAPSHOT' ? 'snapshot' : 'clone', base: { ref: shape.ref, time } };
}
