import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import rawTables from '../../../includes/raw_tables.js';

const DAYS = 2;

/** Tables whose rows others hang on: without them those are orphans, of which the assertions allow but a few. */
const PARENTS = ['bureau', 'previous_application'];

/**
 * Which of the days a row comes on, the first being 0; null when it was there before. There are new applicants with all
 * their history; others whose history grows; and months at the bureau for customers without any other new row.
 */
function comesOn(table: string, customer: number | null, bureauCredit: number | null, line: number): number | null {
  if (customer !== null && customer % 10 === 3) return Math.floor(customer / 10) % DAYS;
  if (table.startsWith('application')) return null;
  if (bureauCredit !== null && bureauCredit % 11 === 0 && table === 'bureau_balance') return line % 9 === 0 ? line % DAYS : null;
  if (customer !== null && customer % 10 === 5) return line % (PARENTS.includes(table) ? 21 : 7) === 0 ? line % DAYS : null;
  return null;
}

/**
 * Deals the rows of eight files out to folders: what was there before, and what comes on each of two days. A day's folder
 * has no file for a table without new rows.
 * @returns the folders: `before`, then a day each
 */
export async function dealOut(from: string, to: string): Promise<{ readonly before: string; readonly days: readonly string[] }> {
  const before = join(to, 'before');
  const days = Array.from({ length: DAYS }, (_, day) => join(to, `day-${day + 1}`));
  for (const folder of [before, ...days]) await mkdir(folder, { recursive: true });
  const owners = new Map<number, number>();
  for (const { name, file, columns } of rawTables.tables) {
    const [header = '', ...lines] = (await readFile(join(from, file), 'latin1')).trimEnd().split('\n');
    const at = (column: string): number => columns.findIndex((each) => each.name === column);
    const [customerAt, creditAt] = [at('SK_ID_CURR'), at('SK_ID_BUREAU')];
    const dealt = new Map<string, string[]>([[before, []]]);
    for (const [line, text] of lines.entries()) {
      const values = text.split(',', 2);
      const credit = idAt(values, creditAt);
      const customer = idAt(values, customerAt) ?? (credit === null ? null : (owners.get(credit) ?? null));
      if (customer !== null && credit !== null) owners.set(credit, customer);
      const day = comesOn(name, customer, credit, line);
      const folder = day === null ? before : (days[day] ?? before);
      dealt.set(folder, [...(dealt.get(folder) ?? []), text]);
    }
    for (const [folder, rows] of dealt) await writeFile(join(folder, file), [header, ...rows, ''].join('\n'), 'latin1');
  }
  return { before, days };
}

/** Ids stand in the first two columns. */
function idAt(values: readonly string[], at: number): number | null {
  return at < 0 ? null : Number(values[at]);
}
