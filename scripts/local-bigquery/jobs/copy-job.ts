import type { Session } from '../engine/session.ts';
import { placeTable, sameName, touch } from '../engine/tables.ts';
import { BigQueryError } from '../errors.ts';
import { oneOf } from '../load/options.ts';
import { datasetKey, datasetNotFound, tableKey, tableName, tableNotFound, type Table } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';
import { readTableRef } from '../wire/references.ts';

/** Copies tables into one, by column names. @returns rows copied */
export async function copyTables(session: Session, config: Readonly<Record<string, unknown>>, projectId: string): Promise<number> {
  const list: readonly unknown[] = Array.isArray(config['sourceTables']) ? config['sourceTables'] : [config['sourceTable']];
  const sources = list.map((source) => readTableRef(source, projectId, 'sourceTable'));
  const ref = readTableRef(config['destinationTable'], projectId, 'destinationTable');
  const disposition = oneOf(config, 'writeDisposition', ['WRITE_EMPTY', 'WRITE_TRUNCATE', 'WRITE_APPEND'] as const);
  const operation = oneOf(config, 'operationType', ['COPY', 'CLONE', 'SNAPSHOT'] as const);
  if (operation === 'SNAPSHOT') throw new BigQueryError('notImplemented', 'The local BigQuery does not make snapshots: copy the table.', 'operationType');
  return session.write([tableKey(ref), ...sources.map(tableKey)], async (changes) => {
    const tables = sources.map((source): Table => {
      const table = session.table(source);
      if (table === null) throw tableNotFound(source);
      if (table.shape.physical === null) throw new BigQueryError('invalid', `${tableName(source)} is not allowed for this operation because it is currently a VIEW.`);
      return table;
    });
    const [first] = tables;
    if (first === undefined) throw new BigQueryError('invalid', 'Required parameter is missing: sourceTable', 'sourceTable');
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    const existing = session.table(ref);
    if (existing?.shape.kind === 'view') throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
    const { fields } = first.shape;
    for (const { shape } of tables) {
      const same = shape.fields.length === fields.length && shape.fields.every((field) => fields.some((other) => sameName(field.name, other.name) && field.type === other.type && field.mode === other.mode));
      if (!same) throw new BigQueryError('invalid', `The schemas of ${tableName(first.shape.ref)} and ${tableName(shape.ref)} differ.`);
    }
    const columns = fields.map(({ name }) => quoteName(name)).join(', ');
    let rows = 0;
    const fill = async (physical: string): Promise<void> => {
      for (const { shape } of tables) rows += await session.connection.run(`INSERT INTO ${physical} (${columns}) SELECT ${columns} FROM ${shape.physical ?? ''}`);
    };
    if (existing?.shape.physical != null && disposition !== 'WRITE_TRUNCATE') {
      const [row] = await session.connection.rows(`SELECT count(*) FROM ${existing.shape.physical}`);
      if (disposition === 'WRITE_EMPTY' && Number(row?.[0]) > 0) throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
      await fill(existing.shape.physical);
      await touch(session, changes, existing);
      return rows;
    }
    const { partitioning, clustering, info } = first;
    await placeTable(session, changes, { ref, fields, partitioning, clustering, info, fill }, existing);
    return rows;
  });
}
