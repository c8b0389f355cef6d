import { setTimeout as after } from 'node:timers/promises';
import { IDENTITY_PATH, SERVICE } from './identity.ts';
import { StartError } from './start-error.ts';

export interface Patience {
  /** Milliseconds after which whoever waits is told for what. */
  readonly noticeMs: number;
  /** Milliseconds that a local BigQuery on a busy machine may take to answer; another program that says nothing is told from one only then. */
  readonly patienceMs: number;
  readonly tell: (text: string) => void;
}

const PATIENCE: Patience = {
  noticeMs: 2_000,
  patienceMs: 15_000,
  tell: (text) => {
    console.error(text);
  },
};
/** A local BigQuery that is just ending drops its callers; a moment later nobody is there. */
const TRIES = 3;
const RETRY_MS = 100;

/** @throws StartError when the port answers, but not with the warehouse of the folder */
export async function isRunning(endpoint: string, folder: string, { noticeMs, patienceMs, tell }: Patience = PATIENCE): Promise<boolean> {
  const { port } = new URL(endpoint);
  const foreign = (what: string): StartError => new StartError(`Port ${port} is taken by ${what}: stop it, or set WAREHOUSE_PORT to another port.`);
  const signal = AbortSignal.timeout(patienceMs);
  const notice = setTimeout(() => {
    tell(`Port ${port} is taken, and has not answered yet: waiting up to ${patienceMs / 1000} s for a local BigQuery that is busy.`);
  }, noticeMs);
  try {
    for (let tries = 1; ; tries += 1) {
      const answer = await ask(endpoint, signal);
      if (answer === 'nobody') return false;
      if (answer === 'silent') throw foreign(`another program, or by a local BigQuery that has not answered for ${patienceMs / 1000} s`);
      if (answer === 'dropped') {
        if (tries === TRIES) throw foreign('another program');
        await after(RETRY_MS);
        continue;
      }
      if (answer.service !== SERVICE) throw foreign('another program');
      if (answer.localDir !== folder) throw foreign(`a local BigQuery of another folder, ${String(answer.localDir)}`);
      return true;
    }
  } finally {
    clearTimeout(notice);
  }
}

type Answer = 'nobody' | 'silent' | 'dropped' | { readonly service?: unknown; readonly localDir?: unknown };

async function ask(endpoint: string, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(new URL(IDENTITY_PATH, endpoint), { signal });
    const identity: unknown = response.ok ? await response.json() : null;
    return typeof identity === 'object' && identity !== null ? identity : {};
  } catch (error) {
    if (signal.aborted) return 'silent';
    const cause = error instanceof Error ? error.cause : null;
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'ECONNREFUSED') return 'nobody';
    return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' ? 'dropped' : {};
  }
}
