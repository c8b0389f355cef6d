import type { CsvFile } from './csv-file.ts';
import { Curve } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

const NEVER_RECORDED = 0.011;
/** Days from due date to payment, negative is early; the mix of habits of many customers. */
const DELAY = new Curve([[0, -90], [1, -66], [5, -32], [10, -26], [25, -14], [50, -6], [66, -0.6], [90.5, 0], [95, 3], [97, 5.5], [99, 17], [99.8, 32], [100, 300]]);
const HABIT = 0.62;
const LATENESS_IN_HABIT = 0.8;
const SPLIT = 0.045;
const UNDERPAID = 0.015;
/** Of the instalments of loans: what is paid beyond the regular payment becomes one more version of the calendar. */
const PREPAID = 0.0095;
/** At most so many regular payments. */
const MOST_PREPAID = 8;
const UNPAID = 0.00014;
/** New terms in the course of a loan. */
const OTHER_TERMS = 0.16;
/** Share of the rest that is paid with the last instalment of a loan that ends early; the rest would have been interest. */
const REST_PAID_EARLY = 0.7;
const NEW_VERSION_AT_END = 0.85;

/** What is counted while payments are written. */
export interface Tally {
  rows: number;
  late: number;
}

export interface Instalment {
  readonly loan: number;
  readonly version: number;
  readonly number: number;
  /** Negative days. */
  readonly due: number;
  readonly amount: number;
}

/** Writes the payments of a point-of-sale or cash loan: one a month from the first due date, only those already due. */
export function writeInstallments(file: CsvFile, persona: Persona, loan: PreviousApplication, schedule: Schedule, tally: Tally, random: Random): void {
  const { firstDue } = schedule;
  if (firstDue === null || loan.annuity === null || random.chance(NEVER_RECORDED)) return;
  const payments = loan.payments ?? 0;
  const lastDue = schedule.lastDue ?? Math.min(-1, schedule.lastDueFirstVersion ?? -1);
  const early = schedule.lastDue !== null && schedule.lastDueFirstVersion !== null && schedule.lastDue < schedule.lastDueFirstVersion;
  const habit = LATENESS_IN_HABIT * persona.z('lateness') + Math.sqrt(1 - LATENESS_IN_HABIT ** 2) * random.normal();
  let version = 1;
  for (let number = 1, due = firstDue; number <= payments && due <= lastDue; number++, due += 30) {
    let { annuity: amount } = loan;
    if (early && due + 30 > lastDue) {
      amount *= 1 + (payments - number) * REST_PAID_EARLY;
      if (random.chance(NEW_VERSION_AT_END)) version = 2;
    } else if (number === payments) amount *= 0.9 + 0.1 * random.next();
    else if (random.chance(OTHER_TERMS / payments)) version++;
    version = payInstallment(file, persona, { loan: loan.id, version, number, due, amount: toCents(amount) }, habit, tally, random);
  }
}

/**
 * Writes the one or two payments of an instalment.
 * @param habit standard normal; higher pays later
 * @returns the version of the calendar from then on
 */
export function payInstallment(file: CsvFile, persona: Persona, instalment: Instalment, habit: number, tally: Tally, random: Random): number {
  const { due, amount, version } = instalment;
  const delay = Math.round(DELAY.at(HABIT * habit + Math.sqrt(1 - HABIT * HABIT) * random.normal()));
  const paid = Math.min(-1, due + delay);
  tally.rows++;
  if (delay > 0) tally.late++;
  if (random.chance(UNPAID)) {
    writeRow(file, persona, instalment, null, null);
  } else if (random.chance(SPLIT)) {
    const part = toCents(amount * random.next());
    writeRow(file, persona, instalment, Math.min(-1, paid - random.int(0, 12)), part);
    writeRow(file, persona, instalment, paid, amount - part);
  } else {
    const u = random.next();
    if (version > 0 && u > 1 - PREPAID) {
      // The source splits what was due over the two versions, and repeats the whole payment under each.
      const more = toCents(amount * MOST_PREPAID * random.next() ** 2);
      writeRow(file, persona, instalment, paid, amount + more);
      writeRow(file, persona, { ...instalment, version: version + 1, amount: more }, paid, amount + more);
      return version + 1;
    }
    writeRow(file, persona, instalment, paid, toCents(u < UNDERPAID ? amount * random.next() : amount));
  }
  return version;
}

function writeRow(file: CsvFile, persona: Persona, instalment: Instalment, paid: number | null, payment: number | null): void {
  file.int(instalment.loan);
  file.int(persona.customerId);
  file.whole(instalment.version);
  file.int(instalment.number);
  file.whole(instalment.due);
  file.whole(paid);
  file.amount(instalment.amount);
  file.amount(payment);
  file.endRow();
}

function toCents(value: number): number {
  return Math.round(value * 200) / 200;
}
