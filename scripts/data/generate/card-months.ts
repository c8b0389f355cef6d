import { Choice, Curve, shifted } from './distribution.ts';
import type { Persona } from './persona.ts';
import type { PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';

export const DAYS_PER_MONTH = 30.44;
const OLDEST = -96;
/** Share of cards that are ever used, by years since they were granted: idle ones are given up. */
const USED = [0.56, 0.61, 0.67, 0.73, 0.76, 0.92, 0.92, 0.95];
/** An old card of which only the months are known. */
const ORPHAN_USED = 0.86;
const ENDED_EARLY = 0.4;
const LIMITS = {
  used: new Choice([[45000, 8], [67500, 9], [90000, 9], [112500, 6], [135000, 14], [157500, 4], [180000, 15], [225000, 5], [270000, 5], [337500, 4], [450000, 6], [675000, 2], [765000, 1]]),
  idle: new Choice([[45000, 20], [67500, 8], [90000, 10], [112500, 5], [135000, 10], [180000, 16], [225000, 6], [270000, 8], [450000, 9], [675000, 4], [900000, 1]]),
};
/** Monthly chance that an old card loses its limit. */
const LIMIT_LOST = 0.009;
const LIMIT_RAISED = 0.02;
const DRAWN_SHARE = new Curve([[0, 0.001], [5, 0.0092], [25, 0.033], [50, 0.12], [75, 0.38], [95, 0.95], [100, 1]], true);
const PAYMENT_TO_MINIMUM = new Curve([[0, 0], [5, 0.02], [10, 1], [25, 1], [50, 1.067], [75, 1.7], [90, 3.8], [95, 8], [100, 40]]);
const INTEREST = 0.037;
/** Balance over limit up to which interest is added. */
const MOST_OWED = 1.04;
/** The minimal instalment is a share of the limit, or the balance when that is less. */
const MINIMUM_SHARE = 0.05;
const NEVER_SCHEDULED = { used: 0.02, idle: 0.25 };
export const SMALL = new Curve([[0, 0.5], [25, 38], [50, 208], [75, 603], [100, 9000]], true);
/** Payments that settle no bill are reported with idle cards too. */
const SMALL_PAYMENT = 0.85;
/** A card in use has instalments in months without a balance, too. */
const MATURES_IDLE = 0.4;
const DRAWS_AGAIN = 0.63;
const DRAWS_INDEBTED = 0.23;
const DRAWS_AFTER_PAYING = 0.455;
const DRAWS_IDLE = 0.052;
/** The first drawings are larger, by standard deviations. */
const STARTING_SHIFT = 1.2;
/** Month of the first drawing, from the first one of the card. */
const FIRST_DRAWING = new Choice([[0, 987], [1, 482], [2, 169], [3, 107], [4, 55], [5, 45], [6, 39], [8, 48], [10, 29], [14, 30], [20, 20], [30, 12], [50, 8]]);
const COMPLETED = 0.1;
/** Cards whose holder is ever late, and how much more often they then are. */
const CARELESS = 0.36;
const CARELESS_FACTOR = 2;
const LATE = 0.036;
const LATE_BY_TRAIT = 0.7;
/** Cards with an old overdue rest too small to count. */
const LONG_OVERDUE = 0.02;

/** A month of a card as it is reported; amounts in currency units. */
export interface Month {
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
  readonly paymentTotal: number;
  readonly paymentKnown: boolean;
  readonly mature: number;
  readonly daysLate: number;
  readonly daysLateLarge: number;
  readonly status: string;
}

/** Lives through the months of a card, oldest first. */
export function simulate(persona: Persona, card: PreviousApplication, random: Random): Month[] {
  const appetite = persona.z('utilisation');
  const opened = Math.max(OLDEST, Math.min(-1, Math.ceil(card.decision / DAYS_PER_MONTH) + random.int(-1, 0)));
  const orphan = card.order < 0;
  const used = random.chance(shifted(orphan ? ORPHAN_USED : (USED[Math.min(7, Math.floor(-opened / 12))] ?? 0.6), 0.5 * appetite));
  const first = opened;
  const last = !orphan && random.chance(ENDED_EARLY) ? Math.max(first, -2 - Math.floor(-Math.log(1 - random.next()) * 1.4)) : -1;
  const firstDrawing = used ? FIRST_DRAWING.draw(random) : Infinity;
  const completed = random.chance(COMPLETED) ? first + Math.floor((last - first) * (0.4 + 0.6 * random.next())) : 1;
  const scheduled = !random.chance(used ? NEVER_SCHEDULED.used : NEVER_SCHEDULED.idle);
  const overdue = used && random.chance(LONG_OVERDUE * Math.exp(0.7 * persona.z('lateness') - 0.25));
  const careless = random.chance(shifted(CARELESS, 0.5 * persona.z('lateness')));
  let known = used ? random.chance(0.6) : random.chance(0.2);
  const limits = used ? LIMITS.used : LIMITS.idle;
  let limit = limits.draw(random);
  let balance = 0;
  let drew = false;
  let mature = opened > OLDEST ? 0 : used ? random.int(2, 22) : random.int(0, 20);
  let daysOverdue = 0;
  const months: Month[] = [];
  for (let month = first; month <= last; month++) {
    const age = month - first;
    if (limit > 0 && age > 6 && random.chance(LIMIT_LOST)) limit = 0;
    else if (limit > 0 && random.chance(LIMIT_RAISED)) limit = limits.draw(random);
    const before = Math.max(0, balance);
    const minimum = Math.min(before, MINIMUM_SHARE * (limit > 0 ? limit : Math.max(45_000, before)));
    const paid = before > 0 ? payment(before, minimum, appetite, random) : 0;
    const drawn = drawings(limit > 0 && month < (completed < 0 ? completed : 0) ? wish(age, firstDrawing, before - paid, drew, limit, appetite, random) : 0, random);
    const total = drawn.atm + drawn.pos + drawn.other;
    if (total > 0 || age >= firstDrawing) known = true;
    const interest = limit > 0 && before < limit * MOST_OWED ? before * INTEREST : 0;
    balance = cents(Math.max(0, before + interest - paid + total));
    if (balance < 50) balance = random.chance(0.002) ? -cents(200 * random.next()) : 0;
    if (balance > 0 || (age >= firstDrawing && random.chance(MATURES_IDLE))) mature++;
    const missed = before > 0 && paid < minimum;
    const late = before > 0 && careless && random.chance(missed ? 0.9 : CARELESS_FACTOR * shifted(LATE, LATE_BY_TRAIT * persona.z('lateness') - 1.2));
    if (overdue && age >= 12) daysOverdue += 30;
    const days = daysOverdue > 0 ? daysOverdue : late ? (random.chance(0.93) ? 1 : random.int(5, 31)) : 0;
    const unbilled = before === 0 && known && age > 2 && random.chance(SMALL_PAYMENT) ? cents(SMALL.draw(random)) : 0;
    months.push({
      month, limit, balance, ...drawn, detailed: known, minimum, scheduled: scheduled && (age > 1 || random.chance(0.75)),
      payment: before > 0 ? paid : unbilled, paymentTotal: paid, paymentKnown: known && age > 0 && !random.chance(0.012), mature,
      daysLate: days, daysLateLarge: daysOverdue === 0 && days > 0 && random.chance(0.88) ? days : 0,
      status: completed < 0 && month >= completed && completed > first ? 'Completed' : age === 0 && random.chance(0.12) ? 'Signed' : 'Active',
    });
    drew = total > 0;
  }
  return months;
}

/** What the customer would like to draw this month; 0 mostly. */
function wish(age: number, firstDrawing: number, before: number, drew: boolean, limit: number, appetite: number, random: Random): number {
  if (age < firstDrawing) return 0;
  const starting = age - firstDrawing < 3;
  const chance = age === firstDrawing ? 0.97 : starting ? 0.5 : before > 0 ? (drew ? DRAWS_AGAIN : DRAWS_INDEBTED) : drew ? DRAWS_AFTER_PAYING : DRAWS_IDLE;
  if (!random.chance(shifted(chance, 0.35 * appetite))) return 0;
  const share = DRAWN_SHARE.at(random.normal() + 0.3 * appetite + (starting ? STARTING_SHIFT : 0));
  return Math.min(Math.max(0, limit * 1.06 - before), limit * share);
}

function payment(balance: number, minimum: number, appetite: number, random: Random): number {
  const share = PAYMENT_TO_MINIMUM.at(random.normal() - 0.3 * appetite);
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
    atmCount: atmRounded > 0 ? 1 + random.poisson(Math.min(5, 0.5 + atmRounded / 60_000)) : 0,
    posCount: pos > 0 ? 1 + Math.floor(-Math.log(1 - random.next()) * Math.min(12, 0.7 + pos / 6000)) : 0,
    otherCount: other > 0 ? 1 : 0,
  };
}

/** Amounts have at most three decimals, the last a 5. */
export function cents(value: number): number {
  return Math.round(value * 200) / 200;
}
