import { expect } from 'chai';
import { startAnalyzer, type Analyzer } from '../../scripts/googlesql/analyzer.ts';
import type { ScriptStatement } from '../../scripts/googlesql/script.ts';

describe('parseScript', () => {
  let analyzer: Analyzer;
  before(async () => {
    analyzer = await startAnalyzer();
  });
  after(() => analyzer.close());

  const parse = async (sql: string): Promise<readonly ScriptStatement[]> => (await analyzer.parseScript(sql)).statements;

  it('cuts the statements out of the text, whatever characters stand before them', async () => {
    const sql = `SELECT 'é👍';\n-- a comment\n  select "b" as é_;`.replace('é_', 'b');
    const statements = await parse(sql);
    expect(statements.map(({ text, line, column }) => ({ text, line, column }))).to.deep.equal([
      { text: `SELECT 'é👍'`, line: 1, column: 1 },
      { text: 'select "b" as b', line: 3, column: 3 },
    ]);
    for (const { text, start, end } of statements) expect(sql.slice(start, end)).to.equal(text);
  });

  it('reads declarations and assignments', async () => {
    expect(await parse(`DECLARE x, y ARRAY<STRING> DEFAULT (SELECT ['a']); SET x = ['b']; SET (x, y) = (SELECT AS STRUCT [], []); SET @@query_label = 'q'`)).to.containSubset([
      { kind: 'declare', names: ['x', 'y'], type: 'ARRAY<STRING>', value: { text: `(SELECT ['a'])` } },
      { kind: 'set', names: ['x'], value: { text: `['b']` } },
      { kind: 'set', names: ['x', 'y'] },
      { kind: 'setSystemVariable', path: ['query_label'] },
    ]);
  });

  it('reads the blocks that the Dataform CLI sends around a procedure', async () => {
    expect(await parse('BEGIN CALL `p.d.f`(); EXCEPTION WHEN ERROR THEN DROP TABLE IF EXISTS t; DROP PROCEDURE IF EXISTS `p.d.f`; RAISE; END; DROP PROCEDURE IF EXISTS `p.d.f`;')).to.containSubset([
      {
        kind: 'block',
        body: [{ kind: 'call', path: ['p.d.f'], args: [] }],
        handler: [{ kind: 'statement', text: 'DROP TABLE IF EXISTS t' }, { kind: 'dropProcedure', path: ['p.d.f'], ifExists: true }, { kind: 'raise', message: null }],
      },
      { kind: 'dropProcedure', path: ['p.d.f'], ifExists: true },
    ]);
  });

  it('keeps the body of a procedure as text', async () => {
    expect(await parse('CREATE OR REPLACE PROCEDURE d.p(a INT64, OUT b STRING) OPTIONS(strict_mode=false) BEGIN SELECT a; END')).to.containSubset([
      {
        kind: 'createProcedure',
        mode: 'orReplace',
        path: ['d', 'p'],
        parameters: [{ name: 'a', mode: 'IN', type: 'INT64' }, { name: 'b', mode: 'OUT', type: 'STRING' }],
        body: { text: 'BEGIN SELECT a; END' },
      },
    ]);
  });

  it('reads conditions and loops', async () => {
    expect(
      await parse(`IF a THEN SELECT 1; ELSEIF b THEN SELECT 2; ELSE SELECT 3; END IF;
        WHILE c DO BREAK; END WHILE; l: LOOP CONTINUE l; END LOOP; FOR r IN (SELECT 1) DO SELECT r; END FOR; REPEAT SELECT 1; UNTIL TRUE END REPEAT;
        CASE x WHEN 1 THEN SELECT 1; ELSE RETURN; END CASE`),
    ).to.containSubset([
      { kind: 'if', branches: [{ condition: { text: 'a' } }, { condition: { text: 'b' } }], otherwise: [{ text: 'SELECT 3' }] },
      { kind: 'while', condition: { text: 'c' }, body: [{ kind: 'break', label: null }] },
      { kind: 'loop', label: 'l', body: [{ kind: 'continue', label: 'l' }] },
      { kind: 'for', variable: 'r', query: { text: 'SELECT 1' } },
      { kind: 'repeat', until: { text: 'TRUE' } },
      { kind: 'case', value: { text: 'x' }, branches: [{ condition: { text: '1' } }], otherwise: [{ kind: 'return' }] },
    ]);
  });

  it('reads EXECUTE IMMEDIATE and transactions', async () => {
    expect(await parse(`EXECUTE IMMEDIATE 'SELECT @a' INTO x USING 1 AS a; BEGIN TRANSACTION; COMMIT TRANSACTION; ROLLBACK TRANSACTION`)).to.containSubset([
      { kind: 'executeImmediate', sql: { text: `'SELECT @a'` }, into: ['x'], using: [{ name: 'a', value: { text: '1' } }] },
      { kind: 'beginTransaction' },
      { kind: 'commit' },
      { kind: 'rollback' },
    ]);
  });

  it('says where a syntax error is', async () => {
    const error: unknown = await analyzer.parseScript('SELECT 1;\nSELEC 2').catch((reason: unknown) => reason);
    expect(error).to.include({ kind: 'invalid', line: 2, column: 1 });
  });
});
