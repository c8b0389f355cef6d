import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VARIABLE = 'TEST_RUN_FOLDER';

/** A folder of this run of the tests, which its processes share: what one has made, such as the compiled project, others need not make again. */
export function runFolder(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error('Mocha did not make the folder of this run: it must require test/support/run-folder.ts, as .mocharc.json says.');
  return folder;
}

export async function mochaGlobalSetup(): Promise<void> {
  process.env[VARIABLE] = await mkdtemp(join(tmpdir(), 'home-credit-tests-'));
}

export async function mochaGlobalTeardown(): Promise<void> {
  await rm(runFolder(), { recursive: true, force: true });
}
