import type { MadeCase } from '../generate/cases.ts';
import type { Term } from '../generate/term.ts';
import type { Answer, Rig } from './rig.ts';

/**
 * The only differences that are let pass, each checked part by part rather than by pattern.
 *
 * An operation one of whose operands is NULL need not compute the others: `NULL + 1 / 0` fails in the reference evaluator,
 * DuckDB folds it to NULL, and GoogleSQL promises neither. It counts only where both evaluators fail on an operand that
 * stands alone, and ours has NULL for another operand of the same operation.
 */
export async function isFree(made: MadeCase, ours: Answer, reference: Answer, rig: Rig): Promise<boolean> {
  if (ours.kind !== 'rows' || reference.kind !== 'failed' || made.focus === null) return false;
  const { term, rows, alone } = made.focus;
  for (const row of rows) {
    const [mine, theirs] = [await rig.ours(alone(term, row)), await rig.reference(alone(term, row))];
    if (theirs.kind === 'failed' && mine.kind === 'rows' && !(await hasNeedlessPart(term, (part) => alone(part, row), rig))) return false;
  }
  return true;
}

async function hasNeedlessPart(term: Term, alone: (part: Term) => string, rig: Rig): Promise<boolean> {
  if (!term.sql.startsWith('SAFE.') && term.parts.length > 1) {
    for (const failing of term.parts) {
      if ((await rig.reference(alone(failing))).kind !== 'failed' || (await rig.ours(alone(failing))).kind !== 'failed') continue;
      for (const other of term.parts) if (other !== failing && isNull(await rig.ours(alone(other)))) return true;
    }
  }
  for (const part of term.parts) if (await hasNeedlessPart(part, alone, rig)) return true;
  return false;
}

function isNull(answer: Answer): boolean {
  return answer.kind === 'rows' && answer.rows.every((row) => row.at(-1) === null);
}
