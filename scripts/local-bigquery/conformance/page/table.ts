import type { Contents, Entry } from './contents.ts';

/** The contents as a table of Markdown: what is supported, how many cases, the shortest of them. */
export function markdownTable({ functions, operators, casts, queries, statements, refused }: Contents): string {
  const section = (title: string, entries: readonly Entry[]): string =>
    [`## ${title}`, '', '| What | Cases | For example |', '| --- | ---: | --- |', ...entries.map(line), ''].join('\n');
  return [
    section('Functions', functions.flatMap(({ entries }) => entries)),
    section('Operators', operators.flatMap(({ entries }) => entries)),
    section('Casts', casts),
    section('Parts of queries', queries),
    section('Statements', statements),
    ['## Refused by name', '', '| What | Why |', '| --- | --- |', ...refused.map(({ what, why }) => `| ${cell(what)} | ${cell(why)} |`), ''].join('\n'),
  ].join('\n');
}

function line({ title, cases: [first, ...others], note }: Entry): string {
  return `| ${cell(title)} | ${first === undefined ? 0 : others.length + 1} | ${first === undefined ? (note ?? '') : `${cell(first.sql)} → ${cell(first.answer)}`} |`;
}

function cell(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('`', "'").replaceAll('\n', ' ')}\``;
}
