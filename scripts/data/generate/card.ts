import type { CsvFile } from './csv-file.ts';
import { Choice, Curve, shifted } from './distribution.ts';
import { payInstallment } from './installments.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';

const DAYS_PER_MONTH = 30.44;
const OLDEST = -96;
const USED = 0.645;
const ENDED_EARLY = 0.4;
const LIMITS = new Choice([[45000, 9.1], [67500, 7.5], [90000, 7.8], [112500, 5.1], [135000, 10.8], [157500, 2.5], [180000, 13.6], [225000, 4.4], [270000, 3.6], [337500, 3], [450000, 6.4], [675000, 2], [765000, 1.1], [900000, 0.5]]);
/** Monthly chance that an old card loses its limit. */
const LIMIT_LOST = 0.0075;
const LIMIT_RAISED = 0.02;
const DRAWN_SHARE = new Curve([[0, 0.001], [5, 0.0092], [25, 0.032], [50, 0.096], [75, 0.275], [95, 0.93], [100, 1]], true);
const PAYMENT_TO_MINIMUM = new Curve([[0, 0], [5, 0.02], [10, 1], [25, 1], [50, 1.067], [75, 2], [90, 4.5], [95, 14.6], [100, 40]]);
const INTEREST = 0.037;
const MINIMUM_SHARE = 0.05;
const NEVER_SCHEDULED = 0.0825;
const SMALL = new Curve([[0, 0.5], [25, 38], [50, 208], [75, 603], [100, 9000]], true);
const RELAPSE = 0.028;
const LATE = 0.036;
const LATE_BY_TRAIT = 0.7;
const LONG_LATE = 0.004;
const STATEMENT_DAY_LAG = 20;

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

interface Month {
  readonly month: number;
  readonly limit: number;
  readonly balance: number;
  readonly atm: number;
  readonly pos: number;
  readonly other: number;
  readonly atmCount: number;
  readonly posCount: number;
  readonly otherCount: number;
  /** Whether the detail of the drawings is reported. */
  readonly detailed: boolean;
  readonly minimum: number;
  readonly scheduled: boolean;
  readonly payment: number;
  readonly paymentKnown: boolean;
  readonly mature: number;
  readonly daysLate: number;
  readonly daysLateLarge: number;
  readonly status: string;
}

