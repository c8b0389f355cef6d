import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { writeWhole } from '../whole-file.ts';
import { targetName, type Target } from './compile.ts';

export type ActionStatus = 'passed' | 'failed' | 'skipped';

/** How an action's latest run ended. */
export interface ActionResult {
  readonly target: Target;
  readonly type: 'table' | 'assertion' | 'operation';
  readonly status: ActionStatus;
  /** What the CLI said of a failure; null otherwise. */
  readonly message: string | null;
  readonly finishedAt: string;
}

/** The latest result of every action that was ever run, and the last run's command. */
export interface RunRecord {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly command: string;
  readonly actions: readonly ActionResult[];
}

const RESULT_LINE =
  /^(Table|Dataset|Assertion|Operation|Skipping dataset|Skipping assertion|Skipping operation) ?(created|creation failed|creation|passed|failed|completed successfully|execution): +(\S+)\.(\S+)/;

/** Listens to the lines that `dataform run` prints and gathers each action's result. */
export class RunListener {
  private readonly heard: ActionResult[] = [];
  /** Index of the last failure: what is printed on stderr after it says why. */
  private failing: number | null = null;

  /** @param database the project id, which the CLI leaves out of what it prints */
  constructor(
    private readonly database: string,
    private readonly now: () => Date,
  ) {}

  get results(): readonly ActionResult[] {
    return this.heard;
  }

  /** @returns the result that this line announces, or null */
  hear(line: string, stream: 'stdout' | 'stderr'): ActionResult | null {
    const text = stripVTControlCharacters(line).trimEnd();
    const match = RESULT_LINE.exec(text);
    if (match?.[1] === undefined || match[2] === undefined || match[3] === undefined || match[4] === undefined) {
      if (stream === 'stderr') this.hearComplaint(text.trim());
      return null;
    }
    const result: ActionResult = {
      target: { database: this.database, schema: match[3], name: match[4] },
      type: typeOf(match[1]),
      status: statusOf(match[1], match[2]),
      message: null,
      finishedAt: this.now().toISOString(),
    };
    this.heard.push(result);
    if (result.status === 'failed') this.failing = this.heard.length - 1;
    return result;
  }

  /** The CLI repeats the statement behind `>` before it says what was wrong with it. */
  private hearComplaint(text: string): void {
    const failed = this.failing === null ? undefined : this.heard[this.failing];
    if (this.failing === null || failed === undefined || text === '' || text.startsWith('>')) return;
    const message = failed.message === null ? text : `${failed.message}\n${text}`;
    this.heard[this.failing] = { ...failed, message };
  }
}

function typeOf(subject: string): ActionResult['type'] {
  const word = subject.toLowerCase();
  if (word.includes('assertion')) return 'assertion';
  return word.includes('operation') ? 'operation' : 'table';
}

function statusOf(subject: string, verdict: string): ActionStatus {
  if (subject.startsWith('Skipping')) return 'skipped';
  return verdict.includes('failed') ? 'failed' : 'passed';
}

const recordFile = (localDir: string): string => join(localDir, 'dataform-run.json');

export async function readRunRecord(localDir: string): Promise<RunRecord | null> {
  try {
    return JSON.parse(await readFile(recordFile(localDir), 'utf8')) as RunRecord;
  } catch {
    return null;
  }
}

/** Adds a run's results to the record; an action that was not run this time keeps its earlier result. */
export async function saveRunRecord(localDir: string, run: RunRecord): Promise<void> {
  const earlier = (await readRunRecord(localDir))?.actions ?? [];
  const latest = new Map([...earlier, ...run.actions].map((result) => [targetName(result.target), result]));
  await writeWhole(recordFile(localDir), JSON.stringify({ ...run, actions: [...latest.values()] }, null, 2));
}
