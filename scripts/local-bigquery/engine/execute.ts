import { BigQueryError } from '../errors.ts';
import { exportQuery } from '../load/export.ts';
import type { CompiledStatement, DuckSql, TableRef } from '../statement.ts';
import { datasetKey, datasetNotFound, tableKey, tableNotFound } from '../storage/catalog.ts';
import type { Bind } from '../storage/duckdb.ts';
import { fromDefinition } from '../wire/schema.ts';
import { createDataset, dropDataset } from './datasets.ts';
import type { Folders } from './folders.ts';
import { mergeOptions } from './options.ts';
import { outcome, type DmlStats, type Outcome } from './outcome.ts';
import { collect } from './results.ts';
import { TEMP_DATASET, type Session } from './session.ts';
import { alterTable, createTable, createTemporaryTable, createView, dropTable, touch } from './tables.ts';

/** Runs one compiled statement. */
export async function execute(statement: CompiledStatement, session: Session, folders: Folders): Promise<Outcome> {
  const { connection } = session;
  const type = statementType(statement);
  const binds = (duck: DuckSql): Bind[] => bindsOf(duck, session);
  switch (statement.kind) {
    case 'query': {
      const results = await collect(connection, statement.query.sql, binds(statement.query), statement.columns, folders.results, session.signal);
      return outcome(type, { columns: statement.columns, results });
    }
    case 'createTable': {
      const { ref, as, mode } = statement;
      const fields = statement.columns.map(fromDefinition);
      const fill = as === null ? null : async (physical: string): Promise<void> => {
        await connection.run(`INSERT INTO ${physical} ${as.sql}`, binds(as));
      };
      if (statement.temporary) {
        const ddlOperation = await createTemporaryTable(session, { ref: { ...ref, datasetId: TEMP_DATASET }, fields, fill }, mode);
        return outcome(type, { ddlOperation });
      }
      const info = mergeOptions({}, statement.options);
      const { partitioning, clustering } = statement;
      const ddlOperation = await createTable(session, { ref, fields, partitioning, clustering, info, fill }, mode);
      return outcome(type, { ddlOperation, ddlTable: ref });
    }
    case 'createView': {
      const { ref, mode, query } = statement;
      const fields = statement.columns.map(fromDefinition);
      const ddlOperation = await createView(session, { ref, fields, query, info: mergeOptions({}, statement.options) }, mode);
      return outcome(type, { ddlOperation, ddlTable: ref });
    }
    case 'dml':
      return runDml(statement, session);
    case 'createSchema': {
      const { projectId, datasetId, mode } = statement;
      const { location, ...info } = mergeOptions({}, statement.options);
      const ref = { projectId, datasetId };
      const ddlOperation = await createDataset(session, ref, typeof location === 'string' ? location : session.options.location, info, mode);
      return outcome(type, { ddlOperation, ddlDataset: ref });
    }
    case 'dropSchema': {
      const ref = { projectId: statement.projectId, datasetId: statement.datasetId };
      return outcome(type, { ddlOperation: await dropDataset(session, ref, statement.ifExists, statement.cascade), ddlDataset: ref });
    }
    case 'drop': {
      const { ref, what, ifExists } = statement;
      const temporary = what === 'TABLE' && mayBeTemporary(ref, session) ? session.temporaryTable(ref.tableId) : null;
      if (temporary?.physical != null) {
        await connection.run(`DROP TABLE ${temporary.physical}`);
        session.removeTemporary(ref.tableId);
        return outcome(type, { ddlOperation: 'DROP' });
      }
      if (ref.datasetId === TEMP_DATASET) {
        if (ifExists) return outcome(type, { ddlOperation: 'SKIP' });
        throw new BigQueryError('invalidQuery', `Table "${ref.tableId}" must be qualified with a dataset (e.g. dataset.table).`, 'query');
      }
      return outcome(type, { ddlOperation: await dropTable(session, ref, what, ifExists), ddlTable: ref });
    }
    case 'alter': {
      const { ref, what, ifExists, actions } = statement;
      return outcome(type, { ddlOperation: await alterTable(session, ref, what, ifExists, actions), ddlTable: ref });
    }
    case 'exportData':
      await exportQuery(session, { sql: statement.query.sql, binds: binds(statement.query) }, statement.columns, statement.options, folders);
      return outcome(type);
    case 'assert': {
      const [row] = await connection.rows(statement.condition.sql, binds(statement.condition));
      if (row?.[0] !== true) {
        throw new BigQueryError('invalidQuery', statement.message === null ? 'Assertion failed' : `Assertion failed: ${statement.message}`, 'query');
      }
      return outcome(type);
    }
  }
}

async function runDml(statement: CompiledStatement & { kind: 'dml' }, session: Session): Promise<Outcome> {
  const { ref, steps, operation } = statement;
  const { connection } = session;
  const run = async (): Promise<Outcome> => {
    const stats = { insertedRowCount: 0, updatedRowCount: 0, deletedRowCount: 0 };
    let affectedRows = 0;
    for (const step of steps) {
      const count = await connection.run(step.sql, bindsOf(step, session));
      affectedRows += count;
      const member = affected(operation);
      if (member !== null) stats[member] += count;
    }
    return outcome(statementType(statement), { affectedRows, ...(operation === 'MERGE' ? {} : { dmlStats: stats }) });
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

function affected(operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE'): keyof DmlStats | null {
  switch (operation) {
    case 'INSERT':
      return 'insertedRowCount';
    case 'UPDATE':
      return 'updatedRowCount';
    case 'DELETE':
    case 'TRUNCATE':
      return 'deletedRowCount';
    case 'MERGE':
      // One statement does all of a MERGE; the engine tells only the sum.
      return null;
  }
}

/** A name without dataset means the session's temporary table first. */
function mayBeTemporary(ref: TableRef, session: Session): boolean {
  return ref.datasetId === TEMP_DATASET || ref.datasetId === session.options.datasetId;
}

/** The values for a statement's placeholders: parameters first, then variables. */
export function bindsOf({ binds }: DuckSql, session: Session): Bind[] {
  const { parameters } = session.options;
  return binds.map((index) => {
    const bind = parameters[index]?.bind ?? session.variables[index - parameters.length]?.bind;
    if (bind === undefined) throw new BigQueryError('invalidQuery', `Query parameter ${index + 1} is not given.`, 'query');
    return bind;
  });
}

export function statementType(statement: CompiledStatement): string {
  switch (statement.kind) {
    case 'query':
      return 'SELECT';
    case 'createTable':
      return statement.as === null ? 'CREATE_TABLE' : 'CREATE_TABLE_AS_SELECT';
    case 'createView':
      return 'CREATE_VIEW';
    case 'dml':
      return statement.operation === 'TRUNCATE' ? 'TRUNCATE_TABLE' : statement.operation;
    case 'createSchema':
      return 'CREATE_SCHEMA';
    case 'dropSchema':
      return 'DROP_SCHEMA';
    case 'drop':
      return `DROP_${statement.what}`;
    case 'alter':
      return `ALTER_${statement.what}`;
    case 'exportData':
      return 'EXPORT_DATA';
    case 'assert':
      return 'ASSERT';
  }
}
