import { Curve } from './distribution.ts';
import type { Random } from './random.ts';

/** Dates of an approved loan; null stands for 365243. */
export interface Schedule {
  readonly firstDrawing: number | null;
  readonly firstDue: number | null;
  readonly lastDueFirstVersion: number | null;
  readonly lastDue: number | null;
  readonly termination: number | null;
}

const FIRST_DUE = new Curve([[0, 30], [5, 30], [25, 30], [50, 31], [75, 32], [95, 43], [99, 61], [100, 90]]);
/** Share of the planned time after which a loan that is paid back early ends. */
const EARLY = new Curve([[0, 0.02], [18, 0.25], [42, 0.48], [53, 0.62], [80, 0.87], [90, 0.94], [100, 0.98]]);
/** Payments beyond which loans that are paid back early last no longer. */
const LONG_LOAN = 22;
const EARLY_BASE = 0.27;
const EARLY_PER_PAYMENT = 0.017;
const TERMINATION = new Curve([[0, 0], [25, 3], [50, 6], [75, 8], [95, 15], [100, 60]]);

export function drawSchedule(decision: number, payments: number, random: Random): Schedule {
  const firstDue = decision + Math.round(FIRST_DUE.draw(random));
  const lastDueFirstVersion = firstDue + 30 * (payments - 1);
  const early = random.chance(EARLY_BASE + EARLY_PER_PAYMENT * payments);
  const lastDue = early ? firstDue + 30 * Math.floor((payments - 1) * Math.min(1, LONG_LOAN / payments) * EARLY.draw(random)) : lastDueFirstVersion;
  const ended = lastDue < -1 && firstDue < 0;
  const termination = lastDue + Math.round(TERMINATION.draw(random));
  return {
    firstDrawing: null,
    firstDue: firstDue < 0 ? firstDue : null,
    lastDueFirstVersion,
    lastDue: ended ? lastDue : null,
    termination: ended && termination < -1 ? termination : null,
  };
}

export function drawCardSchedule(decision: number, random: Random): Schedule {
  const used = random.chance(0.637);
  const firstDrawing = decision + Math.round(200 * random.next() ** 3);
  const due = Math.min(-3, firstDrawing + random.int(20, 60));
  const ended = used && random.chance(0.23);
  const lastDue = ended ? Math.round(due * random.next()) - 2 : null;
  return {
    firstDrawing: used && firstDrawing < -1 ? firstDrawing : null,
    firstDue: used && random.chance(0.95) ? due : null,
    lastDueFirstVersion: null,
    lastDue,
    termination: lastDue !== null && random.chance(0.68) ? Math.min(-2, lastDue + random.int(0, 20)) : null,
  };
}
