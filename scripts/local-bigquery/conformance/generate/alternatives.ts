import type { SqlType } from '../../../googlesql/types.ts';

/**
 * Made-up text may be written otherwise for the reference evaluator, which knows less than BigQuery does, and a literal may
 * be a query parameter for us. Both are marked in the text, so that pieces of statements stay plain texts.
 */
const [OPEN, BETWEEN, CLOSE, PARAMETER] = ['\u0001', '\u0002', '\u0003', '\u0004'];

/** @param ours what we are asked, @param theirs what the reference evaluator is asked instead: it must mean the same */
export function alternatives(ours: string, theirs: string): string {
  return ours === theirs ? ours : `${OPEN}${ours}${BETWEEN}${theirs}${CLOSE}`;
}

/** A literal that we are given as a parameter. */
export function parameterOf(literal: string, type: SqlType): string {
  return `${OPEN}${PARAMETER}${JSON.stringify(type)}${BETWEEN}${literal}${CLOSE}`;
}

export interface MadeParameter {
  readonly name: string;
  readonly type: SqlType;
  readonly literal: string;
}

/** The statement for us. */
export function forUs(text: string): { readonly sql: string; readonly parameters: readonly MadeParameter[] } {
  const parameters: MadeParameter[] = [];
  const sql = resolve(text, (ours, theirs) => {
    if (!ours.startsWith(PARAMETER)) return ours;
    const name = `p${parameters.length}`;
    parameters.push({ name, type: JSON.parse(ours.slice(1)) as SqlType, literal: theirs });
    return `@${name}`;
  });
  return { sql, parameters };
}

/** The statement for the reference evaluator. */
export function forReference(text: string): string {
  return resolve(text, (_, theirs) => theirs);
}

/** Replaces the marked places, from the inside out. */
function resolve(text: string, choose: (ours: string, theirs: string) => string): string {
  const innermost = new RegExp(`${OPEN}([^${OPEN}${CLOSE}${BETWEEN}]*)${BETWEEN}([^${OPEN}${CLOSE}${BETWEEN}]*)${CLOSE}`, 'g');
  for (let current = text; ; ) {
    const next = current.replace(innermost, (_, ours: string, theirs: string) => choose(ours, theirs));
    if (next === current) return current;
    current = next;
  }
}
