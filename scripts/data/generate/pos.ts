import type { CsvFile } from './csv-file.ts';
import { Curve, shifted } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

const DAYS_PER_MONTH = 30.44;
const OLDEST = -96;
const SIGNED_FIRST = 0.06;
const RETURNED = 0.0055;
/** Closed loans whose last snapshot does not say so. */
const END_UNSEEN = 0.115;
/** Running loans whose newest snapshots have not come in yet. */
const STALE = 0.4;
const LATE_LOAN = 0.079;
const LATE_BY_TRAIT = 0.9;
const DAYS_LATE = new Curve([[0, 1], [25, 3], [50, 7], [75, 16], [90, 29], [98, 40], [100, 300]], true);
const STAYS_LATE = 0.62;
/** Loans that were never settled; what is owed is mostly too small to count. */
const NEVER_SETTLED = 0.0035;
const NEVER_SETTLED_SMALL = 0.9;
const SMALL_DEBT = 0.3;
const COUNT_MISSING = 0.0005;
/** Loans of which an instalment is paid before the first snapshot. */
const BEGUN = 0.06;
/** Of the loans that end early, those whose number of instalments is corrected at the end. */
const SHORTENED = 0.85;
/** Months in which no instalment is paid, or two are. */
const NONE_PAID = 0.03;
const TWO_PAID = 0.016;

/** Writes the monthly snapshots of a point-of-sale or cash loan. @returns the most days past due */
export function writePos(file: CsvFile, persona: Persona, loan: PreviousApplication, schedule: Schedule, random: Random): number {
  const payments = loan.payments ?? 0;
  const start = Math.max(OLDEST, Math.ceil(loan.decision / DAYS_PER_MONTH) - (random.chance(0.5) ? 1 : 0));
  const first = Math.min(-1, start);
  if (random.chance(RETURNED)) return writeReturned(file, persona, loan, first, random);
  const closing = schedule.lastDue === null ? null : Math.ceil(schedule.lastDue / DAYS_PER_MONTH);
  const stuck = closing !== null && random.chance(NEVER_SETTLED * Math.exp(0.6 * persona.z('lateness') - 0.18));
  const endSeen = !stuck && closing !== null && closing < -1 && !random.chance(END_UNSEEN);
  const last = stuck ? -1 : Math.max(first, endSeen ? Math.max(first + 1, closing) : lastUnfinished(closing, random));
  const paidAtEnd = last - first;
  const shortened = random.chance(SHORTENED);
  const signed = random.chance(SIGNED_FIRST) ? random.int(1, 2) : 0;
  const late = stuck || random.chance(shifted(LATE_LOAN, LATE_BY_TRAIT * persona.z('lateness') - 0.25));
  const lateFrom = stuck ? Math.min(last, closing) : late ? random.int(first, last) : 1;
  const days = stuck ? random.int(5, 31) : late ? Math.round(DAYS_LATE.draw(random)) : 0;
  const small = stuck ? random.chance(NEVER_SETTLED_SMALL) : days < 5 && random.chance(SMALL_DEBT);
  let ahead = payments - (random.chance(BEGUN) ? 1 : 0);
  let running = late;
  let lateNow = 0;
  let worst = 0;
  for (let month = first; month <= last; month++) {
    const age = month - first;
    const ended = endSeen && month === last;
    if (month >= lateFrom && running) {
      lateNow = month === lateFrom || (!stuck && lateNow < 25) ? days : lateNow + 30;
      if (!stuck && month > lateFrom && !random.chance(STAYS_LATE)) {
        running = false;
        lateNow = 0;
      }
    } else lateNow = 0;
    if (ended) lateNow = 0;
    if (age > 0) ahead = Math.max(0, ahead - paidInMonth(random));
    const missing = random.chance(age < signed ? 0.2 : COUNT_MISSING);
    const term = ended && shortened && paidAtEnd < payments ? Math.max(1, paidAtEnd) : payments;
    file.int(loan.id);
    file.int(persona.customerId);
    file.int(month);
    file.whole(missing ? null : term);
    file.whole(missing ? null : ended ? 0 : ahead);
    file.text(ended ? 'Completed' : age < signed ? 'Signed' : lateNow > 90 && random.chance(0.1) ? 'Demand' : 'Active');
    file.int(lateNow);
    file.int(lateNow > 0 && !small ? lateNow : 0);
    file.endRow();
    worst = Math.max(worst, lateNow);
  }
  return worst;
}

function paidInMonth(random: Random): number {
  const u = random.next();
  if (u < NONE_PAID) return 0;
  return u < NONE_PAID + TWO_PAID ? 2 : 1;
}

/** The customer took the goods back: a month or two, no instalments. */
function writeReturned(file: CsvFile, persona: Persona, loan: PreviousApplication, first: number, random: Random): number {
  for (let month = first; month <= Math.min(-1, first + random.int(0, 1)); month++) {
    file.int(loan.id);
    file.int(persona.customerId);
    file.int(month);
    const known = random.chance(0.4);
    file.whole(known ? loan.payments : null);
    file.whole(known ? loan.payments : null);
    file.text(random.chance(0.6) ? 'Returned to the store' : 'Approved');
    file.int(0);
    file.int(0);
    file.endRow();
  }
  return 0;
}

/** Newest month of a loan whose end is not reported: the one before it ended, or the newest that has come in. */
function lastUnfinished(closing: number | null, random: Random): number {
  if (closing !== null) return Math.min(-1, closing - 1);
  return random.chance(STALE) ? -random.int(2, 5) : -1;
}
