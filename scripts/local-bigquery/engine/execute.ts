import { BigQueryError } from '../errors.ts';
import { MERGE_ACTIONS } from '../generator/statements/merge.ts';
import { exportQuery } from '../load/export.ts';
import type { CompiledStatement, DuckSql, TableRef } from '../statement.ts';
import { datasetKey, datasetNotFound, tableKey, tableNotFound, type Shape } from '../storage/catalog.ts';
import type { Bind } from '../storage/duckdb.ts';
import { alterTable } from './definitions/alter-table.ts';
import { alterTemporaryTable } from './definitions/alter-temporary.ts';
import { bindsOf } from './sessions/binds.ts';
import { runCreateTable, runCreateView } from './definitions/create-statement.ts';
import { alterDataset, createDataset, dropDataset } from './definitions/datasets.ts';
import type { Folders } from './folders.ts';
import { createFunction, dropFunction } from './definitions/functions.ts';
import { createModel, dropModel } from './definitions/models.ts';
import { mergeOptions, resolveOptions } from './definitions/options.ts';
import { outcome, type DmlStats, type Outcome } from './outcome.ts';
import { collect } from './reading/results.ts';
import { TEMP_DATASET, type Session } from './sessions/session.ts';
import { dropExternalTable, dropTable, touch } from './definitions/tables.ts';

/** Runs one compiled statement. */
export async function execute(statement: CompiledStatement, session: Session, folders: Folders): Promise<Outcome> {
  const { connection } = session;
  const type = statementType(statement);
  const binds = (duck: DuckSql): Bind[] => bindsOf(duck, session);
  if (session.inTransaction && changesPermanently(statement, session)) {
    throw new BigQueryError('invalidQuery', `${type.replaceAll('_', ' ')} is not allowed in a transaction: of DDL, a transaction has only that of temporary tables and functions.`, 'query');
  }
  switch (statement.kind) {
    case 'query': {
      const results = await collect(connection, statement.query.sql, binds(statement.query), statement.columns, folders.results, session.signal);
      return outcome(type, { columns: statement.columns, results });
    }
    case 'createTable':
      return runCreateTable(statement, type, session);
    case 'createView':
      return runCreateView(statement, type, session);
    case 'dml':
      return runDml(statement, session);
    case 'createSchema': {
      const { projectId, datasetId, mode } = statement;
      const { location, ...info } = mergeOptions({}, await resolveOptions(statement.options, session), 'SCHEMA');
      const ref = { projectId, datasetId };
      const ddlOperation = await createDataset(session, ref, typeof location === 'string' ? location : session.options.location, info, mode);
      return outcome(type, { ddlOperation, ddlDataset: ref });
    }
    case 'alterSchema': {
      const ref = { projectId: statement.projectId, datasetId: statement.datasetId };
      return outcome(type, { ddlOperation: await alterDataset(session, ref, statement.ifExists, await resolveOptions(statement.options, session)), ddlDataset: ref });
    }
    case 'dropSchema': {
      const ref = { projectId: statement.projectId, datasetId: statement.datasetId };
      return outcome(type, { ddlOperation: await dropDataset(session, ref, statement.ifExists, statement.cascade), ddlDataset: ref });
    }
    case 'drop': {
      const { ref, what, ifExists } = statement;
      const temporary = temporaryTarget(statement, session);
      if (temporary?.physical != null) {
        await connection.run(`DROP TABLE ${temporary.physical}`);
        session.removeTemporary(ref.tableId);
        return outcome(type, { ddlOperation: 'DROP' });
      }
      if (ref.datasetId === TEMP_DATASET) {
        if (ifExists) return outcome(type, { ddlOperation: 'SKIP' });
        throw new BigQueryError('invalidQuery', `Table "${ref.tableId}" must be qualified with a dataset (e.g. dataset.table).`, 'query');
      }
      // No table here is external.
      if (what === 'EXTERNAL TABLE') return outcome(type, { ddlOperation: await dropExternalTable(session, ref, ifExists), ddlTable: ref });
      return outcome(type, { ddlOperation: await dropTable(session, ref, what, ifExists), ddlTable: ref });
    }
    case 'alter': {
      const { ref, what, ifExists, actions } = statement;
      const temporary = temporaryTarget(statement, session);
      if (temporary !== null) return outcome(type, { ddlOperation: await alterTemporaryTable(session, temporary, actions) });
      return outcome(type, { ddlOperation: await alterTable(session, ref, what, ifExists, actions), ddlTable: ref });
    }
    case 'createFunction':
      return outcome(type, { ddlOperation: await createFunction(session, statement), ...(statement.temporary ? {} : { ddlRoutine: routineRef(statement.ref) }) });
    case 'createModel':
      return outcome(type, { ddlOperation: await createModel(session, statement, folders), ddlTable: statement.ref });
    case 'dropRoutine': {
      const { what, ref, ifExists } = statement;
      if (what === 'MODEL') return outcome(type, { ddlOperation: await dropModel(session, ref, ifExists), ddlTable: ref });
      return outcome(type, { ddlOperation: await dropFunction(session, statement), ddlRoutine: routineRef(ref) });
    }
    case 'exportData':
      const exportedRows = await exportQuery(session, { sql: statement.query.sql, binds: binds(statement.query) }, statement.columns, await resolveOptions(statement.options, session), folders);
      return outcome(type, { exportedRows });
    case 'assert': {
      const [row] = await connection.rows(statement.condition.sql, binds(statement.condition));
      if (row?.[0] !== true) {
        throw new BigQueryError('invalidQuery', statement.message ?? 'Assertion failed', 'query');
      }
      return outcome(type);
    }
  }
}

