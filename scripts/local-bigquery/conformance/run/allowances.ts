import type { MadeCase } from '../generate/cases.ts';
import { compound, type Term } from '../generate/term.ts';
import { compareAnswers, type Leeway } from './agreement.ts';
import type { Answer, Rig } from './rig.ts';

/** The root mean square of the largest FLOAT64 values that are made up: those of the column facts.x, doubled. */
const INPUT = 64;

/**
 * By how much FLOAT64 may differ where AVG, COVAR or CORR may have computed it: these add up what cancels out, and what is 0 in
 * one order of the rows is not quite 0 in another. Such noise is no part of the result, however small that is, but as
 * large as what rounding takes from the inputs (AVG), from their products (COVAR), or from one (CORR). A tolerance relative to
 * the result would find a difference there. All that is larger is one.
 */
function noiseOf(sql: string): number {
  if (/\bCOVAR_\w+\(/.test(sql)) return Number.EPSILON * INPUT ** 2;
  if (/\bAVG\(/.test(sql)) return Number.EPSILON * INPUT;
  return /\bCORR\(/.test(sql) ? 4 * Number.EPSILON : 0;
}

/**
 * Of intervals of equal length any may stand for its group, be the greatest, or come first. One expression has no groups: there
 * every part counts.
 */
export function leewayOf({ sql, focus }: MadeCase): Leeway {
  return { noise: noiseOf(sql), lengths: focus === null };
}

const NO_ELEMENT = /\[SAFE_(?:OFFSET\(-1|ORDINAL\((?:-1|0))\)\]$/;
const CONDITIONAL = /^(IF|IFNULL|COALESCE|NULLIF|CASE|IFERROR|NULLIFERROR)\b/;

/**
 * The only differences that are let pass, each checked part by part rather than by pattern. In both, the reference
 * evaluator fails where ours answers, both fail on the operand at fault when it stands alone, and GoogleSQL promises nothing.
 *
 * 1. An operation that is NULL because an operand is need not compute the others: DuckDB folds `NULL + 1 / 0` to NULL.
 *    Conditional expressions, whose order GoogleSQL does promise, are none of these.
 *    The comparisons that CASE makes with a value, and NULLIF, are such operations.
 * 2. AND, OR, IN and BETWEEN need not compute an operand when another has decided: `TRUE OR 1 / 0 > 1`; nor does a subscript
 *    that no array has need the array: `[1 / 0][SAFE_OFFSET(-1)]`; nor does IN UNNEST of an empty array need the value.
 */
export async function isFree(made: MadeCase, ours: Answer, reference: Answer, rig: Rig): Promise<boolean> {
  if (ours.kind !== 'rows' || reference.kind !== 'failed' || made.focus === null) return false;
  const { term, rows } = made.focus;
  const ask = made.focus.alone;
  // A named argument stands alone without its name.
  const alone = (part: Term, row: string | null): string => ask({ ...part, sql: part.sql.replace(/^\w+ => /, '') }, row);
  for (const row of rows) {
    const [mine, theirs] = [await rig.ours(alone(term, row)), await rig.reference(alone(term, row))];
    if (theirs.kind === 'rows' && compareAnswers(mine, theirs, true) !== 'agreed') return false;
    if (theirs.kind === 'failed' && mine.kind === 'rows' && !(await hasNeedlessPart(term, (part) => alone(part, row), rig))) return false;
  }
  return true;
}

async function hasNeedlessPart(term: Term, alone: (part: Term) => string, rig: Rig): Promise<boolean> {
  if (!term.sql.startsWith('SAFE.') && term.parts.length > 1) {
    const whole = await rig.ours(alone(term));
    const mayFold = !CONDITIONAL.test(term.sql) && !/^(AND|OR)$/.test(term.operator) && (whole.kind === 'failed' || isAll(whole, null));
    for (const failing of term.parts) {
      if ((await rig.reference(alone(failing))).kind !== 'failed' || (await rig.ours(alone(failing))).kind !== 'failed') continue;
      for (const other of term.parts) {
        if (other === failing) continue;
        const answer = await rig.ours(alone(other));
        if ((mayFold && isAll(answer, null)) || (term.operator === 'OR' && isAll(answer, true)) || (term.operator === 'AND' && isAll(answer, false))) return true;
      }
      if (term.operator === 'WHEN' && isComparand(term, failing) && term.parts[0] !== undefined && isAll(await rig.ours(alone(term.parts[0])), null)) return true;
      if (term.operator === 'WHEN' && failing === term.parts[0] && (await allNull(term.parts.filter((part) => isComparand(term, part)), alone, rig))) return true;
      if (term.sql.startsWith('NULLIF(') && failing === term.parts[1] && (await allNull(term.parts.slice(0, 1), alone, rig))) return true;
      if (NO_ELEMENT.test(term.sql) && failing === term.parts[0]) return true;
      if (term.operator === 'IN (' && failing !== term.parts[0] && (await isAmong(term, failing, alone, rig))) return true;
      if (term.operator === 'IN UNNEST(' && failing === term.parts[0] && term.parts[1] !== undefined && isAll(await rig.ours(alone(compound(term.type, ['(0 = ARRAY_LENGTH(', '))'], [term.parts[1]]))), true)) return true;
      if (term.operator === 'BETWEEN' && (await isOutside(term, failing, alone, rig))) return true;
    }
  }
  for (const part of term.parts) if (await hasNeedlessPart(part, alone, rig)) return true;
  return false;
}

async function allNull(parts: readonly Term[], alone: (part: Term) => string, rig: Rig): Promise<boolean> {
  for (const part of parts) if (!isAll(await rig.ours(alone(part)), null)) return false;
  return parts.length > 0;
}

/** `CASE value WHEN comparand THEN …` */
function isComparand({ parts, sql }: Term, part: Term): boolean {
  const index = parts.indexOf(part);
  return !sql.startsWith('CASE WHEN') && index % 2 === 1 && index < parts.length - 1;
}

/** Whether one of the other values of IN is the one that is looked for. */
async function isAmong({ type, parts: [value, ...others] }: Term, failing: Term, alone: (part: Term) => string, rig: Rig): Promise<boolean> {
  if (value === undefined) return false;
  for (const other of others) if (other !== failing && isAll(await rig.ours(alone(compound(type, ['(', ' = ', ')'], [value, other]))), true)) return true;
  return false;
}

/** Whether the other end of BETWEEN says already that the value lies outside. */
async function isOutside({ type, parts: [value, low, high] }: Term, failing: Term, alone: (part: Term) => string, rig: Rig): Promise<boolean> {
  if (value === undefined || low === undefined || high === undefined || failing === value) return false;
  const inside = failing === low ? compound(type, ['(', ' <= ', ')'], [value, high]) : compound(type, ['(', ' >= ', ')'], [value, low]);
  return isAll(await rig.ours(alone(inside)), false);
}

function isAll(answer: Answer, value: boolean | null): boolean {
  return answer.kind === 'rows' && answer.rows.every((row) => row.at(-1) === value);
}
