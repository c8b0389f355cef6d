import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file.ts';

/** What a step left behind: made from what, and where the warehouse says when it was last modified. */
export interface Made {
  readonly fingerprint: string;
  /** BigQuery's lastModifiedTime (ms since 1970) by table; anyone else's change makes the step stale. */
  readonly modified: Readonly<Record<string, string | null>>;
}

/** What is built already, kept in `<localDir>/build-state.json` after every step. */
export interface BuildState {
  /** Fingerprint of the generated data by its folder. */
  readonly generated: Readonly<Record<string, string>>;
  /** With the id of the load that replaced all raw tables. */
  readonly raw: (Made & { readonly loadId?: string }) | null;
  /** By target name. */
  readonly actions: Readonly<Record<string, Made>>;
  readonly model: { readonly fingerprint: string; readonly version: string } | null;
}

const NOTHING: BuildState = { generated: {}, raw: null, actions: {}, model: null };

const stateFile = (localDir: string): string => join(localDir, 'build-state.json');

/** @returns the kept state; an absent or unreadable file means that nothing is built */
export async function readBuildState(localDir: string): Promise<BuildState> {
  try {
    return { ...NOTHING, ...(JSON.parse(await readFile(stateFile(localDir), 'utf8')) as Partial<BuildState>) };
  } catch {
    return NOTHING;
  }
}

export async function saveBuildState(localDir: string, state: BuildState): Promise<void> {
  await writeWhole(stateFile(localDir), JSON.stringify(state, null, 2));
}
