import { cents, DAYS_PER_MONTH, simulate, SMALL, type Month } from './card-months.ts';
import type { CsvFile } from './csv-file.ts';
import { payInstallment, type Tally } from './installments.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';

/** Days from the start of a month to the day its bill is due. */
const STATEMENT_DAY_LAG = 20;
/** Payments in a month beside the billed one. */
const EXTRA_PAYMENTS = 1.5;

export interface CardSummary {
  /** Mean balance over limit in the last twelve months; null without a limit then. */
  readonly utilisation: number | null;
}

/** Writes the months of a card, newest first, and the payments on it. */
export function writeCard(balances: CsvFile, payments: CsvFile, persona: Persona, card: PreviousApplication, random: Random): CardSummary {
  const months = simulate(persona, card, random);
  let sum = 0;
  let limited = 0;
  for (let index = months.length - 1; index >= 0; index--) {
    const month = months[index];
    if (month === undefined) continue;
    writeMonth(balances, persona, card, month);
    if (month.month >= -12 && month.limit > 0) {
      sum += month.balance / month.limit;
      limited++;
    }
  }
  writePayments(payments, persona, card, months, random);
  return { utilisation: limited > 0 ? sum / limited : null };
}

function writeMonth(file: CsvFile, persona: Persona, card: PreviousApplication, month: Month): void {
  const { detailed } = month;
  const principal = month.balance > 0 ? cents(month.balance * 0.96) : month.balance;
  file.int(card.id);
  file.int(persona.customerId);
  file.int(month.month);
  file.amount(month.balance);
  file.int(month.limit);
  file.amount(detailed ? month.atm : null);
  file.amount(month.atm + month.pos + month.other);
  file.amount(detailed ? month.other : null);
  file.amount(detailed ? month.pos : null);
  file.amount(month.scheduled ? month.minimum : null);
  file.amount(month.paymentKnown ? month.payment : null);
  file.amount(month.paymentTotal);
  file.amount(principal);
  file.amount(month.balance);
  file.amount(month.balance);
  file.whole(detailed ? month.atmCount : null);
  file.int(month.atmCount + month.posCount + month.otherCount);
  file.whole(detailed ? month.otherCount : null);
  file.whole(detailed ? month.posCount : null);
  file.whole(month.scheduled ? month.mature : null);
  file.text(month.status);
  file.int(month.daysLate);
  file.int(month.daysLateLarge);
  file.endRow();
}

/** Payments on a card are instalments of version 0: the bill of the month, and often another one, due when it came. */
function writePayments(file: CsvFile, persona: Persona, card: PreviousApplication, months: readonly Month[], random: Random): void {
  let number = 0;
  const tally: Tally = { rows: 0, late: 0 };
  const pay = (due: number, amount: number): void => {
    number++;
    payInstallment(file, persona, { loan: card.id, version: 0, number, due, amount: cents(amount) }, persona.z('lateness'), tally, random);
  };
  for (const month of months) {
    if (month.minimum <= 0) continue;
    const due = Math.min(-1, Math.round(month.month * DAYS_PER_MONTH) + STATEMENT_DAY_LAG);
    pay(due, month.minimum);
    for (let extra = random.poisson(EXTRA_PAYMENTS); extra > 0; extra--) {
      pay(due - random.int(0, 25), Math.max(10, month.paymentTotal - month.minimum, SMALL.draw(random)));
    }
  }
}
