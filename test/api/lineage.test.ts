import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import { ask, expectProblem } from './support/ask.ts';
import { makeLocalDir, type LocalDir } from './support/local-dir.ts';
import { captureLog } from './support/log-lines.ts';

describe('GET /lineage', () => {
  let dir: LocalDir;
  let server: RunningServer;

  before(async () => {
    dir = await makeLocalDir();
    server = await startServer({ ...readConfig({ LOCAL_DIR: dir.path, WAREHOUSE_PORT: '9' }), port: 0 }, { log: captureLog().log, signals: false });
  });
  after(async () => {
    await server.close();
    await dir.remove();
  });

  it('serves the page as soon as it is built, without a restart', async () => {
    expectProblem(await ask(`${server.url}/lineage/`), 'lineage_not_built');
    const folder = join(dir.path, 'lineage');
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), '<!doctype html><script src="page.js"></script>');
    await writeFile(join(folder, 'page.js'), 'document.title = "lineage";');
    await writeFile(join(folder, 'graph.json'), '{"nodes":[]}');
    await writeFile(join(dir.path, 'secret.txt'), 'not for the page');
    const page = await ask(`${server.url}/lineage/`);
    expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('cache-control')).to.equal('no-cache');
  });

  it('sends /lineage to /lineage/, so that the page finds its files', async () => {
    const { status, headers } = await ask(`${server.url}/lineage`, { redirect: 'manual' });
    expect([status, headers.get('location')]).to.deep.equal([301, '/lineage/']);
  });

  it('serves the graph as JSON and the script as JavaScript', async () => {
    const graph = await ask(`${server.url}/lineage/graph.json`);
    expect(graph.headers.get('content-type')).to.contain('application/json');
    expect(JSON.parse(graph.text)).to.deep.equal({ nodes: [] });
    expect((await ask(`${server.url}/lineage/page.js`)).headers.get('content-type')).to.contain('javascript');
  });

  it('lets the page run its own scripts and styles and nothing else', async () => {
    const csp = (await ask(`${server.url}/lineage/`)).headers.get('content-security-policy') ?? '';
    expect(csp.split(';')).to.include.members(["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]);
    expect(csp).to.not.contain('unsafe');
  });

  for (const path of ['missing.js', '..%2fsecret.txt', '%2e%2e/secret.txt', '..\\secret.txt', '.hidden']) {
    it(`answers 404 for ${path}`, async () => {
      expectProblem(await ask(`${server.url}/lineage/${path}`), 'route_not_found');
    });
  }
});
