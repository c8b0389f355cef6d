import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contents, Entry, Group, Refused, ShownCase } from './contents.ts';

/** Parts of queries that almost every case has show the shortest. */
const MOST_SHOWN = 60;
/** The colours of the lineage page. */
const THEME = new URL('../../../lineage/site/theme.css', import.meta.url);
const STYLE = new URL('page.css', import.meta.url);
const SCRIPT = new URL('page.js', import.meta.url);

/** Writes `<folder>/index.html`, one file that needs no other. Gives its path. */
export async function writePage(contents: Contents, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const [theme, style, script] = await Promise.all([THEME, STYLE, SCRIPT].map((file) => readFile(file, 'utf8')));
  const path = join(folder, 'index.html');
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, html(contents, `${theme ?? ''}\n${style ?? ''}`, script ?? ''));
  await rename(draft, path);
  return path;
}

function html(contents: Contents, style: string, script: string): string {
  const sections: readonly (readonly [string, string, number, string])[] = [
    ['functions', 'Functions', contents.functions.length, contents.functions.map(group).join('')],
    ['operators', 'Operators', contents.operators.length, contents.operators.map(group).join('')],
    ['casts', 'Casts', contents.casts.length, `<p class="lead">CAST and SAFE_CAST of values that are no literals: Google's analyzer converts literals itself.</p>${contents.casts.map(entry).join('')}`],
    ['queries', 'Parts of queries', contents.queries.length, contents.queries.map(entry).join('')],
    ['statements', 'Statements', contents.statements.length, contents.statements.map(entry).join('')],
    ['refused', 'Refused by name', contents.refused.length, `<p class="lead">What is not listed above is refused with <code>invalidQuery</code> and its name, never answered otherwise. Of these Google's analyzer knows the function, but BigQuery may not have it either.</p>${contents.refused.map(refusal).join('')}`],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>What the local BigQuery supports</title>
<style>
${style}
</style>
</head>
<body>
<header class="bar">
  <h1>What the local BigQuery supports</h1>
  <input id="filter" type="search" aria-label="Filter by function, type or SQL" placeholder="Filter by function, type or SQL" autocomplete="off" spellcheck="false">
  <nav aria-label="Sections">${sections.map(([id, title, count]) => `<a href="#${id}">${title} <span>${count}</span></a>`).join('')}</nav>
</header>
<main>
<p class="lead">${signatures(contents)} signatures, ${contents.caseCount} cases. Each case ran when this page was made; <code>npm test</code> compares each with Google's reference evaluator, and <code>npm run conformance</code> compares thousands that are made up.</p>
${sections.map(([id, title, , body]) => `<section id="${id}"><h2>${title}</h2>${body}</section>`).join('\n')}
<p id="nothing" class="lead" hidden>Nothing matches.</p>
</main>
<script>
${script}
</script>
</body>
</html>
`;
}

export function signatures({ functions, operators }: Contents): number {
  return [...functions, ...operators].reduce((sum, { entries }) => sum + entries.length, 0);
}

function group({ name, entries }: Group): string {
  if (entries.length === 1 && entries[0] !== undefined) return entry(entries[0]);
  return `<div class="group" data-name="${escape(name)}">${entries.map(entry).join('')}</div>`;
}

function entry({ title, key, cases, note }: Entry): string {
  const what = `<code>${escape(title)}</code>${key === '' ? '' : ` <small>${escape(key)}</small>`}`;
  if (cases.length === 0) return `<div class="entry none"><span>${what}</span><em>${escape(note ?? '')}</em></div>`;
  return `<details class="entry"><summary>${what}<em>${cases.length === 1 ? '1 case' : `${cases.length} cases`}${cases.length > MOST_SHOWN ? `, the ${MOST_SHOWN} shortest` : ''}</em></summary><table>${cases.slice(0, MOST_SHOWN).map(row).join('')}</table></details>`;
}

function row({ sql, answer, failed }: ShownCase): string {
  return `<tr><td><code>${escape(sql)}</code></td><td${failed ? ' class="failed"' : ''}><code>${escape(answer)}</code></td></tr>`;
}

function refusal({ what, why }: Refused): string {
  return `<div class="entry none"><span><code>${escape(what)}</code></span><em>${escape(why)}</em></div>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
