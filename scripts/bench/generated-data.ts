import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateRawTables } from '../data/generate.ts';
import { seconds } from './measure.ts';

const SEED = 1;

export interface GeneratedData {
  readonly folder: string;
  /** Seconds that it took; null if it was there. */
  readonly took: number | null;
}

/** The eight raw tables of so many applicants, in a temporary folder that stays: the same seed gives the same bytes. */
export async function generatedData(applicants: number): Promise<GeneratedData> {
  const folder = join(tmpdir(), `home-credit-bench-${applicants}-${SEED}`);
  // The generator's files take their places together, when all are whole.
  if (existsSync(folder)) return { folder, took: null };
  return { folder, took: await seconds(() => generateRawTables({ applicants, seed: SEED, out: folder })) };
}
