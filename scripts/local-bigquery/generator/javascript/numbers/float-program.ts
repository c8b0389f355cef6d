import { floatArithmetic } from './float-arithmetic.ts';

type Step = number | '+' | '-' | '*' | '/' | 'negate';

const programs = new Map<string, readonly Step[]>();
/** Programs are constants of statements; a server meets many. */
const MOST_PROGRAMS = 1_000;

/** @param text operands by position and operators after theirs: `0 1 * 2 +` */
function programOf(text: string): readonly Step[] {
  const known = programs.get(text);
  if (known !== undefined) return known;
  const steps = text.split(' ').map((step) => (/^\d+$/.test(step) ? Number(step) : (step as Step)));
  if (programs.size >= MOST_PROGRAMS) programs.clear();
  programs.set(text, steps);
  return steps;
}

/** Computes step by step and fails where a step does, though the whole be NULL. */
export function runFloatProgram(text: string, operands: readonly (number | null)[]): number | null {
  const stack: (number | null)[] = [];
  for (const step of programOf(text)) {
    if (typeof step === 'number') {
      stack.push(operands[step] ?? null);
      continue;
    }
    const b = stack.pop() ?? null;
    if (step === 'negate') {
      stack.push(b === null ? null : -b);
      continue;
    }
    const a = stack.pop() ?? null;
    stack.push(a === null || b === null ? null : floatArithmetic(step, a, b));
  }
  return stack.pop() ?? null;
}
