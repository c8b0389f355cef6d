import type { CsvFile } from './csv-file.ts';
import { KINDS, type Kind } from './bureau-kinds.ts';
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

const COUNT = new Choice<number>(
  [1155, 1140, 1046, 909, 801, 708, 559, 485, 382, 313, 236, 195, 162, 118, 97, 75, 63, 38, 31, 20, 20, 12, 17, 9, 5, 6, 3, 6, 3, 3, 2, 1, 1, 1].map(
    (weight, index) => [index + 1, weight],
  ),
);
const TEST_COUNT_FACTOR = 1.03;
const TRAIN_COUNT_FACTOR = 0.97;

const OPENED = {
  Closed: new Curve([[0, -2922], [1, -2884], [5, -2738], [25, -1958], [50, -1309], [75, -782], [95, -301], [99, -87], [100, -2]]),
  Active: new Curve([[0, -2922], [1, -2710], [5, -1840], [25, -931], [50, -485], [75, -246], [95, -69], [99, -21], [100, -1]]),
  Sold: new Curve([[0, -2922], [5, -2822], [25, -2350], [50, -1686], [75, -696], [95, -245], [100, -60]]),
};
/** Microloans are young. */
const MICRO_OPENED = new Curve([[0, -2500], [5, -900], [50, -110], [95, -10], [100, -1]]);
/** Share of its agreed term that a closed credit ran; the rest ended on the day. */
const EARLY = new Curve([[0, 0.03], [10, 0.2], [50, 0.62], [90, 0.97], [100, 1]]);
/** Consumer credits that have ended were agreed for less time than those that run. */
const CLOSED_SHORTER = 0.84;
const CLOSED_EARLY = 0.37;
const CLOSED_ON_TIME = 0.34;
const SOLD = 0.004;
/** Credits a customer keeps open go together, and with a low third external score. */
const ACTIVE_BY_HUNGER = 0.95;
const OPENED_BY_HUNGER = 0.38;
/** Day of the last news: of a running credit before the application, of a closed one after its end. */
const UPDATE = {
  running: new Curve([[0, -1500], [5, -668], [15, -60], [25, -48], [50, -24], [75, -13], [95, -4], [100, 0]]),
  closed: new Curve([[0, 0], [30, 0], [50, 12], [75, 110], [90, 260], [95, 420], [100, 2000]]),
};
const MAX_OVERDUE = new Curve([[0, 5], [10, 120], [50, 7250], [90, 29000], [100, 2e6]], true);
const DAY_OVERDUE = new Curve([[0, 1], [25, 10], [50, 33], [75, 300], [95, 2181], [100, 2679]], true);
const ANNUITY = new Curve([[0, 285], [5, 2500], [50, 14_481], [90, 45_489], [99, 250_000], [100, 4.3e6]], true);
const DEBT_NOISE = 0.12;
const ACTIVE_CARD_DEBT = new Curve([[0, 0.001], [5, 0.05], [25, 0.4], [50, 0.75], [75, 0.96], [95, 1.12], [100, 2]]);

export interface BureauSummary {
  readonly active: number;
  /** Days since the newest credit was opened; null without credits. */
  readonly newest: number | null;
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
  const term = agreedTerm(kind.term[which], status, opened, random, kind.name === 'Consumer credit' && !running ? CLOSED_SHORTER : 1);
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
function agreedTerm(curve: Curve, status: BureauCredit['status'], opened: number, random: Random, scale: number): number {
  let term = Math.round(curve.draw(random) * scale);
  if (status === 'Active' && opened + term < 0 && random.chance(0.75)) term = Math.max(term, Math.round(curve.draw(random)));
  return Math.max(1, term);
}

function closingDay(opened: number, term: number, random: Random): number {
  const u = random.next();
  const lasted = u < CLOSED_EARLY ? term * EARLY.draw(random) : u < CLOSED_EARLY + CLOSED_ON_TIME ? term : term + 1 + 75 * -Math.log(1 - random.next());
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
  return random.chance(test ? 0.31 : 0.5) ? 0 : toCents(ANNUITY.draw(random));
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
  return { active, newest };
}
