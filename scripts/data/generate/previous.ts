import type { CsvFile } from './csv-file.ts';
import { Choice, Curve, normalCdf, shifted } from './distribution.ts';
import type { Keys } from './keys.ts';
import { uniform, type Persona } from './persona.ts';
import { writePreviousRow } from './previous-row.ts';
import type { Random } from './random.ts';
import { drawCardSchedule, drawSchedule, type Schedule } from './schedule.ts';

/** Days are negative, counted from the current application; amounts in currency units. */
export interface PreviousApplication {
  readonly id: number;
  readonly type: 'Cash loans' | 'Consumer loans' | 'Revolving loans' | 'XNA';
  readonly status: 'Approved' | 'Canceled' | 'Refused' | 'Unused offer';
  readonly decision: number;
  /** Oldest first, from 0; -1 for an orphan. */
  readonly order: number;
  readonly application: number;
  readonly credit: number;
  /** null where no amount was reached */
  readonly annuity: number | null;
  readonly payments: number | null;
  readonly yieldGroup: string;
  readonly schedule: Schedule | null;
}

const COUNT = new Choice<number>([
  [1, 1677], [2, 1512], [3, 1255], [4, 1052], [5, 878], [6, 733], [7, 561], [8, 434], [9, 368], [10, 263], [11, 213], [12, 153], [13, 120],
  [14, 95], [15, 78], [16, 60], [17, 48], [18, 38], [19, 30], [20, 24], [22, 30], [24, 20], [27, 14], [30, 8], [36, 4], [45, 1],
]);
const NO_PREVIOUS = { train: 0.032, test: 0.014 };
const COUNT_FACTOR = { train: 0.97, test: 1.05 };

/** Share approved by the number of applications; of the rest a good half is cancelled. */
const APPROVED = [0.993, 0.849, 0.77, 0.709, 0.676, 0.639, 0.6, 0.582, 0.556, 0.52, 0.51, 0.45];
const CANCELED_OF_REST = 0.57;
const REFUSED_BY_TRAIT = 1.1;
const UNUSED = 0.016;

const TYPE = {
  Canceled: new Choice([['Consumer loans', 44], ['Cash loans', 8584], ['Revolving loans', 1527], ['XNA', 14]] as const),
  Refused: new Choice([['Consumer loans', 2105], ['Cash loans', 4935], ['Revolving loans', 1420]] as const),
  'Unused offer': new Choice([['Consumer loans', 777], ['Cash loans', 13]] as const),
};
/** What was approved, by years before the current application: the older, the more for goods. */
const APPROVED_TYPE = [
  [54, 29.4, 20.5], [50.5, 36.3, 16.2], [47.3, 45, 9.4], [58.9, 33.5, 9.3],
  [75.8, 22, 2.7], [81.9, 16.4, 2.1], [76.5, 16.6, 8.4], [76.9, 13.2, 12],
].map(
  ([consumer = 0, cash = 0, revolving = 0]) => new Choice([['Consumer loans', consumer], ['Cash loans', cash], ['Revolving loans', revolving]] as const),
);

const DECISION = {
  Approved: curve(-2922, -2650, -1646, -875, -469, -169, -2),
  Canceled: curve(-2800, -530, -383, -269, -160, -24, -2),
  Refused: curve(-2922, -2497, -1024, -487, -270, -97, -2),
  'Unused offer': curve(-2800, -2071, -1363, -769, -379, -136, -10),
};
/** How much the dates of one customer's applications go together. */
const SAME_TIME = 0.6;

