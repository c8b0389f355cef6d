import { h } from './dom.js';

/** @typedef {import('./dom.js').Child} Child */
/** @typedef {(name: string) => string | null} Resolve address of the model of that name, null when there is none */

const KEYWORDS = new Set(
  `all and any array as asc assert begin between by call case cast create cross current date_add date_diff declare default delete desc distinct
  drop else end except exists extract false following for from full function group grouping having if ignore in inner insert intersect interval
  into is join lateral left like limit materialized merge model not null nulls offset on operations options or order outer over partition
  preceding procedure qualify range recursive replace respect returns right rollup rows safe_cast select set struct table tablesample then
  to true truncate unbounded union unnest update using values view when where window with
  config pre_operations post_operations input js type`.split(/\s+/),
);

/** In order: comments, refs of SQLX, quoted names, strings, numbers, words, anything else. */
const TOKENS =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<ref>\$\{\s*(?:ref|resolve)\s*\((?<args>[^)]*)\)\s*\})|(?<name>`[^`\n]*`)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[A-Za-z_][\w]*)|(?<rest>\s+|.)/gs;

/** SQL or SQLX as numbered, coloured lines; names of models become links. @param {string} text @param {Resolve} resolve */
export function highlight(text, resolve) {
  const lines = [h('span', { class: 'line' })];
  for (const match of text.replace(/\n+$/, '').matchAll(TOKENS)) {
    const [token] = match;
    const { kind, href } = classify(match.groups ?? {}, resolve);
    for (const [index, piece] of token.split('\n').entries()) {
      if (index > 0) lines.push(h('span', { class: 'line' }));
      if (piece !== '') lines.at(-1)?.append(styled(piece, kind, href));
    }
  }
  return h('pre', { class: 'code', tabindex: '0' }, h('code', {}, lines.flatMap((line, index) => (index === 0 ? [line] : ['\n', line]))));
}

/** @param {Record<string, string | undefined>} groups @param {Resolve} resolve @returns {{ kind: string | null, href: string | null }} */
function classify({ comment, ref, args, name, string, number, word }, resolve) {
  if (comment !== undefined) return { kind: 'comment', href: null };
  if (ref !== undefined) return { kind: 'ref', href: resolve(refName(args ?? '')) };
  if (name !== undefined) return { kind: 'ref', href: resolve(name.slice(1, -1)) };
  if (string !== undefined) return { kind: 'string', href: null };
  if (number !== undefined) return { kind: 'number', href: null };
  if (word !== undefined && KEYWORDS.has(word.toLowerCase())) return { kind: 'keyword', href: null };
  return { kind: null, href: null };
}

/** `"dataset", "name"` or `{ schema: "dataset", name: "name" }` as `dataset.name`. @param {string} args */
function refName(args) {
  return [...args.matchAll(/["']([^"']*)["']/g)].map(([, text]) => text).join('.');
}

/** @param {string} text @param {string | null} kind @param {string | null} href @returns {Node | string} */
function styled(text, kind, href) {
  if (href !== null) return h('a', { class: 'ref', href }, text);
  return kind === null ? text : h('span', { class: kind }, text);
}
