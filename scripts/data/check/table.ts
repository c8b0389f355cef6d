import { createInterface } from 'node:readline';
import { splitLine } from '../load/csv-line.ts';
import { openCsv } from '../load/open.ts';
import { RawDataError } from '../load/raw-data-error.ts';
import type { Source } from '../load/sources.ts';

const FIRST_CAPACITY = 1024;

/** Rows of a raw table by column: numbers with NaN for missing, texts as codes of a dictionary. */
export class Table {
  rows = 0;
  private capacity = FIRST_CAPACITY;
  private readonly columns: Float64Array[];
  private readonly dictionaries: (Map<string, number> | null)[];
  private readonly at: ReadonlyMap<string, number>;

  constructor(readonly source: Source) {
    const { columns } = source.table;
    this.columns = columns.map(() => new Float64Array(FIRST_CAPACITY));
    this.dictionaries = columns.map(({ type }) => (type === 'STRING' ? new Map<string, number>() : null));
    this.at = new Map(columns.map(({ name }, index) => [name, index]));
  }

  add(values: readonly string[], order: readonly number[]): void {
    if (this.rows === this.capacity) this.grow();
    for (const [index, column] of this.columns.entries()) {
      const text = values[order[index] ?? -1] ?? '';
      column[this.rows] = text === '' ? NaN : this.numberFor(index, text);
    }
    this.rows++;
  }

  has(name: string): boolean {
    return this.at.has(name);
  }

  /** A number per row, NaN where the file has nothing; for a text its code. */
  numbers(name: string): Float64Array {
    return (this.columns[this.position(name)] as Float64Array).subarray(0, this.rows);
  }

  /** The code of a text, -1 if no row has it; the text itself where the column is one of numbers. */
  code(name: string, text: string): number {
    const dictionary = this.dictionaries[this.position(name)];
    return dictionary ? (dictionary.get(text) ?? -1) : Number(text);
  }

  private position(name: string): number {
    const at = this.at.get(name);
    if (at === undefined) throw new Error(`${this.source.table.name} has no column ${name}.`);
    return at;
  }

  private numberFor(column: number, text: string): number {
    const dictionary = this.dictionaries[column];
    if (!dictionary) return Number(text);
    const code = dictionary.get(text) ?? dictionary.size;
    dictionary.set(text, code);
    return code;
  }

  private grow(): void {
    this.capacity *= 2;
    for (const [index, column] of this.columns.entries()) {
      const larger = new Float64Array(this.capacity);
      larger.set(column);
      this.columns[index] = larger;
    }
  }
}

/** Reads a file once, from top to bottom. @param keep says by the id in the column `key` which rows are wanted */
export async function readTable(source: Source, key: string, keep: (id: number) => boolean): Promise<Table> {
  const table = new Table(source);
  const lines = createInterface({ input: await openCsv(source), crlfDelay: Infinity });
  let order: number[] | null = null;
  let keyAt = -1;
  let line = 0;
  for await (const text of lines) {
    line++;
    const values = splitLine(text);
    if (values === null) throw new RawDataError(source.name, line, null, 'a quote is not closed. Download or generate it again.');
    if (order === null) {
      order = source.table.columns.map(({ name }) => values.indexOf(name));
      keyAt = values.indexOf(key);
      const missing = source.table.columns.find((_, index) => order?.[index] === -1);
      if (missing !== undefined) throw new RawDataError(source.name, line, missing.name, 'the column is missing. Download or generate it again.');
    } else if (keep(Number(values[keyAt]))) table.add(values, order);
  }
  return table;
}
