import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Instance } from './instance.ts';

/** Before the first block. */
const HEADER_BYTES = 3 * 4096;
/** Less than this is not worth a process. */
const MIN_BYTES = 1024 ** 2;
const TRUNCATE = 'require("node:fs").truncateSync(process.argv[1], Number(process.argv[2]))';

/**
 * Gives back what lies behind the last block of a file that has just been opened: a statement that failed wrote it, and the
 * engine never cuts it off. Call before anybody uses the file.
 */
export async function trimFile(instance: Instance, file: string): Promise<void> {
  const connection = await instance.connect();
  try {
    const [sizes] = await connection.rows('SELECT block_size, total_blocks FROM pragma_database_size() WHERE database_name = current_database()');
    const [blockSize, blocks] = (sizes ?? []).map(Number);
    if (blockSize === undefined || blocks === undefined) return;
    const end = HEADER_BYTES + blocks * blockSize;
    if ((await stat(file)).size < end + MIN_BYTES) return;
    // Not in this process: the lock on a file ends as soon as any of its process's handles of it is closed.
    await promisify(execFile)(process.execPath, ['-e', TRUNCATE, file, String(end)], { env: {} });
  } catch {
    // The file is whole with its tail as well.
  } finally {
    connection.close();
  }
}
