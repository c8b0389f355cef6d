/** A reason why the warehouse cannot start; the message names the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** What the system says of files that it does not give; Node tells of a folder that cannot be made on a read-only disk as of one that is missing. */
const CODES: Readonly<Record<string, string>> = {
  EROFS: 'read-only file system',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  EEXIST: 'file already exists',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left',
  ENAMETOOLONG: 'its name is too long',
};
const TEXTS = /no space left|read-only file system|permission denied|is a directory/i;

/** An error of the system, or of the engine, as one that names the remedy; others as they are. @param path the folder or file that cannot be opened for writing */
export function unusable(path: string, error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const why = 'code' in cause && typeof cause.code === 'string' ? CODES[cause.code] : TEXTS.exec(cause.message)?.[0].toLowerCase();
  if (why === undefined) return cause;
  const at = 'path' in cause && typeof cause.path === 'string' ? cause.path : path;
  return new StartError(`The local BigQuery cannot write to ${at} (${why}): mend that, or set LOCAL_DIR to another folder.`, { cause });
}
