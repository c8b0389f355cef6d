import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { listen } from '../../api/listen.ts';
import { startServer } from '../../api/server.ts';
import { ask } from './support/ask.ts';
import { makeLocalDir, type LocalDir } from './support/local-dir.ts';
import { captureLog } from './support/log-lines.ts';
import { startSilentServer, type SilentServer } from './support/silent-server.ts';

/** Long enough for what should wait and does not. */
const STILL_MS = 100;

async function isRefused(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return false;
  } catch {
    return true;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

describe('closing the API', () => {
  let dir: LocalDir;
  let warehouse: SilentServer;

  beforeEach(async () => {
    dir = await makeLocalDir();
    warehouse = await startSilentServer();
  });
  afterEach(async () => {
    await warehouse.close();
    await dir.remove();
  });

  const config = () => ({ ...readConfig({ LOCAL_DIR: dir.path, WAREHOUSE_PORT: String(warehouse.port) }), port: 0 });

  it('answers what is in flight, takes nothing new, then runs onClose', async () => {
    const ended: string[] = [];
    const onClose = (): Promise<void> => {
      ended.push('onClose');
      return Promise.resolve();
    };
    const server = await startServer(config(), { log: captureLog().log, signals: false, onClose, readDeadlineMs: 20_000 });
    const inFlight = ask(`${server.url}/health/ready`).then((answer) => {
      ended.push('answer');
      return answer;
    });
    await warehouse.spokenTo();
    const closed = server.close();
    expect(await isRefused(`${server.url}/health/live`)).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    expect(ended, 'onClose waits as long as the answer is in flight').to.deep.equal([]);
    await warehouse.close();
    expect((await inFlight).status).to.equal(503);
    const answered = performance.now();
    await closed;
    expect(performance.now() - answered, 'kept-alive connections do not hold it up').to.be.lessThan(1_000);
    // The client, in the same process, may see last what was sent first.
    expect(ended).to.have.members(['answer', 'onClose']);
    await server.close();
    expect(ended, 'a second close does nothing more').to.have.length(2);
  });

  it('cuts what has not ended by the deadline', async () => {
    const listening = await listen(() => undefined, '127.0.0.1', 0);
    const stuck = isRefused(listening.url);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await listening.drain(100)).to.equal(1);
    expect(await stuck).to.equal(true);
  });

  describe('as a process', () => {
    let child: ChildProcess | null = null;

    afterEach(() => child?.kill('SIGKILL'));

    function run(env: NodeJS.ProcessEnv): ChildProcess {
      child = spawn(process.execPath, ['--import', 'tsx', 'api/server.ts'], {
        env: { ...process.env, LOCAL_DIR: dir.path, WAREHOUSE_PORT: String(warehouse.port), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return child;
    }

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      it(`drains on ${signal} and exits with 0`, async () => {
        const port = await freePort();
        const { stdout, exitCode } = await startAndSignal(run({ PORT: String(port) }), port, signal);
        expect(exitCode, stdout).to.equal(0);
        expect(stdout).to.contain('"draining"').and.to.contain('"closed"');
        expect(stdout).to.contain('"route":"/health/ready","status":503');
      });
    }

    async function startAndSignal(api: ChildProcess, port: number, signal: NodeJS.Signals) {
      const exited = once(api, 'exit') as Promise<[number | null]>;
      let stdout = '';
      await new Promise<void>((resolve, reject) => {
        api.stdout?.on('data', (chunk: Buffer) => {
          stdout += chunk.toString();
          if (stdout.includes('"listening"')) resolve();
        });
        api.once('exit', () => { reject(new Error(`The service ended at once: ${stdout}`)); });
      });
      const inFlight = ask(`http://127.0.0.1:${port}/health/ready`);
      await warehouse.spokenTo();
      api.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(api.exitCode, 'it waits for the request in flight').to.equal(null);
      await warehouse.close();
      expect((await inFlight).status).to.equal(503);
      const [exitCode] = await exited;
      return { stdout, exitCode };
    }

    it('names PORT when the port is taken', async () => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      try {
        const { port } = taken.address() as AddressInfo;
        const api = run({ PORT: String(port) });
        if (api.stderr === null) throw new Error('stderr is piped');
        const [message, [exitCode]] = await Promise.all([text(api.stderr), once(api, 'exit') as Promise<[number | null]>]);
        expect(message.trim()).to.equal(`Port ${port} of 127.0.0.1 is taken: stop what listens there, or set PORT to another.`);
        expect(exitCode).to.equal(1);
      } finally {
        taken.close();
      }
    });
  });
});