function simulate(persona: Persona, card: PreviousApplication, random: Random): Month[] {
  const first = Math.max(OLDEST, Math.min(-1, Math.ceil(card.decision / DAYS_PER_MONTH) + random.int(-1, 0)));
  const last = random.chance(ENDED_EARLY) ? Math.max(first, -2 - Math.floor(-Math.log(1 - random.next()) * 1.4)) : -1;
  const appetite = persona.z('utilisation');
  const used = random.chance(shifted(USED, 0.5 * appetite));
  let limit = LIMITS.draw(random);
  let balance = 0;
  let drew = false;
  let known = !used ? random.chance(0.06) : random.chance(0.5);
  let mature = 0;
  let lateMonths = 0;
  const longLate = used && random.chance(LONG_LATE * Math.exp(0.7 * persona.z('lateness')) * 8);
  const completed = random.chance(0.12) ? first + Math.floor((last - first) * (0.4 + 0.6 * random.next())) : 1;
  const scheduled = !random.chance(NEVER_SCHEDULED);
  const months: Month[] = [];
  for (let month = first; month <= last; month++) {
    const age = month - first;
    if (limit > 0 && age > 6 && random.chance(LIMIT_LOST)) limit = 0;
    else if (limit > 0 && random.chance(LIMIT_RAISED)) limit = LIMITS.draw(random);
    const before = balance;
    const minimum = before > 0 ? Math.min(before, Math.max(2250, Math.round((before * MINIMUM_SHARE) / 225) * 225)) : 0;
    const paid = before > 0 ? payment(before, minimum, appetite, random) : random.chance(known ? 0.07 : 0) ? cents(SMALL.draw(random)) : 0;
    const base = age === 0 ? 0.47 : before > 0 ? (drew ? 0.582 : 0.17) : drew ? 0.455 : age < 4 && !known ? 0.25 : RELAPSE;
    const draws = used && limit > 0 && month < completed + 999 * Number(completed > 0) && random.chance(shifted(base, 0.35 * appetite));
    const room = Math.max(0, limit * 1.02 - before);
    const wish = draws ? Math.min(room, limit * DRAWN_SHARE.at(random.normal() + 0.3 * appetite + (age < 3 ? 0.6 : 0))) : 0;
    const drawn = drawings(wish, random);
    const total = drawn.atm + drawn.pos + drawn.other;
    if (total > 0) known = true;
    balance = cents(Math.max(0, before * (1 + INTEREST) - paid + total));
    if (balance < 50) balance = random.chance(0.05) ? -cents(200 * random.next()) : 0;
    if (paid > 0) mature++;
    const missed = before > 0 && paid < minimum;
    const late = longLate && age > 12 ? true : balance > 0 && (missed ? random.chance(0.5) : random.chance(shifted(LATE, LATE_BY_TRAIT * persona.z('lateness') - 1.2)));
    lateMonths = late ? lateMonths + 1 : 0;
    months.push({
      month, limit, balance, ...drawn, detailed: known, minimum, scheduled: scheduled && (used || age > 0), payment: paid,
      paymentKnown: paid > 0 || (known && !random.chance(0.02)), mature,
      daysLate: late ? (longLate && lateMonths > 1 ? 30 * lateMonths : random.chance(0.93) ? 1 : random.int(5, 31)) : 0,
      daysLateLarge: late && !longLate ? (random.chance(0.88) ? 1 : 0) : 0,
      status: completed < 0 && month >= completed && completed > first ? 'Completed' : age === 0 && random.chance(0.12) ? 'Signed' : 'Active',
    });
    drew = total > 0;
  }
  return months;
}

function payment(balance: number, minimum: number, appetite: number, random: Random): number {
  const share = PAYMENT_TO_MINIMUM.at(random.normal() - 0.35 * appetite);
  const paid = share * minimum;
  return cents(Math.min(balance * (1 + INTEREST), paid > 1000 && random.chance(0.6) ? Math.round(paid / 450) * 450 : paid));
}

function drawings(wish: number, random: Random): Pick<Month, 'atm' | 'pos' | 'other' | 'atmCount' | 'posCount' | 'otherCount'> {
  if (wish < 100) return { atm: 0, pos: 0, other: 0, atmCount: 0, posCount: 0, otherCount: 0 };
  const kind = random.next();
  const other = random.chance(0.0167) ? wish * random.next() : 0;
  const rest = wish - other;
  const atm = kind < 0.535 ? rest : kind < 0.68 ? rest * random.next() : 0;
  const atmRounded = atm > 450 ? Math.round(atm / 450) * 450 : 0;
  const pos = kind < 0.535 ? 0 : cents(rest - atm);
  return {
    atm: atmRounded, pos, other: cents(other),
    atmCount: atmRounded > 0 ? 1 + random.poisson(Math.min(6, 1.1 + atmRounded / 60_000)) : 0,
    posCount: pos > 0 ? 1 + Math.floor(-Math.log(1 - random.next()) * Math.min(12, 1 + pos / 4500)) : 0,
    otherCount: other > 0 ? 1 : 0,
  };
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
  file.amount(month.payment);
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

/** Payments on a card are instalments of version 0; a month may be paid in several goes. */
function writePayments(file: CsvFile, persona: Persona, card: PreviousApplication, months: readonly Month[], random: Random): void {
  let number = 0;
  for (const month of months) {
    if (month.minimum <= 0) continue;
    number++;
    const due = Math.min(-1, Math.round(month.month * DAYS_PER_MONTH) + STATEMENT_DAY_LAG);
    for (let part = random.chance(0.3) ? 2 : 1; part > 0; part--) {
      payInstallment(file, persona, card.id, 0, number, due, part === 1 ? month.minimum : cents(SMALL.draw(random)), persona.z('lateness'), random);
    }
  }
}

function cents(value: number): number {
  return Math.round(value * 200) / 200;
}
