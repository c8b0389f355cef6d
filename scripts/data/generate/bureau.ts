import type { CsvFile } from './csv-file.ts';
import { Choice, Curve, shifted } from './distribution.ts';
import type { Keys } from './keys.ts';
import { uniform, type Persona } from './persona.ts';
import type { Random } from './random.ts';

export interface BureauCredit {
  readonly id: number;
  readonly status: 'Active' | 'Closed' | 'Sold';
  /** Negative days. */
  readonly opened: number;
  readonly closed: number | null;
}

interface Kind {
  readonly name: string;
  readonly active: number;
  /** Agreed term in days when closed and when still running. */
  readonly term: readonly [closed: Curve, active: Curve];
  readonly noEnd: readonly [closed: number, active: number];
  readonly sum: readonly [closed: Curve, active: Curve];
  readonly zeroSum: readonly [closed: number, active: number];
  readonly inDebt: readonly [closed: number, active: number];
}

const COUNT = new Choice<number>(
  [1155, 1140, 1046, 909, 801, 708, 559, 485, 382, 313, 236, 195, 162, 118, 97, 75, 63, 38, 31, 20, 20, 12, 17, 9, 5, 6, 3, 6, 3, 3, 2, 1, 1, 1].map(
    (weight, index) => [index + 1, weight],
  ),
);
const TEST_COUNT_FACTOR = 1.03;
const TRAIN_COUNT_FACTOR = 0.97;

const linear = (...values: number[]): Curve => new Curve(percentiles(values));
const proportional = (...values: number[]): Curve => new Curve(percentiles(values), true);

/** At 0, 5, 25, 50, 75, 95 and 100 percent. */
function percentiles(values: readonly number[]): [number, number][] {
  return values.map((value, index) => [[0, 5, 25, 50, 75, 95, 100][index] ?? 0, value]);
}

const KINDS = new Choice<Kind>([
  [{
    name: 'Consumer credit', active: 0.25, noEnd: [0.006, 0.019], zeroSum: [0, 0], inDebt: [0.006, 0.937],
    term: [linear(20, 90, 184, 318, 548, 1826, 3700), linear(60, 184, 379, 1096, 1826, 1830, 3700)],
    sum: [proportional(4500, 19700, 45000, 92500, 216000, 810000, 4e6), proportional(9000, 38200, 130000, 326000, 765000, 1990000, 8e6)],
  }, 72.9],
  [{
    name: 'Credit card', active: 0.7, noEnd: [0.19, 0.23], zeroSum: [0.27, 0.125], inDebt: [0.015, 0.598],
    term: [linear(30, 109, 391, 1096, 1854, 32000, 33000), linear(100, 365, 1100, 1546, 3628, 31547, 33000)],
    sum: [proportional(2000, 13500, 45000, 108000, 225000, 500000, 1.5e6), proportional(2000, 15000, 67500, 157500, 270000, 600000, 3e6)],
  }, 23.4],
  [{
    name: 'Car loan', active: 0.36, noEnd: [0.0085, 0.01], zeroSum: [0, 0], inDebt: [0.035, 0.99],
    term: [linear(180, 365, 1095, 1390, 1826, 1827, 2600), linear(700, 1074, 1096, 1826, 1826, 1834, 2600)],
    sum: [proportional(9e4, 450000, 912000, 1314000, 2186000, 3872000, 1.2e7), proportional(1e5, 731000, 1389000, 2024000, 2663000, 4099000, 9e6)],
  }, 1.6],
  [{
    name: 'Mortgage', active: 0.704, noEnd: [0.034, 0.046], zeroSum: [0, 0], inDebt: [0.1, 0.99],
    term: [linear(100, 193, 3652, 5477, 7305, 10523, 11000), linear(1800, 2557, 3679, 5487, 7305, 9132, 11000)],
    sum: [proportional(5e5, 1347000, 2025000, 3375000, 5974000, 11204000, 3e7), proportional(8e5, 1841000, 3440000, 5346000, 7335000, 11972000, 4e7)],
  }, 1.1],
  [{
    name: 'Microloan', active: 0.25, noEnd: [0.45, 0.42], zeroSum: [0, 0], inDebt: [0.0035, 0.836],
    term: [linear(5, 7, 14, 16, 33, 183, 400), linear(10, 15, 21, 41, 192, 384, 800)],
    sum: [proportional(2000, 4500, 13500, 22500, 38250, 90000, 5e5), proportional(4000, 9000, 22500, 36000, 54000, 178000, 8e5)],
  }, 0.75],
  [otherKind('Loan for business development'), 0.12],
  [otherKind('Another type of loan'), 0.09],
  [otherKind('Unknown type of loan'), 0.03],
  [otherKind('Loan for working capital replenishment'), 0.03],
  [otherKind('Loan for purchase of shares (margin lending)'), 0.001],
]);

