import { forReference, forUs } from '../generate/alternatives.ts';
import { EXCLUDED } from '../generate/constraints.ts';
import { typeText } from '../../wire/schema.ts';
import type { ConformanceReport, Difference } from './conformance.ts';
import type { Answer } from './rig.ts';

/** A difference as people read it. */
export function printDifference({ sql: text, ours, reference, seed, path }: Difference): string {
  const { sql, parameters } = forUs(text);
  const given = parameters.filter(({ name }) => sql.includes(`@${name}`)).map(({ name, literal }) => `\n  @${name} = ${literal}`);
  const asked = /^[^\u0001]*$/.test(text) ? '' : `\n  asked:     ${forReference(text)}`;
  return `\n${sql}${given.join('')}${asked}\n  ours:      ${printAnswer(ours)}\n  reference: ${printAnswer(reference)}\n  again:     npm run conformance -- --seed ${seed} --path ${path}`;
}

function printAnswer(answer: Answer): string {
  if (answer.kind !== 'rows') return `${answer.kind === 'refused' ? 'not supported' : 'error'}: ${answer.message}`;
  const rows = JSON.stringify(answer.rows);
  return `${answer.types.map(typeText).join(', ')} ${rows.length > 1000 ? `${rows.slice(0, 1000)}…` : rows}`;
}

export function printOutcomes(outcomes: ConformanceReport['outcomes']): string {
  return Object.entries(outcomes).filter(([, count]) => count > 0).map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** What a run exercised, and what it could not. */
export function printSummary(report: ConformanceReport, seed: number, seconds: number): string {
  const { outcomes, coverage, unanswered } = report;
  const total = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  const entries = [...coverage];
  const keys = entries.filter(([key]) => !key.startsWith('CAST '));
  const never = keys.filter(([, count]) => count.exercised === 0).map(([key]) => key);
  const neverAgreed = keys.filter(([, count]) => count.exercised > 0 && count.agreed === 0).map(([key]) => key);
  const casts = entries.filter(([key, count]) => key.startsWith('CAST ') && count.agreed > 0).length;
  const least = keys.filter(([, count]) => count.agreed > 0).sort(([, a], [, b]) => a.agreed - b.agreed).slice(0, 10);
  return [
    `${total} statements, seed ${seed}, ${seconds.toFixed(0)} s: ${printOutcomes(outcomes)}.`,
    `${keys.length - never.length} of ${keys.length} signatures exercised, ${casts} pairs of types cast. Least often: ${least.map(([key, count]) => `${key} ${count.agreed}`).join(', ')}.`,
    ...(neverAgreed.length === 0 ? [] : [`Exercised, but never with an answer to compare: ${neverAgreed.join(', ')}.`]),
    ...(never.length === 0 ? [] : [`Never exercised: ${never.join(', ')}.`]),
    `Never made up: ${Object.entries(EXCLUDED).map(([name, why]) => `${name} (${why})`).join('; ')}.`,
    ...[...unanswered].sort((a, b) => b[1] - a[1]).slice(0, 15).map(([message, count]) => `Without a reference ${count} times: ${message}`),
  ].join('\n');
}

/** Whether a run grows. @param samples resident bytes, in order */
export function printMemory(samples: readonly number[]): string {
  const mean = (part: readonly number[]): string => `${Math.round(part.reduce((sum, bytes) => sum + bytes, 0) / part.length / 1e6)} MB`;
  const tenth = Math.ceil(samples.length / 10);
  return samples.length < 10 ? 'Too short a run to tell whether it grows.' : `Resident: ${mean(samples.slice(tenth, 2 * tenth))} in the second tenth of the run, ${mean(samples.slice(-tenth))} in the last.`;
}
