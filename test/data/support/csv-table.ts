import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import rawTables from '../../../includes/raw_tables.js';

/** A CSV read into columns; a value is null where the file has nothing. */
export class CsvTable {
  private readonly columns = new Map<string, (string | null)[]>();
  readonly header: string[];
  readonly rows: number;

  constructor(text: string) {
    const lines = text.trimEnd().split('\n');
    this.header = (lines[0] ?? '').split(',');
    this.rows = lines.length - 1;
    const columns = this.header.map((): (string | null)[] => []);
    for (let line = 1; line < lines.length; line++) {
      const values = split(lines[line] ?? '');
      if (values.length !== columns.length) throw new Error(`line ${line + 1} has ${values.length} values`);
      columns.forEach((column, index) => column.push(values[index] === '' ? null : (values[index] ?? null)));
    }
    this.header.forEach((name, index) => this.columns.set(name, columns[index] ?? []));
  }

  texts(column: string): (string | null)[] {
    const values = this.columns.get(column);
    if (values === undefined) throw new Error(`There is no column ${column}.`);
    return values;
  }

  /** NaN for null. */
  numbers(column: string): number[] {
    return this.texts(column).map((text) => (text === null ? NaN : Number(text)));
  }
}

function split(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Reads the CSV of a raw table. */
export async function readTable(folder: string, table: string): Promise<CsvTable> {
  const file = rawTables.tables.find(({ name }) => name === table)?.file ?? '';
  return new CsvTable(await readFile(join(folder, file), 'latin1'));
}