const CASH_TERM = new Choice([[6, 700], [12, 2469], [18, 1272], [24, 1677], [30, 330], [36, 1169], [42, 157], [48, 746], [60, 508]]);
const REFUSED_TERM = new Choice([[6, 167], [12, 540], [18, 310], [24, 616], [30, 79], [36, 774], [48, 592], [60, 953]]);
const CONSUMER_TERM = new Choice([[3, 40], [4, 677], [5, 94], [6, 4292], [8, 768], [10, 3451], [12, 5657], [14, 203], [16, 129], [18, 620], [24, 1445], [36, 116]]);
const CASH_AMOUNT = new Curve([[0, 22500], [5, 54000], [25, 135000], [50, 229500], [75, 454500], [95, 1129500], [100, 2250000]], true);
const CASH_ASKED = new Curve([[0, 22500], [5, 72000], [25, 225000], [50, 450000], [75, 783000], [95, 1363500], [100, 3150000]], true);
const CONSUMER_AMOUNT = new Curve([[0, 5000], [5, 20700], [25, 39500], [50, 70200], [75, 117000], [95, 243000], [100, 1500000]], true);
const CARD_AMOUNT = new Curve([[0, 22500], [5, 45000], [25, 45000], [50, 135000], [75, 270000], [95, 700000], [100, 1350000]], true);
const CASH_GRANTED = new Curve([[0, 1], [20, 1], [26, 1.058], [50, 1.102], [75, 1.172], [95, 1.31], [100, 1.6]]);
const CONSUMER_GRANTED = new Curve([[0, 0.3], [5, 0.745], [25, 0.9], [42, 0.99], [50, 1], [58, 1], [75, 1.056], [95, 1.158], [100, 1.3]]);

/** Approved loans without dates: they were never paid out, so that no month of them is reported either. */
const NEVER_STARTED = { cash: 0.077, consumer: 0.0217 };
/** Hardly anybody is granted a second card. */
const SECOND_CARD = 0.03;

const CASH_YIELD = new Choice([['middle', 3876], ['high', 2531], ['low_normal', 2468], ['low_action', 260]]);
const CONSUMER_YIELD = new Choice([['high', 5867], ['middle', 5462], ['low_normal', 4578], ['low_action', 1709]]);
/** Yearly interest by which the repaid sum of each group is matched. */
const RATE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  cash: { high: 0.62, middle: 0.42, low_normal: 0.28, low_action: 0.19 },
  consumer: { high: 0.62, middle: 0.38, low_normal: 0.22, low_action: 0.13 },
};

export function drawPrevious(persona: Persona, keys: Keys, random: Random): PreviousApplication[] {
  const part = persona.test ? 'test' : 'train';
  if (random.chance(NO_PREVIOUS[part])) return [];
  const count = Math.max(1, Math.round(COUNT.at(uniform(persona, 'previousCount')) * COUNT_FACTOR[part]));
  const approved = APPROVED[Math.min(count, APPROVED.length) - 1] ?? 0.45;
  const refusedOfRest = shifted(1 - CANCELED_OF_REST, REFUSED_BY_TRAIT * persona.z('refusal'));
  const shared = random.normal();
  const drafts = Array.from({ length: count }, () => {
    const status = drawStatus(approved - 0.05 * persona.z('refusal') * (1 - approved), refusedOfRest, random);
    return { status, decision: Math.round(DECISION[status].at(SAME_TIME * shared + Math.sqrt(1 - SAME_TIME ** 2) * random.normal())) };
  }).sort((a, b) => a.decision - b.decision);
  let holdsCard = false;
  return drafts.map(({ status, decision }, order) => {
    const drawn = drawOne(persona, keys, random, status, decision, order, holdsCard && !random.chance(SECOND_CARD));
    holdsCard ||= drawn.type === 'Revolving loans' && status === 'Approved';
    return drawn;
  });
}

function drawStatus(approved: number, refusedOfRest: number, random: Random): PreviousApplication['status'] {
  if (random.chance(approved)) return 'Approved';
  if (random.chance(UNUSED * 2.5)) return 'Unused offer';
  return random.chance(refusedOfRest) ? 'Refused' : 'Canceled';
}

function drawOne(persona: Persona, keys: Keys, random: Random, status: PreviousApplication['status'], decision: number, order: number, noCard: boolean): PreviousApplication {
  const year = Math.min(7, Math.floor(-decision / 365));
  const drawn = (status === 'Approved' ? (APPROVED_TYPE[year] as Choice<PreviousApplication['type']>) : TYPE[status]).draw(random);
  const type = noCard && status === 'Approved' && drawn === 'Revolving loans' ? 'Consumer loans' : drawn;
  return drawLoan(persona, { id: keys.nextPrevious(), type, status, decision, order }, random);
}

