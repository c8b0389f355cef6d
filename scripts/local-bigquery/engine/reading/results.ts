import { open, rm, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Column } from '../../../googlesql/types.ts';
import type { Connection } from '../../storage/connection.ts';
import type { Bind } from '../../storage/duckdb.ts';
import { cellReaders, readChunk, type Cell } from '../../wire/rows.ts';

/** Rows beyond this much JSON text go to a file, so that a big result costs disk and no memory. */
const MEMORY_LIMIT_BYTES = 4 * 1024 * 1024;
/** A page of rows as JSON; BigQuery's own limit is about 10 MB. */
const PAGE_LIMIT_BYTES = 10 * 1024 * 1024;

export interface Page {
  readonly rows: readonly (readonly Cell[])[];
  /** Index of the row after the page; null at the end. */
  readonly next: number | null;
}

/** The rows of a finished query. */
export interface ResultSet {
  readonly columns: readonly Column[];
  readonly totalRows: number;
  /** Bytes that it holds in memory. */
  readonly memory: number;
  page(start: number, maxRows: number): Promise<Page>;
  dispose(): Promise<void>;
}

/** Runs a query to its end and keeps its rows. @param dir where big results go */
export async function collect(
  connection: Connection,
  sql: string,
  binds: readonly Bind[],
  columns: readonly Column[],
  dir: string,
  signal: AbortSignal,
): Promise<ResultSet> {
  const readers = cellReaders(columns);
  return connection.stream(sql, binds, async (result) => {
    const rows: Cell[][] = [];
    let bytes = 0;
    let spool: Spool | null = null;
    try {
      for (let chunk = await result.next(); chunk !== null; chunk = await result.next()) {
        signal.throwIfAborted();
        const before = rows.length;
        readChunk(chunk, readers, rows);
        for (let index = before; index < rows.length; index += 1) bytes += sizeOf(rows[index] ?? []);
        if (bytes > MEMORY_LIMIT_BYTES || spool) {
          spool ??= await Spool.open(dir);
          await spool.append(rows.splice(0));
        }
      }
      return spool ? await spool.finish(columns) : new MemoryResult(columns, rows, bytes);
    } catch (error) {
      await spool?.discard();
      throw error;
    }
  });
}

class MemoryResult implements ResultSet {
  constructor(
    readonly columns: readonly Column[],
    private readonly rows: readonly (readonly Cell[])[],
    readonly memory: number,
  ) {}

  get totalRows(): number {
    return this.rows.length;
  }

  page(start: number, maxRows: number): Promise<Page> {
    const rows = this.rows.slice(start, start + maxRows);
    return Promise.resolve({ rows, next: start + rows.length < this.rows.length ? start + rows.length : null });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

interface Block {
  readonly firstRow: number;
  readonly rows: number;
  readonly offset: number;
  readonly length: number;
}

/** Blocks of rows as JSON, one after the other in a file. */
class Spool {
  private readonly blocks: Block[] = [];
  private offset = 0;
  private count = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
  ) {}

  static async open(dir: string): Promise<Spool> {
    const path = join(dir, `${randomUUID()}.json`);
    return new Spool(await open(path, 'wx+'), path);
  }

  async append(rows: readonly (readonly Cell[])[]): Promise<void> {
    if (rows.length === 0) return;
    const bytes = Buffer.from(JSON.stringify(rows));
    // One write takes less than all of it when the disk is nearly full; the next one says so.
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, this.offset + done);
      done += bytesWritten;
    }
    this.blocks.push({ firstRow: this.count, rows: rows.length, offset: this.offset, length: bytes.length });
    this.offset += bytes.length;
    this.count += rows.length;
  }

  async finish(columns: readonly Column[]): Promise<ResultSet> {
    await this.file.close();
    return new FileResult(columns, this.count, this.path, this.blocks);
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}

class FileResult implements ResultSet {
  constructor(
    readonly columns: readonly Column[],
    readonly totalRows: number,
    private readonly path: string,
    private readonly blocks: readonly Block[],
  ) {}

  get memory(): number {
    return this.blocks.length * 64;
  }

  async page(start: number, maxRows: number): Promise<Page> {
    const end = Math.min(this.totalRows, start + maxRows);
    const rows: Cell[][] = [];
    let bytes = 0;
    const file = await open(this.path, 'r');
    try {
      for (const block of this.blocks) {
        if (block.firstRow + block.rows <= start || block.firstRow >= end) continue;
        if (bytes > 0 && bytes + block.length > PAGE_LIMIT_BYTES) break;
        const buffer = Buffer.alloc(block.length);
        await file.read(buffer, 0, block.length, block.offset);
        const all = JSON.parse(buffer.toString()) as Cell[][];
        rows.push(...all.slice(Math.max(0, start - block.firstRow), end - block.firstRow));
        bytes += block.length;
      }
    } finally {
      await file.close();
    }
    const next = start + rows.length;
    return { rows, next: next < this.totalRows ? next : null };
  }

  async dispose(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

function sizeOf(row: readonly Cell[]): number {
  let bytes = 16;
  for (const cell of row) bytes += 16 + cellSize(cell);
  return bytes;
}

function cellSize(cell: Cell): number {
  if (cell === null) return 4;
  if (typeof cell === 'string') return cell.length;
  if ('micros' in cell) return 24;
  return sizeOf('items' in cell ? cell.items : cell.fields);
}