function otherKind(name: string): Kind {
  const term = linear(100, 365, 730, 1096, 1826, 3650, 5000);
  const sum = proportional(20000, 60000, 200000, 450000, 1200000, 4500000, 2e7);
  return { name, active: 0.3, noEnd: [0.02, 0.05], zeroSum: [0, 0], inDebt: [0.02, 0.9], term: [term, term], sum: [sum, sum] };
}

const OPENED = {
  Closed: new Curve([[0, -2922], [1, -2884], [5, -2738], [25, -1958], [50, -1309], [75, -782], [95, -301], [99, -87], [100, -2]]),
  Active: new Curve([[0, -2922], [1, -2710], [5, -1840], [25, -931], [50, -485], [75, -246], [95, -69], [99, -21], [100, -1]]),
  Sold: new Curve([[0, -2922], [5, -2822], [25, -2350], [50, -1686], [75, -696], [95, -245], [100, -60]]),
};
/** Microloans are young. */
const MICRO_OPENED = new Curve([[0, -2500], [5, -900], [50, -110], [95, -10], [100, -1]]);
/** Share of its agreed term that a closed credit ran; the rest ended on the day. */
const EARLY = new Curve([[0, 0.03], [10, 0.2], [50, 0.62], [90, 0.97], [100, 1]]);
const CLOSED_EARLY = 0.47;
const CLOSED_ON_TIME = 0.32;
const SOLD = 0.004;
/** Credits a customer keeps open go together, and with a low third external score. */
const ACTIVE_BY_HUNGER = 0.95;
const OPENED_BY_HUNGER = 0.38;
const UPDATE = { running: new Curve([[0, -1500], [5, -668], [15, -60], [25, -48], [50, -24], [75, -13], [95, -4], [100, 0]]), closed: new Curve([[0, 0], [30, 0], [50, 4], [75, 93], [95, 1123], [100, 2400]]) };
const MAX_OVERDUE = new Curve([[0, 5], [10, 120], [50, 7250], [90, 29000], [100, 2e6]], true);
const DAY_OVERDUE = new Curve([[0, 1], [25, 10], [50, 33], [75, 300], [95, 2181], [100, 2679]], true);
const ANNUITY_PART = new Curve([[0, 0.002], [5, 0.015], [50, 0.11], [95, 0.2], [100, 1]], true);
const DEBT_NOISE = 0.12;
const ACTIVE_CARD_DEBT = new Curve([[0, 0.001], [5, 0.05], [25, 0.4], [50, 0.75], [75, 0.96], [95, 1.12], [100, 2]]);

export interface BureauSummary {
  readonly active: number;
  /** Days since the newest credit was opened; null without credits. */
  readonly newest: number | null;
  readonly overdue: number;
}

/** Writes the applicant's rows of bureau.csv and returns the credits. */
export function writeBureau(file: CsvFile, persona: Persona, hasBalance: boolean, keys: Keys, random: Random): BureauCredit[] {
  if (!persona.hasBureau) return [];
  const count = Math.max(1, Math.round(COUNT.at(uniform(persona, 'bureauCount')) * (persona.test ? TEST_COUNT_FACTOR : TRAIN_COUNT_FACTOR)));
  const annuities = hasBalance && random.chance(0.62);
  return Array.from({ length: count }, () => writeCredit(file, persona, hasBalance, annuities, keys, random));
}

