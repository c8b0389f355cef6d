/** What a mutant gets wrong. */
export type Mistake = 'sign' | 'filter' | 'window' | 'aggregate' | 'join';

/** One wrong replacement in a query. */
export interface Mutant {
  readonly mistake: Mistake;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type Make = (match: RegExpExecArray) => readonly { readonly start: number; readonly end: number; readonly text: string }[];

/** A relation as Dataform writes it: `project.dataset.table`. */
const RELATION = /`[^`]+`/g;
const HIDDEN = [/--[^\n]*/g, /'(?:[^'\\]|\\.)*'/g, RELATION];

const whole = (text: (match: RegExpExecArray) => string): Make => (match) => [{ start: match.index, end: match.index + match[0].length, text: text(match) }];
const OPPOSITE: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*', '>': '<', '<': '>', '>=': '<=', '<=': '>=', min: 'max', max: 'min' };

const RULES: readonly { readonly mistake: Mistake; readonly pattern: RegExp; readonly make: Make }[] = [
  { mistake: 'sign', pattern: / ([+-]) /g, make: whole(([, sign = '']) => ` ${OPPOSITE[sign] ?? sign} `) },
  { mistake: 'sign', pattern: /(?<!\bselect) ([*/]) /g, make: whole(([, sign = '']) => ` ${OPPOSITE[sign] ?? sign} `) },
  { mistake: 'sign', pattern: /\bsafe_divide\(([\w.]+), ([\w.]+)\)/g, make: whole(([, over = '', under = '']) => `safe_divide(${under}, ${over})`) },
  { mistake: 'sign', pattern: /(?<=[(,\s]\s?)-(?=[a-z(])/g, make: whole(() => '') },
  { mistake: 'sign', pattern: / (>=|<=|>|<) /g, make: whole(([, sign = '']) => ` ${OPPOSITE[sign] ?? sign} `) },
  { mistake: 'filter', pattern: /\bwhere\b/g, make: (match) => dropCondition(match) },
  { mistake: 'filter', pattern: /\bcountif\(/g, make: (match) => replaceArgument(match, 'true') },
  { mistake: 'filter', pattern: /\bif\(/g, make: (match) => replaceArgument(match, 'true') },
  { mistake: 'filter', pattern: /\bdistinct\b/g, make: whole(() => '') },
  { mistake: 'filter', pattern: / = /g, make: whole(() => ' != ') },
  { mistake: 'filter', pattern: /\band (?=[a-z_.]+ )/g, make: whole(() => 'or ') },
  { mistake: 'window', pattern: /(?<=(?:>=|<=|>|<|between|and|=) )-?[1-9]\d*\b(?!\.)/g, make: whole(([number]) => String(Number(number) + (Number(number) < 0 ? -1 : 1))) },
  { mistake: 'aggregate', pattern: /\b(min|max)\(/g, make: whole(([, name = '']) => `${OPPOSITE[name] ?? name}(`) },
  { mistake: 'join', pattern: /\bleft join\b/g, make: whole(() => 'inner join') },
];

/** Every mutant of a query; comments, texts and names of relations are left alone. */
export function mutantsOf(query: string): Mutant[] {
  const visible = HIDDEN.reduce((text, hidden) => text.replace(hidden, (part) => ' '.repeat(part.length)), query);
  return RULES.flatMap(({ mistake, pattern, make }) => [...visible.matchAll(pattern)].flatMap((match) => make(match).map((change) => ({ mistake, ...change }))))
    .filter(({ start, end, text }) => query.slice(start, end) !== text)
    .sort((one, other) => one.start - other.start);
}

export function applyMutant(query: string, { start, end, text }: Mutant): string {
  return query.slice(0, start) + text + query.slice(end);
}

/** The line that a mutant changes, as it becomes. */
export function describeMutant(query: string, mutant: Mutant): string {
  const changed = applyMutant(query, mutant);
  const from = query.lastIndexOf('\n', mutant.start) + 1;
  const to = changed.indexOf('\n', mutant.start + mutant.text.length);
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const before = query.slice(from, query.indexOf('\n', mutant.end) === -1 ? undefined : query.indexOf('\n', mutant.end));
  return `${line(before)}  →  ${line(changed.slice(from, to === -1 ? undefined : to))}`;
}

/**
 * The same mutant in the query of a unit test, which is the model's with its relations replaced by rows.
 * @throws Error when the test is not of this model
 */
export function inTest(model: string, test: string, mutant: Mutant): Mutant {
  const pieces = [...model.matchAll(RELATION)].filter(([name]) => name.split('.').length === 3);
  let [from, at] = [0, 0];
  for (const relation of [...pieces, null]) {
    const to = relation === null ? model.length : relation.index;
    const piece = relation === null ? model.slice(from).trimEnd() : model.slice(from, to);
    const found = test.indexOf(from === 0 ? piece.trimStart() : piece, at);
    if (found === -1) throw new Error('The unit test does not hold the query of its model.');
    const offset = found - from - (from === 0 ? piece.length - piece.trimStart().length : 0);
    if (mutant.end <= to) return { ...mutant, start: mutant.start + offset, end: mutant.end + offset };
    at = found + piece.length;
    from = to + (relation?.[0].length ?? 0);
  }
  throw new Error('The mutant lies in no part of the model.');
}

/** The condition after `where`, up to the next clause or the end of the block, gives way to `true`. */
function dropCondition(match: RegExpExecArray): ReturnType<Make> {
  const start = match.index + match[0].length;
  const rest = match.input.slice(start);
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '(') depth++;
    else if (rest[at] === ')') depth--;
    if (depth < 0 || (depth === 0 && /^\s(group by|qualify|order by|window|union|having|limit)\b/.test(rest.slice(at, at + 12)))) return [{ start, end: start + at, text: ' true' }];
  }
  return [{ start, end: match.input.length, text: ' true' }];
}

/** The first argument of a call gives way to `text`. */
function replaceArgument(match: RegExpExecArray, text: string): ReturnType<Make> {
  const start = match.index + match[0].length;
  let depth = 0;
  for (let at = start; at < match.input.length; at++) {
    const sign = match.input[at];
    if (depth === 0 && (sign === ',' || sign === ')')) return [{ start, end: at, text }];
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
  }
  return [];
}