/** An approved loan of the given type that has no row in previous_application.csv. */
export function drawOrphan(persona: Persona, keys: Keys, type: PreviousApplication['type'], decision: number, random: Random): PreviousApplication {
  return drawLoan(persona, { id: keys.nextPrevious(), type, status: 'Approved', decision, order: -1 }, random);
}

type Start = Pick<PreviousApplication, 'id' | 'type' | 'status' | 'decision' | 'order'>;

function drawLoan(persona: Persona, base: Start, random: Random): PreviousApplication {
  const { type, status, decision } = base;
  if (type === 'XNA' || random.chance(noAmount(type, status))) {
    const card = type === 'Revolving loans' && status === 'Approved';
    if (!card) return { ...base, application: 0, credit: 0, annuity: null, payments: null, yieldGroup: 'XNA', schedule: null };
    const credit = toMultiple(CARD_AMOUNT.draw(random), 22_500);
    return { ...base, application: 0, credit, annuity: credit / 20, payments: 0, yieldGroup: 'XNA', schedule: drawCardSchedule(decision, random) };
  }
  if (type === 'Revolving loans') {
    const limit = toMultiple(CARD_AMOUNT.draw(random), 22_500);
    const schedule = status === 'Approved' ? drawCardSchedule(decision, random) : null;
    return { ...base, application: limit, credit: limit, annuity: limit / 20, payments: 0, yieldGroup: 'XNA', schedule };
  }
  const cash = type === 'Cash loans';
  const z = 0.25 * persona.z('income') + 0.97 * random.normal();
  const asked = cash ? toMultiple((status === 'Approved' ? CASH_AMOUNT : CASH_ASKED).at(z), 4500) : toMultiple(CONSUMER_AMOUNT.at(z), 4.5);
  const credit = status === 'Unused offer' ? asked : toMultiple(asked * (cash ? CASH_GRANTED : CONSUMER_GRANTED).draw(random), 4.5);
  if (status === 'Unused offer') return { ...base, application: asked, credit, annuity: null, payments: null, yieldGroup: 'XNA', schedule: null };
  const slope = cash ? 0.67 : 0.49;
  const terms = !cash ? CONSUMER_TERM : status === 'Approved' ? CASH_TERM : REFUSED_TERM;
  const payments = terms.at(normalCdf(slope * z + Math.sqrt(1 - slope * slope) * random.normal()));
  const yieldGroup = (cash ? CASH_YIELD : CONSUMER_YIELD).draw(random);
  const rate = ((RATE[cash ? 'cash' : 'consumer'] ?? {})[yieldGroup] ?? 0.3) * Math.exp(0.15 * random.normal());
  const annuity = Math.max(2.25, Math.round(annuityOf(credit, rate / 12, payments) * 200) / 200);
  const schedule = status === 'Approved' && !random.chance(cash ? NEVER_STARTED.cash : NEVER_STARTED.consumer) ? drawSchedule(decision, payments, random) : null;
  return { ...base, application: asked, credit, annuity, payments, yieldGroup, schedule };
}

/** How often an application ends before an amount is reached. */
function noAmount(type: string, status: string): number {
  if (status === 'Canceled') return type === 'Consumer loans' ? 0.82 : type === 'Cash loans' ? 0.965 : 0.99;
  if (status === 'Refused') return type === 'Consumer loans' ? 0.0005 : type === 'Cash loans' ? 0.168 : 0.277;
  return status === 'Approved' && type === 'Revolving loans' ? 0.41 : 0;
}

export function writePrevious(file: CsvFile, persona: Persona, previous: readonly PreviousApplication[], random: Random): void {
  for (const each of previous) writePreviousRow(file, persona, each, random);
}

function annuityOf(credit: number, monthly: number, payments: number): number {
  return (credit * monthly) / (1 - (1 + monthly) ** -payments);
}

function toMultiple(value: number, unit: number): number {
  return Math.max(1, Math.round(value / unit)) * unit;
}

/** At 0, 5, 25, 50, 75, 95 and 100 percent. */
function curve(...values: number[]): Curve {
  return new Curve(values.map((value, index) => [[0, 5, 25, 50, 75, 95, 100][index] ?? 0, value] as const));
}
