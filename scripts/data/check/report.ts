import { ENOUGH, type Fidelity } from './check.ts';
import type { Fact } from './facts.ts';

/** A table per section and the verdict. @param onlyOutside leaves out what is within its tolerance */
export function printFidelity({ applicants, facts, shareWithin }: Fidelity, onlyOutside: boolean): string {
  const sections = new Map<string, Fact[]>();
  for (const fact of facts) sections.set(fact.section, [...(sections.get(fact.section) ?? []), fact]);
  const tables = [...sections].map(([section, all]) => {
    const shown = all.filter(({ within }) => !onlyOutside || !within);
    const inside = all.filter(({ within }) => within).length;
    const lines = shown.map(({ name, generated, real, tolerance, within }) => row(name, print(generated), print(real), `± ${print(tolerance)}`, within ? 'within' : 'OUTSIDE'));
    return [`${section}: ${inside} of ${all.length} within tolerance`, ...(lines.length === 0 ? [] : [row('', 'generated', 'real', 'tolerance', 'verdict'), ...lines]), ''].join('\n');
  });
  const inside = facts.filter(({ within }) => within).length;
  const verdict = shareWithin >= ENOUGH ? 'enough' : `too few: at least ${(100 * ENOUGH).toFixed(0)} % are needed`;
  return `${tables.join('\n')}\n${inside} of ${facts.length} figures of ${applicants} applicants are within tolerance, ${(100 * shareWithin).toFixed(1)} %: ${verdict}.`;
}

function row(name: string, generated: string, real: string, tolerance: string, verdict: string): string {
  return `  ${name.padEnd(66)} ${generated.padStart(12)} ${real.padStart(12)} ${tolerance.padStart(12)}  ${verdict}`;
}

function print(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  return Math.abs(value) >= 10_000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
