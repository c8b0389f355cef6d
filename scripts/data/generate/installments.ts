import type { CsvFile } from './csv-file.ts';
import { Curve } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication, Schedule } from './previous.ts';
import type { Random } from './random.ts';

const NEVER_RECORDED = 0.011;
/** Days from due date to payment, negative is early; the mix of habits of many customers. */
const DELAY = new Curve([[0, -90], [1, -66], [5, -32], [10, -26], [25, -14], [50, -6], [72, -0.6], [90, 0], [95, 3], [99, 17], [99.8, 32], [100, 300]]);
const HABIT = 0.62;
const LATENESS_IN_HABIT = 0.8;
const LOAN_IN_HABIT = 0.35;
const SPLIT = 0.05;
const UNDERPAID = 0.035;
const OVERPAID = 0.014;
const UNPAID = 0.00014;
const OTHER_AMOUNT = 0.05;
const NEW_VERSION_AT_END = 0.85;

export interface PaymentSummary {
  readonly rows: number;
  readonly late: number;
}

/** Writes the payments of a point-of-sale or cash loan: one a month from the first due date, only those already due. */
export function writeInstallments(file: CsvFile, persona: Persona, loan: PreviousApplication, schedule: Schedule, random: Random): PaymentSummary {
  const { firstDue } = schedule;
  if (firstDue === null || loan.annuity === null || random.chance(NEVER_RECORDED)) return { rows: 0, late: 0 };
  const payments = loan.payments ?? 0;
  const lastDue = schedule.lastDue ?? Math.min(-1, schedule.lastDueFirstVersion ?? -1);
  const early = schedule.lastDue !== null && schedule.lastDueFirstVersion !== null && schedule.lastDue < schedule.lastDueFirstVersion;
  const habit = LATENESS_IN_HABIT * persona.z('lateness') + Math.sqrt(1 - LATENESS_IN_HABIT ** 2 - LOAN_IN_HABIT ** 2) * persona.z('phone') * 0 + LOAN_IN_HABIT * random.normal();
  let rows = 0;
  let late = 0;
  let version = 1;
  for (let number = 1, due = firstDue; number <= payments && due <= lastDue; number++, due += 30) {
    const final = due + 30 > lastDue;
    let amount = loan.annuity;
    if (early && final) {
      amount = loan.annuity * (1 + (payments - number) * 0.7);
      if (random.chance(NEW_VERSION_AT_END)) version = 2;
    } else if (number === payments) amount = loan.annuity * (0.9 + 0.1 * random.next());
    else if (random.chance(OTHER_AMOUNT / payments)) version++;
    rows += payInstallment(file, persona, loan.id, version, number, due, Math.round(amount * 200) / 200, habit, random);
    if (lastDelay > 0) late++;
  }
  return { rows, late };
}

/** Days by which the newest payment written was late. */
let lastDelay = 0;

/** Writes one instalment in one to three rows. @returns the number of rows */
export function payInstallment(
  file: CsvFile, persona: Persona, loan: number, version: number, number: number, due: number, amount: number, habit: number, random: Random,
): number {
  const delay = Math.round(DELAY.at(HABIT * habit + Math.sqrt(1 - HABIT * HABIT) * random.normal()));
  lastDelay = delay;
  if (random.chance(UNPAID)) {
    writeRow(file, persona, loan, version, number, due, null, amount, null);
    return 1;
  }
  const paid = Math.min(-1, due + delay);
  if (random.chance(SPLIT)) {
    const part = Math.round(amount * random.next() * 200) / 200;
    writeRow(file, persona, loan, version, number, due, Math.min(-1, paid - random.int(0, 12)), amount, part);
    writeRow(file, persona, loan, version, number, due, paid, amount, amount - part);
    return 2;
  }
  const u = random.next();
  const share = u < UNDERPAID ? random.next() : u < UNDERPAID + OVERPAID ? 1 + random.next() : 1;
  writeRow(file, persona, loan, version, number, due, paid, amount, Math.round(amount * share * 200) / 200);
  return 1;
}

function writeRow(
  file: CsvFile, persona: Persona, loan: number, version: number, number: number, due: number, paid: number | null, amount: number, payment: number | null,
): void {
  file.int(loan);
  file.int(persona.customerId);
  file.whole(version);
  file.int(number);
  file.whole(due);
  file.whole(paid);
  file.amount(amount);
  file.amount(payment);
  file.endRow();
}
