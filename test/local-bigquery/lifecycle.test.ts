import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { connectWarehouse } from '../../api/warehouse.ts';
import { ensureWarehouse, startWarehouse } from '../../scripts/local-bigquery/lifecycle.ts';
import { unusable } from '../../scripts/local-bigquery/start-error.ts';

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const MAIN = fileURLToPath(new URL('../../scripts/local-bigquery/main.ts', import.meta.url));

describe('starting and stopping the local BigQuery', function () {
  this.timeout(60_000);
  let dir: string;
  beforeEach(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'local-bigquery-')));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  const listen = async (onCall: (socket: Socket) => unknown = (socket) => socket.end()): Promise<{ server: Server; port: number }> => {
    const server = createServer(onCall);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port };
  };
  const freePort = async (): Promise<number> => {
    const { server, port } = await listen();
    await new Promise((resolve) => server.close(resolve));
    return port;
  };
  const configFor = (localDir: string, port: number): Parameters<typeof ensureWarehouse>[0] => ({
    localDir,
    warehouse: { projectId: 'home-credit', location: 'US', endpoint: `http://127.0.0.1:${port}` },
  });
  const message = async (work: Promise<unknown>): Promise<string> =>
    work.then(() => 'nothing failed', (error: unknown) => (error as Error).message);
  const isUp = async (port: number): Promise<boolean> => fetch(`http://127.0.0.1:${port}/local-bigquery`).then(() => true, () => false);
  const until = async (test: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 20_000;
    while (!(await test())) {
      if (Date.now() > deadline) throw new Error('It did not come to be in time.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const run = (port: number): ChildProcess =>
    spawn(process.execPath, ['--import', TSX, MAIN], { env: { ...process.env, NODE_OPTIONS: '', WAREHOUSE: 'local', LOCAL_DIR: dir, WAREHOUSE_PORT: String(port) }, stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = async (child: ChildProcess): Promise<{ code: number | null; output: string }> => {
    let output = '';
    child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, output };
  };

  it('starts one for whoever asks first, lends it to the next, and ends with the first', async () => {
    const config = configFor(dir, await freePort());
    const first = await ensureWarehouse(config);
    const second = await ensureWarehouse(config);
    expect([first.started, second.started]).to.deep.equal([true, false]);
    await second.stop();
    const [rows] = await connectWarehouse(config.warehouse).query('SELECT 1 AS a');
    expect(rows).to.deep.equal([{ a: 1 }]);
    await first.stop();
    expect(await isUp(Number(new URL(first.endpoint).port))).to.equal(false);
  });

  it('names the remedy when the port has another program or another folder', async () => {
    const { server, port } = await listen();
    expect(await message(ensureWarehouse(configFor(dir, port)))).to.include(`Port ${port} is taken by another program`).and.include('WAREHOUSE_PORT');
    expect(await message(startWarehouse({ localDir: dir, port }))).to.include(`Port ${port} is taken`).and.include('WAREHOUSE_PORT');
    server.close();
    const other = await startWarehouse({ localDir: join(dir, 'other'), port: 0 });
    expect(await message(ensureWarehouse(configFor(dir, Number(new URL(other.endpoint).port))))).to.include('another folder').and.include(join(dir, 'other'));
    await other.close();
  });

  it('waits for one that is busy, and says so; not for ever for a program that says nothing', async () => {
    const sockets: Socket[] = [];
    const told: string[] = [];
    const patience = { noticeMs: 50, patienceMs: 20_000, tell: (text: string): void => void told.push(text) };
    const identity = JSON.stringify({ service: 'home-credit-local-bigquery', localDir: dir, pid: 1 });
    const { server, port } = await listen((socket) => sockets.push(socket));
    const waiting = ensureWarehouse(configFor(dir, port), patience);
    await until(() => Promise.resolve(told.length > 0));
    for (const socket of sockets) socket.end(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${identity.length}\r\nconnection: close\r\n\r\n${identity}`);
    expect((await waiting).started).to.equal(false);
    expect(told).to.deep.equal([`Port ${port} is taken, and has not answered yet: waiting up to 20 s for a local BigQuery that is busy.`]);
    expect(await message(ensureWarehouse(configFor(dir, port), { ...patience, patienceMs: 200 }))).to.include(`Port ${port} is taken by another program, or by a local BigQuery that has not answered for 0.2 s`);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('takes the place of one that is just ending', async () => {
    const { server, port } = await listen((socket) => {
      socket.destroy();
      server.close();
    });
    const running = await ensureWarehouse(configFor(dir, port));
    expect(running.started).to.equal(true);
    await running.stop();
  });

  it('does not share its file', async () => {
    const config = configFor(dir, await freePort());
    const first = await ensureWarehouse(config);
    expect(await message(startWarehouse({ localDir: dir, port: 0 }))).to.match(/Another warehouse \(process \d+\) uses .*LOCAL_DIR/);
    await first.stop();
  });

  it('says that a file is damaged, and ends with an error', async () => {
    await writeFile(join(dir, 'warehouse.duckdb'), 'this is no database'.repeat(1000));
    const { code, output } = await outcome(run(await freePort()));
    expect(code).to.equal(1);
    expect(output).to.include('is damaged or not a DuckDB file');
  });

  it('says what else it cannot open: a log of nonsense, a folder that is none', async () => {
    await writeFile(join(dir, 'warehouse.duckdb.wal'), 'nonsense');
    expect(await message(startWarehouse({ localDir: dir, port: 0 }))).to.match(/The log .*warehouse\.duckdb\.wal is damaged/);
    await writeFile(join(dir, 'file'), '');
    expect(await message(startWarehouse({ localDir: join(dir, 'file'), port: 0 }))).to.match(/cannot write to .*file .*LOCAL_DIR/);
  });

  it('names the file or folder that it cannot write, to whoever starts it', async () => {
    const both = async (localDir: string): Promise<string[]> => [await message(startWarehouse({ localDir, port: 0 })), await message(ensureWarehouse(configFor(localDir, await freePort())))];
    const remedy = /^The local BigQuery cannot write to (.*) \((.*)\): mend that, or set LOCAL_DIR to another folder\.$/;
    await mkdir(join(dir, 'a/warehouse.duckdb'), { recursive: true });
    for (const text of await both(join(dir, 'a'))) expect(remedy.exec(text)?.slice(1)).to.deep.equal([join(dir, 'a/warehouse.duckdb'), 'is a directory']);
    await mkdir(join(dir, 'b'));
    await writeFile(join(dir, 'b/gcs'), '');
    for (const text of await both(join(dir, 'b'))) expect(remedy.exec(text)?.slice(1)).to.deep.equal([join(dir, 'b/gcs'), 'file already exists']);
    await mkdir(join(dir, 'c/warehouse.log'), { recursive: true });
    expect(remedy.exec(await message(ensureWarehouse(configFor(join(dir, 'c'), await freePort()))))?.slice(1)).to.deep.equal([join(dir, 'c/warehouse.log'), 'is a directory']);
    await writeFile(join(dir, 'd'), '');
    for (const text of await both(join(dir, 'd'))) expect(remedy.exec(text)?.slice(1)).to.deep.equal([join(dir, 'd'), 'file already exists']);
    const locked = join(dir, 'locked');
    await mkdir(locked, { mode: 0o555 });
    // Root may write there nevertheless.
    if (process.getuid?.() !== 0) for (const text of await both(locked)) expect(remedy.exec(text)?.[2]).to.equal('permission denied');
    // As Node tells of a folder to be made on a read-only disk.
    const readOnly = Object.assign(new Error("ENOENT: no such file or directory, mkdir '/disk/.local'"), { code: 'ENOENT', path: '/disk/.local' });
    expect(remedy.exec(unusable('/disk/.local', readOnly).message)?.slice(1)).to.deep.equal(['/disk/.local', 'it cannot be made there']);
  });

  it('stops cleanly on SIGTERM', async () => {
    const port = await freePort();
    const child = run(port);
    const ended = outcome(child);
    await until(() => isUp(port));
    child.kill('SIGTERM');
    expect((await ended).code).to.equal(0);
  });

  it('loses nothing that was answered when it is killed, and shows nothing half done', async () => {
    const port = await freePort();
    const child = run(port);
    const ended = outcome(child);
    await until(() => isUp(port));
    const client = connectWarehouse(configFor(dir, port).warehouse);
    await client.query('CREATE SCHEMA d');
    await client.query('CREATE TABLE d.t AS SELECT n FROM UNNEST(GENERATE_ARRAY(1, 1000)) AS n');
    const big = 'SELECT a, b FROM UNNEST(GENERATE_ARRAY(1, 3000)) AS a, UNNEST(GENERATE_ARRAY(1, 3000)) AS b';
    await client.createQueryJob(`CREATE OR REPLACE TABLE d.t AS SELECT a AS n FROM (${big}); SELECT 1`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGKILL');
    await ended;
    const again = await startWarehouse({ localDir: dir, port: 0 });
    const [rows] = await connectWarehouse({ ...configFor(dir, port).warehouse, endpoint: again.endpoint }).query('SELECT COUNT(*) AS n, MAX(n) AS m FROM d.t');
    expect([{ n: 1000, m: 1000 }, { n: 9_000_000, m: 3000 }]).to.deep.include((rows as unknown[])[0]);
    await again.close();
  });
});
