import type { Router } from 'express';
import { TableRows } from '../engine/table-rows.ts';
import { sameName, touch } from '../engine/tables.ts';
import { BigQueryError } from '../errors.ts';
import { jsonRow } from '../load/json.ts';
import { bindType } from '../storage/binds.ts';
import { datasetKey, datasetNotFound, tableKey, tableName, tableNotFound, type Shape } from '../storage/catalog.ts';
import type { DuckDBValue } from '../storage/duckdb.ts';
import { unquoted } from '../storage/types.ts';
import { fieldType, isRecord } from '../wire/schema.ts';
import { change, type Context } from './context.ts';
import { InsertIds } from './insert-ids.ts';
import { pageRequest, rowsPage } from './pages.ts';
import { resultsOf, resultTableJob } from './result-tables.ts';
import { answer, bodyOf, queryText } from './respond.ts';
import { refOf } from './tables.ts';

const INSERT_MEMBERS = new Set(['kind', 'rows', 'skipInvalidRows', 'ignoreUnknownValues', 'traceId']);

export function tabledataRoutes(router: Router, context: Context): void {
  const { store } = context.engine;
  const ids = new InsertIds();

  router.get('/projects/:projectId/datasets/:datasetId/tables/:tableId/data', answer(async (request) => {
    const ref = refOf(request);
    const selected = queryText(request, 'selectedFields');
    const job = resultTableJob(context.registry, ref);
    if (job !== null && selected !== null) throw new BigQueryError('notImplemented', 'The local BigQuery does not support selectedFields of query results: select in the query.', 'selectedFields');
    if (job !== null) return { kind: 'bigquery#tableDataList', ...(await rowsPage(resultsOf(job), pageRequest(request))) };
    const { datasets, tables } = store.catalog.state;
    const table = tables.get(tableKey(ref));
    if (table === undefined) throw datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
    const { shape } = table;
    if (shape.physical === null) throw new BigQueryError('invalid', `Cannot list a table of type VIEW.`);
    const totalRows = await store.read(async (connection) => Number((await connection.rows(`SELECT count(*) FROM ${shape.physical ?? ''}`))[0]?.[0] ?? 0));
    return { kind: 'bigquery#tableDataList', ...(await rowsPage(new TableRows(selected === null ? shape : selectFields(shape, selected), totalRows, store.read), pageRequest(request))) };
  }));

  router.post('/projects/:projectId/datasets/:datasetId/tables/:tableId/insertAll', answer(async (request) => {
    const ref = refOf(request);
    const body = bodyOf(request);
    for (const [name, value] of Object.entries(body)) {
      if (!INSERT_MEMBERS.has(name) && value != null) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name} of insertAll.`, name);
    }
    const rows: readonly unknown[] = Array.isArray(body['rows']) ? body['rows'] : [];
    if (rows.length === 0) throw new BigQueryError('invalid', 'No rows present in the request.', 'rows');
    const insertErrors = await change(context, ref.projectId, (session) =>
      session.write([tableKey(ref)], async (changes) => {
        const table = session.table(ref);
        if (table === null) throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
        const { physical, fields } = table.shape;
        if (physical === null) throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
        const errors: Readonly<Record<string, unknown>>[] = [];
        const values: DuckDBValue[][] = [];
        const taken: string[] = [];
        rows.forEach((row, index) => {
          const insertId = isRecord(row) && typeof row['insertId'] === 'string' ? row['insertId'] : null;
          if (insertId !== null && ids.has(tableKey(ref), insertId)) return;
          try {
            values.push(jsonRow(isRecord(row) ? row['json'] : null, fields, body['ignoreUnknownValues'] === true));
            if (insertId !== null) taken.push(insertId);
          } catch (error) {
            if (!(error instanceof BigQueryError)) throw error;
            errors.push({ index, errors: [{ reason: 'invalid', location: error.location ?? '', debugInfo: '', message: error.message }] });
          }
        });
        if (errors.length > 0 && body['skipInvalidRows'] !== true) return stopped(rows.length, errors);
        if (values.length > 0) {
          async function* batch(): AsyncGenerator<DuckDBValue[][]> {
            yield await Promise.resolve(values);
          }
          await session.connection.append(unquoted(physical), fields.map((field) => bindType(fieldType(field))), batch());
          await touch(session, changes, table);
        }
        for (const id of taken) ids.add(tableKey(ref), id);
        return errors;
      }),
    );
    return { kind: 'bigquery#tableDataInsertAllResponse', ...(insertErrors.length === 0 ? {} : { insertErrors }) };
  }));
}

/** Only the named columns, in the table's order. @throws BigQueryError for one that is not there, or that is inside a record */
function selectFields(shape: Shape, list: string): Shape {
  const names = list.split(',').map((name) => name.trim());
  const nested = names.find((name) => name.includes('.'));
  if (nested !== undefined) throw new BigQueryError('notImplemented', `The local BigQuery does not select fields inside records (${nested}): select the whole record.`, 'selectedFields');
  const unknown = names.find((name) => !shape.columns.some((column) => sameName(column.name, name)));
  if (unknown !== undefined) throw new BigQueryError('invalid', `Invalid field name "${unknown}": Field ${unknown} is not in the table ${tableName(shape.ref)}.`, 'selectedFields');
  const isWanted = ({ name }: { readonly name: string }): boolean => names.some((wanted) => sameName(wanted, name));
  return { ...shape, fields: shape.fields.filter(isWanted), columns: shape.columns.filter(isWanted) };
}

/** One bad row keeps all out; the good ones are told why. */
function stopped(count: number, errors: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>>[] {
  const bad = new Map(errors.map((error) => [error['index'], error]));
  return Array.from({ length: count }, (_, index) => bad.get(index) ?? { index, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] });
}
