import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The commit that is checked out, with `-dirty` if files differ from it; null outside a git checkout. */
export async function currentCommit(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      cwd: import.meta.dirname,
    });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
