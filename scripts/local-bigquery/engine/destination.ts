import { BigQueryError } from '../errors.ts';
import type { Destination } from '../jobs/query-config.ts';
import type { CompiledStatement } from '../statement.ts';
import { checkTableId, datasetKey, datasetNotFound, tableKey, tableName, tableNotFound } from '../storage/catalog.ts';
import { toField } from '../wire/schema.ts';
import { bindsOf } from './binds.ts';
import { outcome, type Outcome } from './outcome.ts';
import type { Session } from './session.ts';
import { placeTable, sameName, touch } from './tables.ts';
import { TableRows } from './table-rows.ts';

/** Writes the rows of a query into the table that the job names. */
export async function runIntoTable(statement: CompiledStatement & { kind: 'query' }, destination: Destination, session: Session): Promise<Outcome> {
  const { ref, writeDisposition, mayCreate } = destination;
  checkTableId(ref.tableId);
  const fields = statement.columns.map(({ name, type }, index) => toField(name === '' ? `f${index}_` : name, type));
  const shape = await session.write([tableKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    const existing = session.table(ref);
    if (existing === null && !mayCreate) throw tableNotFound(ref);
    if (existing?.shape.kind === 'view') throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
    const fill = async (physical: string, columns = ''): Promise<void> => {
      await session.connection.run(`INSERT INTO ${physical} ${columns}${statement.query.sql}`, bindsOf(statement.query, session));
    };
    if (existing?.shape.physical != null && writeDisposition === 'WRITE_EMPTY') {
      const [row] = await session.connection.rows(`SELECT count(*) FROM ${existing.shape.physical}`);
      if (Number(row?.[0]) > 0) throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
    }
    if (existing?.shape.physical != null && writeDisposition === 'WRITE_APPEND') {
      const known = existing.shape.fields;
      const same = known.length === fields.length && known.every((field, index) => sameName(field.name, fields[index]?.name ?? '') && field.type === fields[index]?.type);
      if (!same) throw new BigQueryError('invalid', `Invalid schema update: the query's columns are not those of table ${tableName(ref)}.`);
      await fill(existing.shape.physical);
      await touch(session, changes, existing);
      return existing.shape;
    }
    const { partitioning, clustering } = destination;
    const made = await placeTable(session, changes, { ref, fields, partitioning, clustering, info: existing?.info ?? {}, fill }, existing);
    return made.shape;
  });
  const [row] = await session.connection.rows(`SELECT count(*) FROM ${shape.physical ?? ''}`);
  return outcome('SELECT', { columns: statement.columns, results: new TableRows(shape, Number(row?.[0] ?? 0), session.store.read) });
}
