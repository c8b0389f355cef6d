import type { CsvFile } from './csv-file.ts';
import { drawApplication } from './application.ts';
import { drawCircumstances, writeApplication } from './application-row.ts';
import { summarizeBureau, writeBureau } from './bureau.ts';
import { HAS_BALANCE, writeBureauBalance, writeOrphanBalances } from './bureau-balance.ts';
import { writeCard } from './card.ts';
import { writeInstallments, type Tally } from './installments.ts';
import type { Keys } from './keys.ts';
import { drawPersona, type Persona } from './persona.ts';
import { writePos } from './pos.ts';
import { drawOrphan, drawPrevious, writePrevious, type PreviousApplication } from './previous.ts';
import type { Random } from './random.ts';
import { logitOfDefault } from './target.ts';

export interface Files {
  readonly application_train: CsvFile;
  readonly application_test: CsvFile;
  readonly bureau: CsvFile;
  readonly bureau_balance: CsvFile;
  readonly previous_application: CsvFile;
  readonly pos_cash_balance: CsvFile;
  readonly credit_card_balance: CsvFile;
  readonly installments_payments: CsvFile;
}

/** Each has a random stream of its own, so that a change in one leaves the others' values as they were. */
const SECTION = { persona: 1, application: 2, bureau: 3, balance: 4, previous: 5, loans: 6, cards: 7, outcome: 8, row: 9 };

/** Loans whose rows in previous_application are missing: 37,422 loans and 11,372 old cards over 356,255 applicants. */
const ORPHAN_LOANS = 0.105;
const ORPHAN_CARDS = 0.055;
const HAS_POS = 0.995;
const HAS_CARD_ROWS = 0.949;

/** Writes all rows of one applicant, in all eight files. */
export function writeApplicant(files: Files, customerId: number, seed: number, keys: Keys, random: Random): void {
  const start = (section: keyof typeof SECTION): void => { random.start(seed, customerId, SECTION[section]); };
  start('persona');
  const persona = drawPersona(customerId, random);
  start('application');
  const application = drawApplication(persona, random);
  start('bureau');
  const hasBalance = random.chance(persona.test ? HAS_BALANCE.test : HAS_BALANCE.train);
  const credits = writeBureau(files.bureau, persona, hasBalance, keys, random);
  start('balance');
  if (hasBalance) writeBureauBalance(files.bureau_balance, credits, random);
  writeOrphanBalances(files.bureau_balance, keys, random);
  start('previous');
  const previous = drawPrevious(persona, keys, random);
  writePrevious(files.previous_application, persona, previous, random);
  const orphans = drawOrphans(persona, previous.some(({ type, status }) => type === 'Revolving loans' && status === 'Approved'), keys, random);
  start('loans');
  const loans = writeLoans(files, persona, [...previous, ...orphans], random);
  start('cards');
  const utilisation = writeCards(files, persona, [...previous, ...orphans], random);
  start('outcome');
  const luck = random.next();
  start('row');
  const circumstances = drawCircumstances(persona, application, previous[0]?.decision === undefined ? null : -previous[0].decision, random);
  const history = {
    bureau: summarizeBureau(credits),
    previous: previous.length,
    refused: previous.filter(({ status }) => status === 'Refused').length,
    approved: previous.filter(({ status }) => status === 'Approved').length,
    ...loans,
    utilisation,
  };
  const probability = 1 / (1 + Math.exp(-logitOfDefault(persona, application, circumstances, history)));
  const file = persona.test ? files.application_test : files.application_train;
  writeApplication(file, persona, application, circumstances, persona.test ? null : Number(luck < probability), random);
}

function drawOrphans(persona: Persona, holdsCard: boolean, keys: Keys, random: Random): PreviousApplication[] {
  const orphans: PreviousApplication[] = [];
  for (let count = random.poisson(ORPHAN_LOANS); count > 0; count--) {
    orphans.push(drawOrphan(persona, keys, random.chance(0.6) ? 'Consumer loans' : 'Cash loans', -random.int(60, 2922), random));
  }
  if (!holdsCard && random.chance(ORPHAN_CARDS)) orphans.push(drawOrphan(persona, keys, 'Revolving loans', -2922, random));
  return orphans;
}

function writeLoans(files: Files, persona: Persona, loans: readonly PreviousApplication[], random: Random): { posDaysLate: number; lateShare: number } {
  let posDaysLate = 0;
  const tally: Tally = { rows: 0, late: 0 };
  for (const loan of loans) {
    if (loan.schedule === null || (loan.type !== 'Consumer loans' && loan.type !== 'Cash loans')) continue;
    if (!random.chance(HAS_POS)) continue;
    posDaysLate = Math.max(posDaysLate, writePos(files.pos_cash_balance, persona, loan, loan.schedule, random));
    writeInstallments(files.installments_payments, persona, loan, loan.schedule, tally, random);
  }
  return { posDaysLate, lateShare: tally.rows === 0 ? 0 : tally.late / tally.rows };
}

function writeCards(files: Files, persona: Persona, loans: readonly PreviousApplication[], random: Random): number | null {
  let utilisation: number | null = null;
  for (const card of loans) {
    if (card.type !== 'Revolving loans' || card.status !== 'Approved' || !random.chance(HAS_CARD_ROWS)) continue;
    const summary = writeCard(files.credit_card_balance, files.installments_payments, persona, card, random);
    if (summary.utilisation !== null) utilisation = Math.max(utilisation ?? 0, summary.utilisation);
  }
  return utilisation;
}
