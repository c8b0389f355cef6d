import { MACROS } from './macros.ts';

/** How a macro's length follows from its arguments': `own` characters, and each argument so many times. */
interface Growth {
  readonly own: number;
  readonly uses: readonly number[];
}

/** DuckDB's own functions that are macros: they write arguments out more than once. */
const BUILT_IN: readonly (readonly [string, Growth])[] = [
  ['nullif', { own: 30, uses: [2, 1] }],
  ['split_part', { own: 120, uses: [2, 2, 2] }],
  ['array_to_string', { own: 80, uses: [2, 1] }],
];

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|[()[\]{},]|[^\w'"()[\]{},]+/g;

/** A call or a bracket that is being read: lengths of its arguments so far. */
interface Open {
  readonly macro: Growth | null;
  readonly lengths: number[];
}

/** Characters of a text once DuckDB has written out its macros, in which macros written inside macros multiply. */
export function plannedLength(text: string): number {
  return lengthOf(text, growths(), new Map());
}

let known: ReadonlyMap<string, Growth> | null = null;

function growths(): ReadonlyMap<string, Growth> {
  if (known !== null) return known;
  const found = new Map<string, Growth>(BUILT_IN);
  // A macro uses those defined before it only.
  for (const { name, parameters, body } of MACROS) {
    const length = (parameter: string | null): number => lengthOf(body, found, new Map(parameters.map((each) => [each, each === parameter ? 1 : 0])));
    const own = length(null);
    found.set(name, { own, uses: parameters.map((parameter) => length(parameter) - own) });
  }
  known = found;
  return found;
}

/** @param values lengths that stand for names */
function lengthOf(text: string, macros: ReadonlyMap<string, Growth>, values: ReadonlyMap<string, number>): number {
  const stack: Open[] = [{ macro: null, lengths: [0] }];
  const add = (length: number): void => {
    const { lengths } = stack.at(-1) as Open;
    lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + length;
  };
  const tokens = text.match(TOKEN) ?? [];
  tokens.forEach((token, index) => {
    if (token === '(' || token === '[' || token === '{') {
      stack.push({ macro: (token === '(' ? macros.get(tokens[index - 1] ?? '') : undefined) ?? null, lengths: [1] });
    } else if (token === ',') {
      stack.at(-1)?.lengths.push(1);
    } else if (token === ')' || token === ']' || token === '}') {
      const closed = stack.pop() as Open;
      if (stack.length === 0) stack.push({ macro: null, lengths: [0] });
      const { macro } = closed;
      add(closed.lengths.reduce((sum, length, at) => sum + length * (macro?.uses[at] ?? 1), macro?.own ?? 1));
    } else {
      add(values.get(token) ?? token.length);
    }
  });
  return stack.reduce((sum, { lengths }) => sum + lengths.reduce((all, length) => all + length, 0), 0);
}
