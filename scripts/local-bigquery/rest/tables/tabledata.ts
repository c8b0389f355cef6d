import type { Router } from 'express';
import { DefaultValues } from '../../engine/definitions/default-values.ts';
import { TableRows } from '../../engine/reading/table-rows.ts';
import { placeTable, replaceTable, touch, wrongKind } from '../../engine/definitions/tables.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { BigQueryError } from '../../errors.ts';
import { jsonRow, type JsonRules } from '../../load/json/json.ts';
import { bindType } from '../../storage/binds.ts';
import { datasetKey, datasetNotFound, relationKind, tableKey, tableName, tableNotFound, type Table } from '../../storage/catalog.ts';
import type { Changes } from '../../storage/catalog-store.ts';
import type { DuckDBValue } from '../../storage/duckdb.ts';
import { unquoted } from '../../storage/types.ts';
import { flagOf, textOf } from '../../wire/members.ts';
import { fieldType, isRecord, type FieldSchema } from '../../wire/schema.ts';
import { change, type Context } from '../context.ts';
import { InsertIds } from './insert-ids.ts';
import { pageRequest, rowsPage } from '../jobs/pages.ts';
import { resultsOf, resultTableJob } from '../jobs/result-tables.ts';
import { answer, bodyOf, queryText } from '../respond.ts';
import { selectCells, selectFields } from './selected-fields.ts';
import { refOf } from './tables.ts';

type Members = Readonly<Record<string, unknown>>;

const INSERT_MEMBERS = new Set(['kind', 'rows', 'skipInvalidRows', 'ignoreUnknownValues', 'templateSuffix', 'traceId']);
/** BigQuery's limit for one request. */
const MAX_ROWS = 50_000;

