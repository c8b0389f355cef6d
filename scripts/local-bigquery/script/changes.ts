import type { ScriptStatement } from '../../googlesql/script.ts';

const PATH = '((?:`[^`]+`|[\\w-]+)(?:\\s*\\.\\s*(?:`[^`]+`|[\\w-]+))*)';
/** What DDL makes, changes or drops: only words stand before it, for a comment there could hold any. */
const SUBJECT = new RegExp(`^[A-Z\\s]*?\\b(?:TABLE\\s+FUNCTION|TABLE|VIEW|FUNCTION|MODEL|SCHEMA|PROCEDURE)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?${PATH}`, 'i');
const NEW_NAME = new RegExp(`\\bRENAME\\s+TO\\s+${PATH}`, 'i');
const DDL = /^(?:CREATE|ALTER|DROP|UNDROP)\b/i;
const NOT_OF_WORDS = /[^\p{L}\p{N}_]+/u;

export function isDdl(text: string): boolean {
  return DDL.test(text);
}

/** What means something else when a script runs than it means before, by the last part of its name. */
export class Changes {
  private readonly names = new Set<string>();
  private isUnknown = false;

  /** Whether anything may mean something else. */
  get mayBeAnything(): boolean {
    return this.isUnknown;
  }

  /** After a statement that cannot be looked into. */
  anything(): void {
    this.isUnknown = true;
  }

  add(path: string): void {
    const name = path.replaceAll('`', '').split('.').at(-1)?.trim().toLowerCase();
    if (name !== undefined) this.names.add(name);
  }

  addDdl(text: string): void {
    const subject = SUBJECT.exec(text)?.[1];
    if (subject === undefined) this.anything();
    else this.add(subject);
    const renamed = NEW_NAME.exec(text)?.[1];
    if (renamed !== undefined) this.add(renamed);
  }

  /** All that a loop's body may change: what stands above it there comes after it, too. */
  addAll(body: readonly ScriptStatement[]): void {
    for (const statement of body) {
      switch (statement.kind) {
        case 'statement':
          if (isDdl(statement.text)) this.addDdl(statement.text);
          break;
        case 'createProcedure':
        case 'dropProcedure':
          this.add(statement.path.join('.'));
          break;
        case 'call':
        case 'executeImmediate':
          this.anything();
          break;
        case 'setSystemVariable':
          if (statement.path.join('.').toLowerCase() === 'dataset_id') this.anything();
          break;
        case 'if':
        case 'case':
          for (const branch of statement.branches) this.addAll(branch.body);
          this.addAll(statement.otherwise ?? []);
          break;
        case 'block':
          this.addAll([...statement.body, ...(statement.handler ?? [])]);
          break;
        case 'loop':
        case 'while':
        case 'repeat':
        case 'for':
          this.addAll(statement.body);
          break;
        default:
      }
    }
  }

  has(name: string): boolean {
    return this.names.has(name.toLowerCase());
  }

  /** Whether a text names something that has changed. */
  isIn(text: string): boolean {
    const lower = text.toLowerCase();
    const words = new Set(lower.split(NOT_OF_WORDS));
    return [...this.names].some((name) => words.has(name) || (NOT_OF_WORDS.test(name) && lower.includes(name)));
  }
}
