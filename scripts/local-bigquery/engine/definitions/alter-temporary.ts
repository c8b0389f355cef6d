import { BigQueryError } from '../../errors.ts';
import type { AlterAction } from '../../statement.ts';
import type { Shape, Table } from '../../storage/catalog.ts';
import { alter } from './alter-table.ts';
import type { DdlOperation } from '../outcome.ts';
import type { Session } from '../sessions/session.ts';

/** What needs metadata, of which a temporary table has none. */
const REFUSED: Readonly<Partial<Record<AlterAction['kind'], string>>> = {
  setOptions: 'SET OPTIONS',
  renameTo: 'RENAME TO',
  addPrimaryKey: 'ADD PRIMARY KEY',
  addForeignKey: 'ADD FOREIGN KEY',
  dropPrimaryKey: 'DROP PRIMARY KEY',
  dropConstraint: 'DROP CONSTRAINT',
};

/** Changes the columns of a temporary table, which only the session sees. @throws BigQueryError for what is not about columns */
export async function alterTemporaryTable(session: Session, shape: Shape, actions: readonly AlterAction[]): Promise<DdlOperation> {
  await session.connection.transaction(async () => {
    let table: Table = { shape, partitioning: null, clustering: [], info: {}, created: 0, modified: 0 };
    for (const action of actions) {
      const refused = REFUSED[action.kind];
      if (refused !== undefined || action.kind === 'renameTo') {
        throw new BigQueryError('invalidQuery', `ALTER TABLE … ${refused ?? ''} of a temporary table is not supported by the local BigQuery: create it anew.`, 'query');
      }
      table = await alter(session, table, action);
    }
    session.addTemporary(table.shape);
  });
  return 'ALTER';
}
