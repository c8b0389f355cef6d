import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A row of a Kaggle file as text; an empty field is a missing value. */
export type RawRow = Readonly<Record<string, string>>;

const FILES = {
  train: 'application_train.csv',
  test: 'application_test.csv',
  bureau: 'bureau.csv',
  bureauBalance: 'bureau_balance.csv',
  previous: 'previous_application.csv',
  pos: 'POS_CASH_balance.csv',
  card: 'credit_card_balance.csv',
  instalments: 'installments_payments.csv',
} as const;

export type RawRows = Readonly<Record<keyof typeof FILES, readonly RawRow[]>>;

/** Reads the eight files by means of its own, so that it shares no fault with the loader. */
export async function readRawRows(directory: string): Promise<RawRows> {
  const entries = await Promise.all(
    Object.entries(FILES).map(async ([name, file]) => [name, parse(await readText(directory, file))] as const),
  );
  return Object.fromEntries(entries) as unknown as RawRows;
}

async function readText(directory: string, file: string): Promise<string> {
  const plain = join(directory, file);
  if (existsSync(plain)) return await readFile(plain, 'utf8');
  return gunzipSync(await readFile(`${plain}.gz`)).toString('utf8');
}

function parse(text: string): RawRow[] {
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = header.split(',');
  return lines.map((line) => {
    const fields = [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map(([, field = '', quoted]) => quoted ?? field);
    return Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']));
  });
}

/** The number in a field; null if it is missing. */
export function number(row: RawRow, name: string): number | null {
  const text = row[name];
  if (text === undefined) throw new Error(`The file has no column ${name}.`);
  return text === '' ? null : Number(text);
}

/** The number in a field that may not be missing. */
export function known(row: RawRow, name: string): number {
  const value = number(row, name);
  if (value === null) throw new Error(`${name} is missing in ${JSON.stringify(row)}.`);
  return value;
}

/** A day in a field; null for the source's 365243. */
export function day(row: RawRow, name: string): number | null {
  const value = number(row, name);
  return value === 365_243 ? null : value;
}
