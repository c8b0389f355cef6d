import { applicationFacts } from './application-facts.ts';
import { bureauFacts } from './bureau-facts.ts';
import { columnFacts } from './column-facts.ts';
import type { Fact } from './facts.ts';
import { loanFacts } from './loan-facts.ts';
import { outcomeFacts } from './outcome-facts.ts';
import { rowFacts } from './row-facts.ts';
import { readSample } from './sample.ts';

/** Share of the figures that must be within their tolerance. */
export const ENOUGH = 0.95;

export interface Fidelity {
  readonly applicants: number;
  readonly facts: readonly Fact[];
  readonly shareWithin: number;
}

/**
 * Compares the rows in a folder with the figures of the real ones: each column, then what ties rows and columns together.
 * @param report hears the file that is read next, and how many are done
 * @throws RawDataError when a file is missing or damaged
 */
export async function checkFidelity(folder: string, report: (file: string, done: number) => void): Promise<Fidelity> {
  const sample = await readSample(folder, report);
  const facts = [columnFacts, rowFacts, applicationFacts, outcomeFacts, bureauFacts, loanFacts].flatMap((part) => part(sample));
  return { applicants: sample.applicants, facts, shareWithin: facts.filter(({ within }) => within).length / facts.length };
}
