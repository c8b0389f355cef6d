import type { Column } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Destination } from '../jobs/query-config.ts';
import { storedRows } from '../generator/statements/stored.ts';
import type { CompiledStatement, DecimalSize, ElementRule } from '../statement.ts';
import { checkTableId, datasetKey, datasetNotFound, relationKind, tableKey, tableName, tableNotFound } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';
import { elementRule } from '../wire/element-rules.ts';
import { checkFieldNames, toField, type FieldSchema } from '../wire/schema.ts';
import { bindsOf } from './sessions/binds.ts';
import { checkLayout, checkSamePartitioning } from './definitions/layout.ts';
import { sameName } from './sessions/names.ts';
import { outcome, type Outcome } from './outcome.ts';
import { updateSchema } from './definitions/schema-update.ts';
import type { Session } from './sessions/session.ts';
import { placeTable, replaceTable, touch } from './definitions/tables.ts';
import { TableRows } from './reading/table-rows.ts';

/** Writes the rows of a query into the table that the job names. */
export async function runIntoTable(statement: CompiledStatement & { kind: 'query' }, destination: Destination, session: Session): Promise<Outcome> {
  const { ref, writeDisposition, mayCreate } = destination;
  const { location } = session.options;
  checkTableId(ref.tableId);
  const fields = statement.columns.map(({ name, type }, index) => toField(name === '' ? `f${index}_` : name, type));
  checkFieldNames(fields);
  const columns = fields.map(({ name }) => quoteName(name)).join(', ');
  const stored = storedRows(statement.query, statement.columns);
  const shape = await session.write([tableKey(ref)], async (changes) => {
    const dataset = session.state.datasets.get(datasetKey(ref));
    if (dataset === undefined) throw datasetNotFound(ref, location);
    session.options.place?.enter(dataset);
    const existing = session.table(ref);
    if (existing === null && !mayCreate) throw tableNotFound(ref, location);
    if (existing !== null && relationKind(existing) !== 'TABLE') throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a ${relationKind(existing)}.`);
    const fill = async (physical: string, { sql } = stored): Promise<void> => {
      await session.connection.run(`INSERT INTO ${physical} (${columns}) ${sql}`, bindsOf(statement.query, session));
    };
    if (existing?.shape.physical != null && writeDisposition === 'WRITE_EMPTY') {
      const [row] = await session.connection.rows(`SELECT count(*) FROM ${existing.shape.physical}`);
      if (Number(row?.[0]) > 0) throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
    }
    if (existing?.shape.physical != null) checkSamePartitioning(existing, destination.partitioning);
    if (existing?.shape.physical != null && writeDisposition !== 'WRITE_TRUNCATE') {
      const updated = await updateSchema(session, existing, fields, destination.updates);
      await fill(updated.shape.physical ?? '', storedRows(statement.query, withSizes(statement.columns, fields, updated.shape.fields)));
      if (updated === existing) await touch(session, changes, existing);
      else await replaceTable(session, changes, updated);
      return updated.shape;
    }
    const partitioning = destination.partitioning ?? existing?.partitioning ?? null;
    const clustering = destination.clustering.length > 0 ? destination.clustering : (existing?.clustering ?? []);
    checkLayout(fields, partitioning, clustering);
    const made = await placeTable(session, changes, { ref, fields, partitioning, clustering, info: { ...existing?.info, ...destination.info }, fill }, existing);
    return made.shape;
  });
  const [row] = await session.connection.rows(`SELECT count(*) FROM ${shape.physical ?? ''}`);
  // The table's own columns, which may stand in another order than the query's.
  return outcome('SELECT', { columns: shape.columns, results: new TableRows(shape, Number(row?.[0] ?? 0), session.store.read) });
}

/** The columns of a query with what the table's own columns keep of their values. */
function withSizes(columns: readonly Column[], named: readonly FieldSchema[], kept: readonly FieldSchema[]): (Column & { readonly decimal?: DecimalSize; readonly rule: ElementRule | null })[] {
  return columns.map((column, index) => {
    const field = kept.find(({ name }) => sameName(name, named[index]?.name ?? ''));
    const { precision, scale = '0' } = field ?? {};
    const ruled = { ...column, rule: field === undefined ? null : elementRule(field) };
    return precision === undefined ? ruled : { ...ruled, decimal: { precision: Number(precision), scale: Number(scale) } };
  });
}
