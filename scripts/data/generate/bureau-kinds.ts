import { Choice, Curve } from './distribution.ts';

/** A kind of bureau credit; pairs are for closed and for running ones. */
export interface Kind {
  readonly name: string;
  /** Share still running. */
  readonly active: number;
  /** Agreed term in days. */
  readonly term: readonly [closed: Curve, active: Curve];
  /** Share without an agreed end. */
  readonly noEnd: readonly [closed: number, active: number];
  /** Amount of the credit in currency units. */
  readonly sum: readonly [closed: Curve, active: Curve];
  readonly zeroSum: readonly [closed: number, active: number];
  readonly inDebt: readonly [closed: number, active: number];
}

const linear = (...values: number[]): Curve => new Curve(percentiles(values));
const proportional = (...values: number[]): Curve => new Curve(percentiles(values), true);

/** At 0, 5, 25, 50, 75, 95 and 100 percent. */
function percentiles(values: readonly number[]): [number, number][] {
  return values.map((value, index) => [[0, 5, 25, 50, 75, 95, 100][index] ?? 0, value]);
}

export const KINDS = new Choice<Kind>([
  [{
    name: 'Consumer credit', active: 0.25, noEnd: [0.006, 0.019], zeroSum: [0, 0], inDebt: [0.006, 0.937],
    term: [linear(20, 90, 184, 318, 548, 1826, 3700), linear(60, 184, 379, 1096, 1826, 1830, 3700)],
    sum: [proportional(4500, 19700, 45000, 92500, 216000, 810000, 4e6), proportional(9000, 38200, 130000, 326000, 765000, 1990000, 8e6)],
  }, 72.9],
  [{
    name: 'Credit card', active: 0.7, noEnd: [0.19, 0.23], zeroSum: [0.27, 0.125], inDebt: [0.015, 0.598],
    term: [proportional(30, 109, 391, 1096, 1854, 32000, 33000), proportional(100, 365, 1100, 1546, 3200, 31547, 33000)],
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