function writeCredit(file: CsvFile, persona: Persona, hasBalance: boolean, annuities: boolean, keys: Keys, random: Random): BureauCredit {
  const kind = KINDS.draw(random);
  const hunger = persona.z('hunger');
  const active = random.chance(shifted(kind.active, ACTIVE_BY_HUNGER * hunger - 0.07));
  const status = random.chance(SOLD) ? 'Sold' : active ? 'Active' : 'Closed';
  const running = status !== 'Closed';
  const which = running ? 1 : 0;
  const z = OPENED_BY_HUNGER * hunger + Math.sqrt(1 - OPENED_BY_HUNGER ** 2) * random.normal();
  // Train applicants with monthly balances have younger credits than those without.
  const youth = persona.test ? 1 : hasBalance ? 0.85 : 1.06;
  const opened = Math.max(-2922, Math.round((kind.name === 'Microloan' ? MICRO_OPENED : OPENED[status]).at(z) * youth));
  const term = agreedTerm(kind.term[which], status, opened, random);
  const closed = running ? null : closingDay(opened, term, random);
  const sum = random.chance(kind.zeroSum[which]) ? 0 : toCents(kind.sum[which].draw(random));
  const overdueDays = random.chance(status === 'Closed' ? 0.0001 : 0.0072) ? Math.round(DAY_OVERDUE.draw(random)) : 0;
  const id = keys.nextBureau();

  file.int(persona.customerId);
  file.int(id);
  file.text(status);
  file.text(random.chance(0.9992) ? 'currency 1' : random.chance(0.9) ? 'currency 2' : 'currency 3');
  file.int(opened);
  file.int(overdueDays);
  file.whole(random.chance(kind.noEnd[which]) ? null : opened + term);
  file.whole(closed ?? (status === 'Sold' && random.chance(0.23) ? Math.round(opened * random.next()) || -1 : null));
  file.amount(random.chance(0.65) ? null : random.chance(0.21) ? toCents(MAX_OVERDUE.draw(random)) : 0);
  file.int(random.chance(0.994) ? 0 : 1 + random.poisson(0.15));
  file.amount(sum);
  file.amount(debtOf(kind, status, sum, -opened / term, random));
  file.amount(limitOf(kind, running, sum, random));
  file.amount(overdueDays > 0 && random.chance(0.94) ? toCents(sum * random.next() * 0.2) : 0);
  file.text(kind.name);
  file.int(Math.round(closed === null ? Math.max(UPDATE.running.draw(random), opened) : Math.min(0, closed + UPDATE.closed.draw(random))) || 0);
  file.amount(annuityOf(persona.test, hasBalance, annuities, sum, random));
  file.endRow();
  return { id, status, opened, closed };
}

/** Running credits mostly end in the future, so their term outlasts their age. */
function agreedTerm(curve: Curve, status: BureauCredit['status'], opened: number, random: Random): number {
  let term = Math.round(curve.draw(random));
  for (let attempt = 0; attempt < 3 && status === 'Active' && opened + term < 0 && random.chance(0.8); attempt++) {
    term = Math.max(term, Math.round(curve.draw(random)));
  }
  return Math.max(1, term);
}

function closingDay(opened: number, term: number, random: Random): number {
  const u = random.next();
  const lasted = u < CLOSED_EARLY ? term * EARLY.draw(random) : u < CLOSED_EARLY + CLOSED_ON_TIME ? term : term + 1 + 40 * -Math.log(1 - random.next());
  const day = Math.round(opened + lasted);
  return day <= 0 ? day : Math.round(opened * random.next());
}

function debtOf(kind: Kind, status: BureauCredit['status'], sum: number, age: number, random: Random): number | null {
  if (status !== 'Active') {
    if (random.chance(status === 'Sold' ? 0.54 : 0.166)) return null;
    return random.chance(status === 'Sold' ? 0.3 : 0.0075) ? toCents(sum * random.next()) : 0;
  }
  if (random.chance(kind.name === 'Credit card' ? 0.077 : 0.128)) return null;
  if (random.chance(0.012)) return -toCents(50 + 4000 * -Math.log(1 - random.next()));
  if (!random.chance(kind.inDebt[1])) return 0;
  if (kind.name === 'Credit card') return toCents(sum * ACTIVE_CARD_DEBT.draw(random));
  return toCents(sum * Math.max(0.01, 1.04 - 0.85 * Math.min(1.1, age) + DEBT_NOISE * random.normal()));
}

function limitOf(kind: Kind, running: boolean, sum: number, random: Random): number | null {
  if (random.chance(running ? 0.283 : 0.393)) return null;
  if (kind.name !== 'Credit card' || !random.chance(running ? 0.42 : 0.126)) return 0;
  return random.chance(0.006) ? -toCents(2000 * random.next()) : toCents(sum * random.next() ** 2);
}

function annuityOf(test: boolean, hasBalance: boolean, annuities: boolean, sum: number, random: Random): number | null {
  if (!hasBalance) return random.chance(0.0005) ? toCents(sum * 0.05) : null;
  if (!annuities) return random.chance(0.02) ? 0 : null;
  return random.chance(test ? 0.31 : 0.5) ? 0 : toCents(Math.max(1, sum) * ANNUITY_PART.draw(random));
}

function toCents(value: number): number {
  return Math.round(value * 200) / 200;
}

export function summarizeBureau(credits: readonly BureauCredit[]): BureauSummary {
  let active = 0;
  let newest: number | null = null;
  for (const { status, opened } of credits) {
    if (status === 'Active') active++;
    newest = newest === null ? -opened : Math.min(newest, -opened);
  }
  return { active, newest, overdue: 0 };
}
