import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';

/** A Parquet file in memory, its footer read. */
export interface ParquetFile {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Calls `take` for every value of the named columns; `value` is null where the column is. */
  readColumns(names: readonly string[], take: (column: number, row: number, value: unknown) => void): Promise<void>;
}

/** @param origin names the file in messages. @throws TypeError for bytes that are no Parquet */
export async function openParquet(bytes: Buffer, origin: string): Promise<ParquetFile> {
  const file: AsyncBuffer = {
    byteLength: bytes.length,
    slice: (start, end) => copyOf(bytes.subarray(start, end)),
  };
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file);
  } catch (error) {
    throw new TypeError(`${origin} is no Parquet file.`, { cause: error });
  }
  return {
    rows: Number(metadata.num_rows),
    columns: metadata.schema.slice(1).map(({ name }) => name),
    async readColumns(names, take) {
      const places = new Map(names.map((name, column) => [name, column]));
      const taken = new Map(names.map((name) => [name, 0]));
      // An error thrown from this callback would be lost in hyparquet: it is kept and thrown below.
      let failure: unknown = null;
      await parquetRead({
        file,
        metadata,
        columns: [...names],
        onChunk: ({ columnName, columnData, rowStart }) => {
          const column = places.get(columnName);
          if (column === undefined || failure !== null) return;
          taken.set(columnName, (taken.get(columnName) ?? 0) + columnData.length);
          try {
            for (let at = 0; at < columnData.length; at += 1) take(column, rowStart + at, columnData[at] ?? null);
          } catch (error) {
            failure = error;
          }
        },
      });
      if (failure !== null) throw failure as Error;
      const short = [...taken].filter(([, count]) => count !== Number(metadata.num_rows)).map(([name]) => name);
      if (short.length > 0) throw new TypeError(`${origin} does not hold all rows of ${short.join(', ')}.`);
    },
  };
}

/** An ArrayBuffer of its own: a Node buffer may share one with strangers. */
function copyOf(bytes: Buffer): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
