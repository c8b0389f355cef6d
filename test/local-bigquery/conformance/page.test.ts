import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Contents } from '../../../scripts/local-bigquery/conformance/page/contents.ts';
import { markdownTable } from '../../../scripts/local-bigquery/conformance/page/table.ts';
import { writePage } from '../../../scripts/local-bigquery/conformance/page/write.ts';
import { readOptions } from '../../../scripts/local-bigquery/conformance/run/options.ts';

const CONTENTS: Contents = {
  functions: [{ name: 'LENGTH', entries: [{ title: 'LENGTH(STRING) → INT64', key: 'FN_LENGTH_STRING', cases: [{ sql: `LENGTH('<b>|')`, answer: '"4"', failed: false }], note: null }] }],
  operators: [],
  casts: [],
  queries: [],
  statements: [],
  refused: [{ what: 'SOUND(STRING)', why: 'The catalogue has no entry for it.' }],
  caseCount: 1,
};

describe('the page of what is supported', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'conformance-page-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is one file with each signature, its cases as text, and what is refused', async () => {
    const path = await writePage(CONTENTS, join(folder, 'sub'));
    expect(await readdir(join(folder, 'sub'))).to.deep.equal(['index.html']);
    const html = await readFile(path, 'utf8');
    expect(html).to.include('LENGTH(STRING) → INT64').and.include('FN_LENGTH_STRING').and.include(`LENGTH('&lt;b&gt;|')`).and.include('SOUND(STRING)');
    expect(html).not.to.match(/<b>|<link|src=|@import|url\(|https?:/);
  });

  it('is a table of Markdown as well', () => {
    expect(markdownTable(CONTENTS)).to.include('| `LENGTH(STRING) → INT64` | 1 | `LENGTH(\'<b>\\|\')` → `"4"` |').and.include('| `SOUND(STRING)` | `The catalogue has no entry for it.` |');
  });
});

describe('npm run conformance', () => {
  it('makes 20,000 statements, of any seed, unless told otherwise', () => {
    const { runs, seed, path, page } = readOptions([]);
    expect({ runs, path, page }).to.deep.equal({ runs: 20_000, path: null, page: null });
    expect(seed).to.be.a('number').within(0, 0x7fffffff);
    expect(readOptions(['--runs', '5', '--seed', '7'])).to.include({ runs: 5, seed: 7 });
  });

  it('makes one statement again by its seed and path', () => {
    expect(readOptions(['--seed', '7', '--path', '0:3:1', '--runs', '50'])).to.include({ runs: 1, seed: 7, path: '0:3:1' });
  });

  it('writes the page to .local/conformance, or where it is told to', () => {
    expect(readOptions(['--page']).page).to.equal('.local/conformance');
    expect(readOptions(['--page', 'elsewhere']).page).to.equal('elsewhere');
  });

  for (const args of [['--runs', '0'], ['--seed', 'x'], ['--seed', '1', '--path', 'a:b'], ['--path', '0:1'], ['more'], ['--page', 'a', 'b'], ['--sneed', '1']]) {
    it(`refuses ${args.join(' ')}`, () => {
      expect(() => readOptions(args)).to.throw();
    });
  }
});
