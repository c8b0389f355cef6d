import { checkLayout } from '../../engine/definitions/layout.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { updateSchema } from '../../engine/definitions/schema-update.ts';
import { placeTable, sameName, type NewTable } from '../../engine/definitions/tables.ts';
import { BigQueryError } from '../../errors.ts';
import type { ForeignKey, Partitioning, TableConstraints, TableRef } from '../../statement.ts';
import { makeShape, type Described, type Table } from '../../storage/catalog.ts';
import type { Changes } from '../../storage/catalog-store.ts';
import { flagOf, integerOf, textOf } from '../../wire/members.ts';
import { parseClustering, parsePartitioning, partitioningInfo, partitioningText } from '../../wire/partitioning.ts';
import { readTableRef } from '../../wire/references.ts';
import { isRecord, parseSchema, type FieldSchema } from '../../wire/schema.ts';
import type { Context } from '../context.ts';
import { checkDefaults } from './default-check.ts';
import { harmlessMembers, mergeMembers, pickMembers } from '../members.ts';
import { readView } from './view-body.ts';

type Body = Readonly<Record<string, unknown>>;

const MEMBERS = ['friendlyName', 'description', 'labels', 'expirationTime', 'requirePartitionFilter', 'maxStaleness', 'resourceTags'];
const HANDLED = ['schema', 'view', 'materializedView', 'timePartitioning', 'rangePartitioning', 'clustering', 'tableReference', 'tableConstraints'];
const OUTPUT = [
  'kind', 'etag', 'id', 'selfLink', 'creationTime', 'lastModifiedTime', 'type', 'location', 'numRows', 'numBytes', 'numLongTermBytes', 'numTotalLogicalBytes', 'numActiveLogicalBytes',
  'numLongTermLogicalBytes', 'numPhysicalBytes', 'numTimeTravelPhysicalBytes', 'numActivePhysicalBytes', 'numLongTermPhysicalBytes', 'numTotalPhysicalBytes', 'numCurrentPhysicalBytes',
  'numPartitions', 'streamingBuffer', 'projectId', 'snapshotDefinition', 'cloneDefinition', 'managedTableType',
];

/** What a body says of a table beside its columns. @throws BigQueryError for members that are not supported */
export function readInfo(body: Body): Described {
  const info = pickMembers(body, MEMBERS, [...HANDLED, ...OUTPUT, ...harmlessMembers(body)]);
  flagOf(info, 'requirePartitionFilter');
  const given = info['expirationTime'];
  const expiration = given === undefined ? {} : { expirationTime: given === null || integerOf(info, 'expirationTime') === 0 ? null : String(integerOf(info, 'expirationTime')) };
  return { ...info, ...expiration, ...partitioningInfo(body) };
}

/** The table that tables.insert asks for. */
export function readTable(body: Body, ref: TableRef): NewTable {
  const fields = parseSchema(body['schema']);
  const partitioning = parsePartitioning(body);
  const clustering = parseClustering(body);
  checkLayout(fields, partitioning, clustering);
  const constraints = readConstraints(body['tableConstraints'], ref, fields);
  return { ref, fields, partitioning, clustering, info: mergeMembers({}, readInfo(body)), fill: null, ...(constraints === null ? {} : { extra: { constraints } }) };
}

