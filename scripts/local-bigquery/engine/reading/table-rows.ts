import { BigQueryError } from '../../errors.ts';
import type { Column } from '../../../googlesql/types.ts';
import { tableNotFound, type Shape } from '../../storage/catalog.ts';
import type { Connection } from '../../storage/connection.ts';
import { quoteName } from '../../storage/types.ts';
import { cellReaders, readChunk, type Cell } from '../../wire/rows.ts';
import type { Page, ResultSet } from './results.ts';

/** Cells of a page at most; a page of a wide table has fewer rows. */
const PAGE_CELLS = 500_000;
const PAGE_ROWS = 50_000;

/** Lends a connection for reading. */
export type Read = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;

/** The rows of a stored table, in the order in which they came, page by page. */
export class TableRows implements ResultSet {
  readonly memory = 0;

  constructor(
    private readonly shape: Shape,
    readonly totalRows: number,
    private readonly read: Read,
  ) {}

  get columns(): readonly Column[] {
    return this.shape.columns;
  }

  async page(start: number, maxRows: number): Promise<Page> {
    const { physical, columns } = this.shape;
    if (physical === null) throw new BigQueryError('invalid', 'Cannot list a table of type VIEW.');
    const limit = Math.min(maxRows, PAGE_ROWS, Math.max(1, Math.floor(PAGE_CELLS / Math.max(1, columns.length))));
    const list = columns.map(({ name }) => quoteName(name)).join(', ');
    const rows: Cell[][] = [];
    const readers = cellReaders(columns);
    try {
      await this.read((connection) =>
        connection.stream(`SELECT ${list} FROM ${physical} LIMIT ${limit} OFFSET ${start}`, [], async (result) => {
          for (let chunk = await result.next(); chunk !== null; chunk = await result.next()) readChunk(chunk, readers, rows);
        }),
      );
    } catch (error) {
      throw error instanceof BigQueryError && error.reason === 'invalidQuery' ? tableNotFound(this.shape.ref) : error;
    }
    const next = start + rows.length;
    return { rows, next: rows.length > 0 && next < this.totalRows ? next : null };
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