export function tabledataRoutes(router: Router, context: Context): void {
  const { store } = context.engine;
  const ids = new InsertIds();
  const path = '/projects/:projectId/datasets/:datasetId/tables/:tableId';

  router.get(`${path}/data`, answer(async (request) => {
    const ref = refOf(request);
    const selected = queryText(request, 'selectedFields');
    const job = resultTableJob(context.registry, ref);
    const page = pageRequest(request);
    if (job !== null) {
      const results = resultsOf(job);
      return { kind: 'bigquery#tableDataList', ...(await rowsPage(selected === null ? results : selectCells(results, selected, ref), page)) };
    }
    const { datasets, tables } = store.catalog.state;
    const table = tables.get(tableKey(ref));
    if (table === undefined) throw datasets.has(datasetKey(ref)) ? tableNotFound(ref, null) : datasetNotFound(ref, null);
    const { shape } = table;
    if (shape.kind === 'view') throw new BigQueryError('invalid', `Cannot list a table of type ${relationKind(table).replace(' ', '_')}.`);
    const totalRows = shape.physical === null ? 0 : await store.read(async (connection) => Number((await connection.rows(`SELECT count(*) FROM ${shape.physical ?? ''}`))[0]?.[0] ?? 0));
    if (totalRows === 0) return { kind: 'bigquery#tableDataList', totalRows: '0' };
    const rows = new TableRows(selected === null ? shape : selectFields(shape, selected), totalRows, store.read);
    return { kind: 'bigquery#tableDataList', etag: String(table.modified), ...(await rowsPage(rows, page)) };
  }));

  router.post(`${path}/insertAll`, answer(async (request) => {
    const base = refOf(request);
    const body = bodyOf(request);
    for (const [name, value] of Object.entries(body)) {
      if (!INSERT_MEMBERS.has(name) && value != null) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name} of insertAll.`, name);
    }
    const rows: readonly unknown[] = Array.isArray(body['rows']) ? body['rows'] : [];
    if (rows.length === 0) throw new BigQueryError('invalid', 'No rows present in the request.');
    if (rows.length > MAX_ROWS) throw new BigQueryError('invalid', `too many rows present in the request, limit: ${MAX_ROWS} row count: ${rows.length}`);
    const suffix = textOf(body, 'templateSuffix') ?? '';
    const ref = { ...base, tableId: `${base.tableId}${suffix}` };
    const insertErrors = await change(context, ref.projectId, (session) =>
      session.write([tableKey(ref), ...(suffix === '' ? [] : [tableKey(base)])], async (changes) => {
        const table = suffix === '' ? findTable(session, base) : await fromTemplate(session, changes, findTable(session, base), ref.tableId);
        const { physical, fields } = table.shape;
        if (relationKind(table) !== 'TABLE') throw wrongKind(ref, relationKind(table));
        if (physical === null) throw new BigQueryError('invalid', `The destination table ${tableName(ref)} has no schema.`);
        const key = tableKey(ref);
        const fresh = rows.flatMap((row, index) => (ids.has(key, insertIdOf(row)) ? [] : [{ row, index }]));
        const defaults = new DefaultValues(session, context.engine.compiler, fields);
        await defaults.prepare(fresh.length);
        const rules: JsonRules = { ignoreUnknown: flagOf(body, 'ignoreUnknownValues'), source: 'insertAll', defaultOf: (name) => defaults.take(name) };
        const { values, taken, errors } = readRows(fresh, fields, rules);
        if (errors.length > 0 && !flagOf(body, 'skipInvalidRows')) return stopped(rows.length, errors);
        if (values.length > 0) {
          async function* batch(): AsyncGenerator<DuckDBValue[][]> {
            yield await Promise.resolve(values);
          }
          await session.connection.append(unquoted(physical), fields.map((field) => bindType(fieldType(field))), batch());
          await touch(session, changes, table);
        }
        for (const id of taken) ids.add(key, id);
        return errors;
      }),
    );
    return { kind: 'bigquery#tableDataInsertAllResponse', ...(insertErrors.length === 0 ? {} : { insertErrors }) };
  }));
}

function findTable(session: Session, ref: Table['shape']['ref']): Table {
  const table = session.table(ref);
  if (table === null) throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
  return table;
}

/** The table of a template and a suffix, made when it is not there. */
async function fromTemplate(session: Session, changes: Changes, template: Table, tableId: string): Promise<Table> {
  const ref = { ...template.shape.ref, tableId };
  const existing = session.table(ref);
  if (existing !== null) return existing;
  const { partitioning, clustering, info, shape } = template;
  const made = await placeTable(session, changes, { ref, fields: shape.fields, partitioning, clustering, info, fill: null }, null);
  return replaceTable(session, changes, made);
}

function insertIdOf(row: unknown): string | null {
  return isRecord(row) && typeof row['insertId'] === 'string' && row['insertId'] !== '' ? row['insertId'] : null;
}

interface ReadRows {
  readonly values: DuckDBValue[][];
  /** The insert ids of the good rows. */
  readonly taken: readonly string[];
  readonly errors: readonly Members[];
}

function readRows(rows: readonly { readonly row: unknown; readonly index: number }[], fields: readonly FieldSchema[], rules: JsonRules): ReadRows {
  const values: DuckDBValue[][] = [];
  const errors: Members[] = [];
  const taken = new Set<string>();
  for (const { row, index } of rows) {
    const insertId = insertIdOf(row);
    if (insertId !== null && taken.has(insertId)) continue;
    try {
      values.push(jsonRow(isRecord(row) ? row['json'] : null, fields, rules));
      if (insertId !== null) taken.add(insertId);
    } catch (error) {
      if (!(error instanceof BigQueryError)) throw error;
      errors.push({ index, errors: [{ reason: 'invalid', location: error.location ?? '', debugInfo: '', message: error.message }] });
    }
  }
  return { values, taken: [...taken], errors };
}

/** One bad row keeps all out: the bad ones come first, and the good ones are told why. */
function stopped(count: number, errors: readonly Members[]): Members[] {
  const bad = new Set(errors.map((error) => error['index']));
  const good = Array.from({ length: count }, (_, index) => index).filter((index) => !bad.has(index));
  return [...errors, ...good.map((index) => ({ index, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] }))];
}