function readConstraints(value: unknown, ref: TableRef, fields: readonly FieldSchema[]): TableConstraints | null {
  if (!isRecord(value)) return null;
  const strings = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);
  const primaryKey = isRecord(value['primaryKey']) ? strings(value['primaryKey']['columns']) : null;
  const keys: readonly unknown[] = Array.isArray(value['foreignKeys']) ? value['foreignKeys'] : [];
  const foreignKeys = keys.filter(isRecord).map((key, index): ForeignKey => {
    const references: readonly unknown[] = Array.isArray(key['columnReferences']) ? key['columnReferences'] : [];
    const pairs = references.filter(isRecord);
    return {
      name: textOf(key, 'name') ?? `${ref.tableId}.fk$${index + 1}`,
      columns: pairs.map((pair) => String(pair['referencingColumn'])),
      references: readTableRef(key['referencedTable'], ref.projectId, 'referencedTable'),
      referencedColumns: pairs.map((pair) => String(pair['referencedColumn'])),
    };
  });
  for (const column of [...(primaryKey ?? []), ...foreignKeys.flatMap(({ columns }) => columns)]) {
    if (!fields.some(({ name }) => sameName(name, column))) throw new BigQueryError('invalid', `The column ${column} of a constraint cannot be found in the schema.`, 'tableConstraints');
  }
  return { primaryKey, foreignKeys };
}

/** A table after a patch, or after an update when `replace` is set. Alters what is stored. */
export async function changedTable(body: Body, table: Table, replace: boolean, session: Session, changes: Changes, context: Context): Promise<Table> {
  const given = readInfo(body);
  const kept = replace ? {} : table.info;
  const described: Table = { ...table, info: mergeMembers(kept, given) };
  if (table.shape.kind === 'view') return changedView(body, described, session, context);
  const clustering = body['clustering'] === undefined ? table.clustering : parseClustering(body);
  const partitioning = parsePartitioning(replace ? body : withKnownField(body, table.partitioning)) ?? (body['timePartitioning'] === null || body['rangePartitioning'] === null ? null : table.partitioning);
  if (partitioningText(partitioning) !== partitioningText(table.partitioning)) {
    throw new BigQueryError('invalid', `Incompatible table partitioning specification. Expected partitioning specification ${partitioningText(table.partitioning)}, but input partitioning specification is ${partitioningText(partitioning)}`);
  }
  const wanted = isRecord(body['schema']) ? parseSchema(body['schema']) : null;
  if (wanted !== null) await checkDefaults(wanted, session, context);
  let changed = described;
  if (wanted !== null && wanted.length > 0) {
    changed = table.shape.physical === null
      ? await placeTable(session, changes, { ref: table.shape.ref, fields: wanted, partitioning, clustering, info: described.info, fill: null }, table)
      : await updateSchema(session, described, wanted, { allowFieldAddition: true, allowFieldRelaxation: true, takeNotes: true });
  }
  checkLayout(changed.shape.fields, null, clustering);
  const constraints = body['tableConstraints'] === undefined ? changed.extra?.constraints : readConstraints(body['tableConstraints'], table.shape.ref, changed.shape.fields);
  const { variant, base } = changed.extra ?? {};
  const extra = { ...(variant === undefined ? {} : { variant }), ...(base === undefined ? {} : { base }), ...(constraints == null ? {} : { constraints }) };
  return { ...changed, clustering, extra };
}

/** A patch of the expiration alone names no column: it stays the one that it was. */
function withKnownField(body: Body, partitioning: Partitioning | null): Body {
  const time = body['timePartitioning'];
  if (!isRecord(time) || partitioning?.kind !== 'time') return body;
  return { ...body, timePartitioning: { type: partitioning.unit, field: partitioning.column, ...time } };
}

async function changedView(body: Body, table: Table, session: Session, context: Context): Promise<Table> {
  const view = await readView(body, session, context);
  if (view !== null) return { ...table, info: { ...table.info, ...view.info }, shape: makeShape({ ...table.shape, fields: view.fields, viewQuery: view.query }) };
  const described = isRecord(body['schema']) ? parseSchema(body['schema']) : null;
  if (described === null) return table;
  const fields = table.shape.fields.map((field): FieldSchema => {
    const { name, type, mode, fields: inner } = field;
    const description = described.find((other) => sameName(other.name, name))?.description;
    return { name, type, ...(mode === undefined ? {} : { mode }), ...(description === undefined ? {} : { description }), ...(inner === undefined ? {} : { fields: inner }) };
  });
  return { ...table, shape: makeShape({ ...table.shape, fields }) };
}
