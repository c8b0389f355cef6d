import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Column, SqlType } from '../../../googlesql/types.ts';
import type { Session } from '../../engine/sessions/session.ts';
import type { ResultStream } from '../../storage/connection.ts';
import type { Bind } from '../../storage/duckdb.ts';
import { cellReaders, readChunk, type Cell } from '../../wire/rows.ts';
import { datetimeText } from '../../wire/text.ts';

/** Writes rows as newline-delimited JSON: integers and decimals as strings, and no member for a NULL. @returns rows written */
export async function writeJson(session: Session, query: { readonly sql: string; readonly binds: readonly Bind[] }, columns: readonly Column[], path: string, gzip: boolean): Promise<number> {
  const { signal } = session;
  return session.connection.stream(query.sql, query.binds, async (result) => {
    const written = { rows: 0 };
    const lines = jsonLines(result, columns, signal, written);
    if (gzip) await pipeline(lines, createGzip(), createWriteStream(path), { signal });
    else await pipeline(lines, createWriteStream(path), { signal });
    return written.rows;
  });
}

async function* jsonLines(result: ResultStream, columns: readonly Column[], signal: AbortSignal, written: { rows: number }): AsyncGenerator<string> {
  const readers = cellReaders(columns);
  const row: SqlType = { kind: 'STRUCT', fields: columns };
  for (let chunk = await result.next(); chunk !== null; chunk = await result.next()) {
    signal.throwIfAborted();
    const rows: Cell[][] = [];
    readChunk(chunk, readers, rows);
    written.rows += rows.length;
    yield rows.map((cells) => `${jsonText({ fields: cells }, row) ?? '{}'}\n`).join('');
  }
}

/** @returns null for a NULL */
function jsonText(cell: Cell, type: SqlType): string | null {
  if (cell === null) return null;
  switch (type.kind) {
    case 'ARRAY': {
      const items = typeof cell === 'object' && 'items' in cell ? cell.items : [];
      return `[${items.map((item) => jsonText(item, type.element) ?? 'null').join(',')}]`;
    }
    case 'STRUCT': {
      const cells = typeof cell === 'object' && 'fields' in cell ? cell.fields : [];
      const members = type.fields.flatMap(({ name, type: inner }, index) => {
        const text = jsonText(cells[index] ?? null, inner);
        return text === null ? [] : [`${JSON.stringify(name === '' ? `_field_${index + 1}` : name)}:${text}`];
      });
      return `{${members.join(',')}}`;
    }
    default:
      return scalarText(cell, type.kind);
  }
}

function scalarText(cell: Cell, kind: SqlType['kind']): string {
  if (typeof cell === 'object' && cell !== null && 'micros' in cell) return JSON.stringify(timestampText(BigInt(cell.micros)));
  const text = typeof cell === 'string' ? cell : '';
  switch (kind) {
    case 'BOOL':
    case 'JSON':
      return text;
    case 'FLOAT64':
      // Its text is JSON but for NaN and the infinities.
      if (!/^-?[0-9]/.test(text)) return JSON.stringify(text);
      return Object.is(Number(text), -0) ? '-0.0' : JSON.stringify(Number(text));
    default:
      return JSON.stringify(text);
  }
}

/** `2020-01-01 00:00:00.5 UTC` */
function timestampText(micros: bigint): string {
  const text = datetimeText(micros).replace('T', ' ');
  return `${text.includes('.') ? text.replace(/0+$/, '') : text} UTC`;
}
