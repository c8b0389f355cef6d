import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startAnalyzer, type Analyzer } from '../../scripts/googlesql/analyzer.ts';
import { GoogleSqlError } from '../../scripts/googlesql/errors.ts';

const T = { path: ['p.d.t'], key: 't', columns: [{ name: 'a', type: { kind: 'INT64' } }, { name: 's', type: { kind: 'STRING' } }] } as const;

describe('the GoogleSQL analyzer', () => {
  let analyzer: Analyzer;
  before(async () => {
    analyzer = await startAnalyzer();
  });
  after(() => analyzer.close());

  async function failure(work: Promise<unknown>): Promise<GoogleSqlError> {
    const error: unknown = await work.then(() => null, (reason: unknown) => reason);
    if (!(error instanceof GoogleSqlError)) throw new Error(`no GoogleSqlError but ${String(error)}`);
    return error;
  }

  it('gives every node of the resolved tree its kind, its type and its columns flat', async () => {
    const tree = await analyzer.analyze({ sql: 'SELECT a + 1 AS b FROM `p.d.t` WHERE s = "x"', tables: [T] });
    expect(tree).to.have.nested.property('query.exprList[0].expr').that.deep.includes({ kind: 'FunctionCall', signature: 'FN_ADD_INT64', type: { kind: 'INT64' } });
    expect(tree).to.have.nested.property('query.inputScan.kind', 'FilterScan');
    expect(tree).to.have.nested.property('query.inputScan.inputScan').that.includes({ kind: 'TableScan', table: 't' });
    expect(tree).to.have.nested.property('outputColumnList[0].name', 'b');
  });

  it('says where an error is, in characters', async () => {
    const error = await failure(analyzer.analyze({ sql: `SELECT 'é',\n  nope`, tables: [] }));
    expect({ kind: error.kind, message: error.message, line: error.line, column: error.column, located: error.located }).to.deep.equal({
      kind: 'invalid',
      message: 'Unrecognized name: nope',
      line: 2,
      column: 3,
      located: 'Unrecognized name: nope at [2:3]',
    });
  });

  it('names the tables of a statement as written, without its CTEs and unnested columns', async () => {
    const names = await analyzer.tableNames('WITH c AS (SELECT * FROM `p.d.t`) SELECT * FROM c, d.u AS u, u.list, p.d.w');
    expect([...names].sort()).to.deep.equal([['d', 'u'], ['p', 'd', 'w'], ['p.d.t']]);
  });

  it('answers many statements at once', async () => {
    const trees = await Promise.all(Array.from({ length: 50 }, (_, index) => analyzer.analyze({ sql: `SELECT ${index} AS n`, tables: [] })));
    expect(trees.every(({ kind }) => kind === 'QueryStmt')).to.equal(true);
  });

  it('starts the engine anew when it dies', async () => {
    const own = await startAnalyzer();
    try {
      // The engine keeps the catalog of its own functions, which the next one must be sent again.
      expect((await own.analyze({ sql: 'SELECT UPPER("a")', tables: [] })).kind).to.equal('QueryStmt');
      for (const pid of engines(process.pid)) process.kill(pid, 'SIGKILL');
      expect((await own.analyze({ sql: 'SELECT UPPER("a")', tables: [] })).kind).to.equal('QueryStmt');
    } finally {
      await own.close();
    }
    expect((await analyzer.tableNames('SELECT * FROM x')).length).to.equal(1);
  });

  it('leaves no engine behind when its process is killed', async function () {
    if (process.platform !== 'linux') this.skip();
    const script = `import('./scripts/googlesql/analyzer.ts').then(async ({ startAnalyzer }) => { await startAnalyzer(); process.kill(process.pid, 'SIGKILL'); })`;
    const marker = `ENGINE_TEST_${process.pid}`;
    await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', script], { env: { ...process.env, [marker]: '1' } }).catch(() => undefined);
    for (let attempt = 0; attempt < 50 && withEnvironment(marker).length > 0; attempt += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(withEnvironment(marker)).to.deep.equal([]);
  });
});

/** Processes that carry a variable in their environment. */
function withEnvironment(name: string): number[] {
  return processes().filter((pid) => read(`/proc/${pid}/environ`).includes(`${name}=`));
}

/** Engines below a process. */
function engines(parent: number): number[] {
  const children = processes().filter((pid) => read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[1] === String(parent));
  return children.flatMap((pid) => (/remote_server[\w.]*\0localhost/.test(read(`/proc/${pid}/cmdline`)) ? [pid] : engines(pid)));
}

function processes(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
