import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';

/** A place where libxgboost may be; `problem` says why it must not be loaded from there. */
export interface LibraryCandidate {
  readonly path: string;
  readonly problem: string | null;
}

/** XGBoost 1.7.5 as the npm package xgboost_node 0.4.2 ships it for linux-x64. */
const SHIPPED_SHA256 = '4e67ae39463156ef6c5f42d740d51065afed5e8611a51642f74261382e4bc7bc';
const SYSTEM_NAMES = process.platform === 'darwin' ? ['libxgboost.dylib'] : ['libxgboost.so', 'libxgboost.so.0'];

/** Where to look for libxgboost, best first: XGBOOST_LIBRARY and nothing else if it is set, the system, node_modules. */
export function libraryCandidates(env: NodeJS.ProcessEnv = process.env): LibraryCandidate[] {
  const chosen = env['XGBOOST_LIBRARY'];
  if (chosen !== undefined && chosen !== '') return [{ path: chosen, problem: null }];
  const system = SYSTEM_NAMES.map((path) => ({ path, problem: null }));
  return [...system, ...shippedLibrary()];
}

function shippedLibrary(): LibraryCandidate[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('xgboost_node/package.json'));
    return [checkLibrary(join(folder, 'lib', 'libxgboost.so'), SHIPPED_SHA256)];
  } catch (error) {
    return [{ path: 'xgboost_node', problem: error instanceof Error ? error.message : String(error) }];
  }
}

/** A library is code that we run: from node_modules only the very bytes that were tried. */
export function checkLibrary(path: string, sha256: string): LibraryCandidate {
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found === sha256) return { path, problem: null };
  return { path, problem: `its sha256 is ${found} instead of ${sha256}` };
}
