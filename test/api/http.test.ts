import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { PROBLEMS, isProblemCode, problemPath } from '../../api/problems.ts';
import { startServer, type RunningServer } from '../../api/server.ts';
import { ask, expectProblem } from './support/ask.ts';
import { makeLocalDir, type LocalDir } from './support/local-dir.ts';
import { captureLog, type LogLines } from './support/log-lines.ts';
import { faultsOf } from './support/schemas.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Nothing listens on the discard port of a test machine: connections are refused. */
const DEAD_PORT = '9';

describe('the API, with neither warehouse nor model', () => {
  let dir: LocalDir;
  let server: RunningServer;
  let captured: LogLines;

  before(async () => {
    dir = await makeLocalDir();
    captured = captureLog();
    const config = { ...readConfig({ LOCAL_DIR: dir.path, WAREHOUSE_PORT: DEAD_PORT }), port: 0 };
    server = await startServer(config, { log: captured.log, signals: false });
  });
  after(async () => {
    await server.close();
    await dir.remove();
  });

  it('starts all the same, listening on this machine only', () => {
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('is live', async () => {
    const { status, text } = await ask(`${server.url}/health/live`);
    expect(status).to.equal(200);
    expect(faultsOf(JSON.parse(text), 'Live')).to.deep.equal([]);
  });

  it('is not ready, and says what is away', async () => {
    const body = expectProblem(await ask(`${server.url}/health/ready`), 'not_ready');
    expect(body['checks']).to.deep.equal({
      model: { status: 'down', code: 'model_unavailable' },
      features: { status: 'down', code: 'warehouse_unavailable' },
    });
  });

  it('answers a score with 503 while there is no model', async () => {
    expectProblem(await ask(`${server.url}/score/100001`), 'model_unavailable');
  });

  for (const id of ['abc', '0', '-1', '1.5', '007', '1e3', '9007199254740993', '99999999999999999999', '%20100001', '100001;drop', '+5']) {
    it(`answers 400 for the customer id ${id}`, async () => {
      expectProblem(await ask(`${server.url}/score/${id}`), 'customer_id_invalid');
    });
  }

  it('answers 400 for a path that cannot be decoded', async () => {
    expectProblem(await ask(`${server.url}/score/%E0%A4%A`), 'bad_request');
  });

  it('answers 404 for an address that is not there, naming it without its query', async () => {
    const body = expectProblem(await ask(`${server.url}/scores/1?token=secret`), 'route_not_found');
    expect(body['instance']).to.equal('/scores/1');
  });

  for (const path of ['/', '/score/1', '/health/ready', '/openapi.json', '/problems', '/lineage/']) {
    it(`answers 405 with Allow for a POST to ${path}`, async () => {
      const answer = await ask(server.url + path, { method: 'POST', body: '{}' });
      expectProblem(answer, 'method_not_allowed');
      expect(answer.headers.get('allow')).to.match(/^GET, HEAD/);
    });
  }

  it('names the methods of an address to OPTIONS', async () => {
    const { status, headers } = await ask(`${server.url}/score/1`, { method: 'OPTIONS' });
    expect(status).to.equal(204);
    expect(headers.get('allow')).to.equal('GET, HEAD, OPTIONS');
  });

  it('answers HEAD as GET, without a body', async () => {
    const { status, text } = await ask(`${server.url}/health/live`, { method: 'HEAD' });
    expect([status, text]).to.deep.equal([200, '']);
  });

  it('answers 406 to a caller who takes no JSON', async () => {
    expectProblem(await ask(`${server.url}/score/1`, { headers: { accept: 'text/csv' } }), 'not_acceptable');
    expectProblem(await ask(`${server.url}/problems`, { headers: { accept: 'image/png' } }), 'not_acceptable');
  });

  it('lists its endpoints as JSON, and as a page to a browser', async () => {
    const json = await ask(server.url);
    expect(json.headers.get('content-type')).to.contain('application/json');
    expect(json.text).to.contain('/score/{customerId}');
    const page = await ask(server.url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).to.contain('text/html');
    expect(page.text).to.contain('<a href="/lineage/">');
  });

  it('explains every problem at the address that its type names', async () => {
    for (const code of Object.keys(PROBLEMS).filter(isProblemCode)) {
      const { status, text } = await ask(server.url + problemPath(code));
      expect(status, code).to.equal(200);
      expect(JSON.parse(text)).to.deep.equal({ type: problemPath(code), code, ...PROBLEMS[code] });
    }
    expectProblem(await ask(`${server.url}/problems/constructor`), 'route_not_found');
  });

  it('serves an OpenAPI document whose every reference leads somewhere', async () => {
    const { text } = await ask(`${server.url}/openapi.json`);
    const document = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(names).to.not.be.empty;
    expect(document.components.schemas).to.include.keys(...names);
  });

  it('tells how to build the lineage page when it is not there', async () => {
    const body = expectProblem(await ask(`${server.url}/lineage`), 'lineage_not_built');
    expect(body['detail']).to.contain('npm run lineage');
  });

  it('lets nothing run or be framed in its answers', async () => {
    const { headers } = await ask(`${server.url}/`, { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).to.equal("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('x-powered-by')).to.equal(null);
  });

  describe('request ids', () => {
    const echoed = async (id: string): Promise<string | null> =>
      (await ask(`${server.url}/health/live`, { headers: { 'x-request-id': id } })).headers.get('x-request-id');

    it('keeps a sane one and writes it into the log', async () => {
      expect(await echoed('trace-0a1b2c3d')).to.equal('trace-0a1b2c3d');
      expect(captured.lines.some(({ requestId }) => requestId === 'trace-0a1b2c3d')).to.equal(true);
    });

    for (const id of ['short', '100001', 'a'.repeat(65), 'with spaces in it', '{"json":true}', '-leading-dash']) {
      it(`replaces ${JSON.stringify(id.slice(0, 20))}`, async () => {
        expect(await echoed(id)).to.match(UUID);
      });
    }
  });

  it('logs one line a request: id, method, route pattern, status, ms, and no customer id', async () => {
    const from = captured.lines.length;
    await ask(`${server.url}/score/4711007?q=4711007`, { headers: { 'user-agent': 'agent-4711007', cookie: 'id=4711007' } });
    await ask(`${server.url}/scores/4711007`);
    const [score, unknown, ...others] = captured.lines.slice(from);
    expect(others).to.deep.equal([]);
    expect(score).to.include({ level: 40, method: 'GET', route: '/score/:customerId', status: 503, msg: 'request failed' });
    expect(score).to.have.keys('level', 'time', 'requestId', 'method', 'route', 'status', 'ms', 'msg', 'err');
    expect(unknown).to.include({ level: 30, route: null, status: 404 });
    expect(captured.text()).to.not.contain('4711007');
  });
});
