import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { isRecord } from '../wire/schema.ts';
import type { Resource } from './resource.ts';

/** What is read of an old file: more jobs than that are forgotten. */
const KEPT_JOBS = 1000;

/** Finished jobs as they were answered, without their rows, in a file of one JSON document a line. */
export class JobHistory {
  private pending: string[] = [];
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: string,
    private readonly onFault: (error: unknown) => void,
    /** By `jobKey`, the oldest first. */
    readonly resources: Map<string, Resource>,
  ) {}

  /** Reads what an earlier server left, and shortens the file. A damaged line is a job forgotten. */
  static async open(file: string, onFault: (error: unknown) => void): Promise<JobHistory> {
    const text = await readFile(file, 'utf8').catch(() => '');
    const resources = new Map<string, Resource>();
    for (const line of text.split('\n')) {
      const entry = parse(line);
      const reference = entry?.['jobReference'];
      if (entry === null || !isRecord(reference)) continue;
      const key = jobKey(String(reference['projectId']), String(reference['jobId']));
      resources.delete(key);
      if (entry['deleted'] !== true) resources.set(key, entry);
    }
    for (const key of resources.keys()) {
      if (resources.size <= KEPT_JOBS) break;
      resources.delete(key);
    }
    if (text !== '') {
      try {
        await writeFile(`${file}.new`, [...resources.values()].map((resource) => `${JSON.stringify(resource)}\n`).join(''));
        await rename(`${file}.new`, file);
      } catch (error) {
        // A full disk: the file stays as long as it was.
        onFault(error);
      }
    }
    return new JobHistory(file, onFault, resources);
  }

  /** Notes a job that has ended. */
  add(resource: Resource): void {
    this.write(resource);
  }

  remove(jobReference: { readonly projectId: string; readonly jobId: string }): void {
    this.resources.delete(jobKey(jobReference.projectId, jobReference.jobId));
    this.write({ jobReference, deleted: true });
  }

  private write(entry: Resource): void {
    this.pending.push(`${JSON.stringify(entry)}\n`);
    if (this.pending.length > 1) return;
    this.writing = this.writing.then(async () => {
      await appendFile(this.file, this.pending.splice(0).join(''));
    }).catch(this.onFault);
  }

  async close(): Promise<void> {
    await this.writing;
  }
}

export function jobKey(projectId: string, jobId: string): string {
  return `${projectId}\0${jobId}`;
}

function parse(line: string): Resource | null {
  if (line === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
