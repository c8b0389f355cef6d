import type { BureauCredit } from './bureau.ts';
import type { CsvFile } from './csv-file.ts';
import { Choice, Curve } from './distribution.ts';
import type { Keys } from './keys.ts';
import type { Random } from './random.ts';

/** Share of the applicants with bureau credits whose credits have monthly balances: all of them or none. */
export const HAS_BALANCE = { train: 0.344, test: 0.996 };
/** Credits with balances but without a row of their own: 43,041 over 356,255 applicants. */
const ORPHANS = 0.1208;

const STATUSES = ['0', '1', '2', '3', '4', '5', 'X'] as const;
/** Next month's status by this month's, per thousand, while the credit is open; C follows its end and stays. */
const NEXT = [
  [908, 20, 0, 0, 0, 0, 72],
  [540, 372, 51, 1, 0, 1, 39],
  [249, 171, 200, 331, 3, 0, 47],
  [163, 48, 36, 147, 554, 22, 31],
  [60, 23, 4, 36, 96, 741, 40],
  [27, 6, 2, 1, 2, 932, 31],
  [134, 2, 0, 0, 0, 0, 864],
].map((row) => new Choice(row.map((weight, index) => [index, weight] as const)));
const FIRST = new Choice([[0, 57.5], [6, 42.5]]);
const UNKNOWN = 6;
/** Month of the newest balance where it is not the current one. */
const STALE = new Curve([[0, -90], [5, -65], [25, -35], [50, -17], [75, -7], [95, -1], [100, -1]]);
const CURRENT = 0.84;
/** Months after the first one for which a credit is reported at least, the newest apart. */
const SHORTEST = 4;
/** Closed credits whose end the balances show as C; the others end as not known. */
const CLOSED_SHOWN = 0.85;
/** Running credits that are reported closed all the same. */
const RUNNING_CLOSED = 0.07;
const DAYS_PER_MONTH = 30.44;
const OLDEST = -96;

/** Writes the months of each credit, newest first. @returns the highest status reached, 0 when never late */
export function writeBureauBalance(file: CsvFile, credits: readonly BureauCredit[], random: Random): number {
  let worst = 0;
  for (const credit of credits) worst = Math.max(worst, writeMonths(file, credit, random));
  return worst;
}

export function writeOrphanBalances(file: CsvFile, keys: Keys, random: Random): void {
  for (let count = random.poisson(ORPHANS); count > 0; count--) {
    const opened = -random.int(1500, 2922);
    writeMonths(file, { id: keys.nextBureau(), status: 'Closed', opened, closed: Math.round(opened * random.next()) }, random);
  }
}

const months = new Uint8Array(1 - OLDEST);

function writeMonths(file: CsvFile, { id, status, opened, closed }: BureauCredit, random: Random): number {
  const first = Math.max(OLDEST, Math.ceil(opened / DAYS_PER_MONTH));
  const last = random.chance(CURRENT) ? 0 : Math.min(0, Math.max(first + SHORTEST, Math.round(STALE.draw(random))));
  const end = closingMonth(status, opened, closed, random);
  let state = FIRST.draw(random);
  let worst = 0;
  for (let month = first; month <= last; month++) {
    months[-month] = state;
    if (month < end && state !== UNKNOWN) worst = Math.max(worst, state);
    state = (NEXT[state] as Choice<number>).draw(random);
  }
  const stuck = status === 'Closed' && end > 0 ? UNKNOWN : null;
  for (let month = last; month >= first; month--) {
    file.int(id);
    file.int(month);
    const value = stuck !== null && closed !== null && month > closed / DAYS_PER_MONTH ? stuck : (months[-month] ?? UNKNOWN);
    file.text(month >= end ? 'C' : (STATUSES[value] ?? 'X'));
    file.endRow();
  }
  return worst;
}

/** First month reported as closed; 1 when there is none. */
function closingMonth(status: BureauCredit['status'], opened: number, closed: number | null, random: Random): number {
  if (closed !== null && random.chance(CLOSED_SHOWN)) return Math.ceil(closed / DAYS_PER_MONTH);
  if (status === 'Active' && random.chance(RUNNING_CLOSED)) return Math.ceil((opened * random.next()) / DAYS_PER_MONTH);
  return 1;
}
