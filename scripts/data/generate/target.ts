import type { Circumstances } from './application-row.ts';
import type { Application } from './application.ts';
import type { BureauSummary } from './bureau.ts';
import type { Persona } from './persona.ts';

/** What the histories say about an applicant. */
export interface History {
  readonly bureau: BureauSummary;
  readonly previous: number;
  readonly refused: number;
  readonly approved: number;
  readonly posDaysLate: number;
  readonly utilisation: number | null;
  readonly lateShare: number;
}

/** Chosen so that 8.07 % default, the histories included. */
const INTERCEPT = 1.54;

/** Small differences that the fit leaves to the years employed. */
const INCOME_TYPE: Readonly<Record<string, number>> = { Working: 0.08, 'Commercial associate': -0.1, 'State servant': -0.25 };

/** Log-odds of default: the fit on real applications, and what is known of the histories beside it. */
export function logitOfDefault(persona: Persona, application: Application, circumstances: Circumstances, history: History): number {
  return INTERCEPT + byApplication(persona, application, circumstances) + byHistory(history);
}

function byApplication(persona: Persona, app: Application, { document, phoneDays, otherCity, defaulted }: Circumstances): number {
  const { ext1, ext2, ext3 } = app;
  const goods = app.goods ?? app.credit;
  const annuity = app.annuity ?? app.credit / 20;
  return (
    -1.85 * (ext1 ?? 0.503) + (ext1 === null ? 0.2 : 0) -
    2.15 * (ext2 ?? 0.513) - (ext2 === null ? 0.368 : 0) -
    2.55 * (ext3 ?? 0.512) + (ext3 === null ? 0.275 : 0) +
    0.004 * (persona.ageDays / 365.25 - 44) +
    (app.employedDays === null ? -0.5 : (-0.034 * app.employedDays) / 365.25) +
    (INCOME_TYPE[app.incomeType] ?? 0) +
    (persona.male ? 0.315 : 0) +
    (app.education === 'Higher education' ? -0.36 : app.education === 'Lower secondary' ? 0.135 : 0) +
    (app.ownsCar ? -0.272 : 0) +
    (app.revolving ? 0.027 : 0) +
    0.244 * (app.ratingWithCity - 2) +
    (document === 3 ? 0.129 : 0) +
    (otherCity ? 0.163 : 0) +
    0.187 * Math.min(3, defaulted) +
    1.494 * Math.log(app.credit / goods) +
    0.398 * Math.log(annuity / app.credit) +
    0.254 * Math.log(app.credit / 600_000) +
    (app.familyStatus === 'Married' ? -0.112 : 0) -
    (0.018 * phoneDays) / 365.25
  );
}

/** Effects beside the application's columns, sized so that the rates by band come out as in the real rows. */
function byHistory({ bureau, refused, previous, approved, posDaysLate, utilisation, lateShare }: History): number {
  const credits = bureau.newest === null ? 0.42 : recency(bureau.newest) - 0.02 * Math.min(5, bureau.active) + (bureau.active > 5 ? 0.2 : 0);
  const refusals = previous === 0 ? 0 : ([-0.24, 0.22, 0.32, 0.55][Math.min(3, refused)] ?? 0);
  const loyalty = approved >= 5 ? -0.5 : approved >= 3 ? -0.3 : 0.13;
  const card = utilisation === null ? 0 : utilisation <= 0 ? -0.45 : utilisation < 0.3 ? -0.12 : utilisation < 0.6 ? 0.7 : utilisation < 0.9 ? 0.9 : 1;
  const days = posDaysLate > 0 ? 0.25 : 0;
  return credits + refusals + loyalty + card + days + 1.8 * Math.min(0.5, lateShare);
}

/** @param days since the newest bureau credit was opened */
function recency(days: number): number {
  if (days < 90) return 0.45;
  if (days < 180) return 0.18;
  return days < 365 ? 0 : -0.25;
}