function routineRef({ projectId, datasetId, tableId }: TableRef): { readonly projectId: string; readonly datasetId: string; readonly routineId: string } {
  return { projectId, datasetId, routineId: tableId };
}

/** DDL of what outlives the script. */
function changesPermanently(statement: CompiledStatement, session: Session): boolean {
  switch (statement.kind) {
    case 'query':
    case 'dml':
    case 'assert':
    case 'exportData':
      return false;
    case 'createTable':
    case 'createFunction':
      return !statement.temporary;
    case 'drop':
    case 'alter':
      return temporaryTarget(statement, session) === null;
    default:
      return true;
  }
}

async function runDml(statement: CompiledStatement & { kind: 'dml' }, session: Session): Promise<Outcome> {
  const { ref, steps, operation } = statement;
  const { connection } = session;
  const run = async (): Promise<Outcome> => {
    const stats = { insertedRowCount: 0, updatedRowCount: 0, deletedRowCount: 0 };
    for (const step of steps) {
      if (operation === 'MERGE') await countMerged(step, session, stats);
      else stats[COUNTS[operation]] += await connection.run(step.sql, bindsOf(step, session));
    }
    const affectedRows = stats.insertedRowCount + stats.updatedRowCount + stats.deletedRowCount;
    return outcome(statementType(statement), { affectedRows, dmlStats: stats });
  };
  if (ref.datasetId === TEMP_DATASET) return connection.transaction(run);
  return session.write([tableKey(ref)], async (changes) => {
    const table = session.table(ref);
    if (table === null) throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
    const result = await run();
    await touch(session, changes, table);
    return result;
  });
}

const COUNTS = { INSERT: 'insertedRowCount', UPDATE: 'updatedRowCount', DELETE: 'deletedRowCount', TRUNCATE: 'deletedRowCount' } as const;

/** A MERGE returns one number a row: what was done. */
async function countMerged(step: DuckSql, session: Session, stats: { -readonly [count in keyof DmlStats]: number }): Promise<void> {
  const members = MERGE_ACTIONS.map((action) => COUNTS[action]);
  await session.connection.stream(step.sql, bindsOf(step, session), async (result) => {
    for (let chunk = await result.next(); chunk !== null; chunk = await result.next()) {
      const actions = chunk.getColumnVector(0);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const member = members[Number(actions.getItem(row))];
        if (member !== undefined) stats[member] += 1;
      }
    }
  });
}

/** A name without dataset means the session's temporary table first. */
function temporaryTarget({ what, ref, qualified }: Extract<CompiledStatement, { kind: 'drop' | 'alter' }>, session: Session): Shape | null {
  return what === 'TABLE' && !qualified ? session.temporaryTable(ref.tableId) : null;
}

export function statementType(statement: CompiledStatement): string {
  switch (statement.kind) {
    case 'query':
      return 'SELECT';
    case 'createTable':
      if (statement.source?.by === 'snapshot') return 'CREATE_SNAPSHOT_TABLE';
      return statement.as === null || (statement.source !== undefined && statement.source.by !== 'like') ? 'CREATE_TABLE' : 'CREATE_TABLE_AS_SELECT';
    case 'createView':
      return statement.materialized === true ? 'CREATE_MATERIALIZED_VIEW' : 'CREATE_VIEW';
    case 'alterSchema':
      return 'ALTER_SCHEMA';
    case 'dml':
      return statement.operation === 'TRUNCATE' ? 'TRUNCATE_TABLE' : statement.operation;
    case 'createSchema':
      return 'CREATE_SCHEMA';
    case 'dropSchema':
      return 'DROP_SCHEMA';
    case 'drop':
      return `DROP_${statement.what.replaceAll(' ', '_')}`;
    case 'alter':
      return `ALTER_${statement.what.replaceAll(' ', '_')}`;
    case 'createFunction':
      return statement.definition.what === 'table' ? 'CREATE_TABLE_FUNCTION' : 'CREATE_FUNCTION';
    case 'createModel':
      return 'CREATE_MODEL';
    case 'dropRoutine':
      return `DROP_${statement.what.replace(' ', '_')}`;
    case 'exportData':
      return 'EXPORT_DATA';
    case 'assert':
      return 'ASSERT';
  }
}
