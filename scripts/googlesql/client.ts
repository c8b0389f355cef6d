import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { GoogleSqlError } from './errors.ts';
import { readSchema, type ProtoSchema } from './proto-schema.ts';
import { checkTimeZones } from './time-zones.ts';

/** A protobuf message as plain data: 64-bit integers and enums are strings, bytes are Buffers, a oneof names its member. */
export type Message = Readonly<Record<string, unknown>>;

/** Google's GoogleSQL engine: a child process that answers on a loopback port. */
export interface GoogleSqlClient {
  readonly schema: ProtoSchema;
  /**
   * @param catalog a SimpleCatalogProto that many calls share: the engine is sent each such object once, and builds it once
   * @throws GoogleSqlError for what the engine refuses, and `unavailable` when it cannot be reached in time.
   */
  call(method: string, request: Message, catalog?: Message): Promise<Message>;
  close(): Promise<void>;
}

const SERVICE = 'zetasql.local_service.ZetaSqlLocalService';
const START_DEADLINE_MS = 20_000;
const CALL_DEADLINE_MS = 30_000;
const RECONNECT_MS = 50;
/** How often a call is sent again after the engine died under it. */
const RESTARTS_PER_CALL = 1;

/**
 * Ends the engine when the pipe on standard input closes, which the kernel does even if this process is killed
 * outright; ends itself when the engine does.
 */
const KEEPER = `exec 3<&0
"$0" localhost "$1" </dev/null 3<&- &
engine=$!
{ read -r _ <&3; kill "$engine"; } 2>/dev/null >/dev/null &
exec 3<&-
wait "$engine"`;

interface Engine {
  readonly child: ChildProcess;
  readonly stub: grpc.Client & Record<string, Unary>;
  /** Ids of the shared catalogs that it was sent. */
  readonly catalogs: WeakMap<Message, Promise<unknown>>;
}
type Unary = (request: Message, options: grpc.CallOptions, done: (error: grpc.ServiceError | null, answer: Message) => void) => void;

/** A nested expression is a nested message: a sum of thirty columns is deeper than the 100 levels that the decoder takes by itself. */
const MAX_DEPTH = 10_000;

/** Starts the engine. It is started anew, once a call, if it dies. */
export async function startClient(): Promise<GoogleSqlClient> {
  checkTimeZones();
  const folder = packageFolder();
  const { definition, schema } = (protos ??= loadProtos(folder));
  let engine: Promise<Engine> | null = startEngine(folder, definition);
  let closed = false;
  await engine;

  const current = async (): Promise<Engine> => {
    if (closed) throw new GoogleSqlError('unavailable', 'The GoogleSQL analyzer is closed.');
    const running = engine === null ? null : await engine.catch(() => null);
    if (running !== null && running.child.exitCode === null && running.child.signalCode === null) return running;
    engine = startEngine(folder, definition);
    return engine;
  };
  return {
    schema,
    async call(method, request, catalog) {
      for (let attempt = 0; ; attempt += 1) {
        const running = await current();
        try {
          return await send(running, method, catalog === undefined ? request : { ...request, registered_catalog_id: await registered(running, catalog) });
        } catch (error) {
          if (!(error instanceof GoogleSqlError) || error.kind !== 'unavailable' || attempt === RESTARTS_PER_CALL) throw error;
          // Of the calls that met the dead engine at once, the first to come here replaces it; the others use the new one.
          if ((await engine?.catch(() => null)) === running) engine = null;
          stopEngine(running);
        }
      }
    },
    async close() {
      closed = true;
      const running = await engine?.catch(() => null);
      engine = null;
      if (running) stopEngine(running);
    },
  };
}

interface Protos {
  readonly definition: protoLoader.PackageDefinition;
  readonly schema: ProtoSchema;
}
/** It takes half a second to read them. */
let protos: Protos | null = null;

function loadProtos(folder: string): Protos {
  takeDeepMessages();
  const definition = protoLoader.loadSync('local_service.proto', {
    includeDirs: [join(folder, 'protos')],
    keepCase: true,
    longs: String,
    enums: String,
    oneofs: true,
    bytes: Buffer,
  });
  return { definition, schema: readSchema(definition) };
}

/** The decoder is the one that the loader of the definitions brings along. */
function takeDeepMessages(): void {
  const require = createRequire(createRequire(import.meta.url).resolve('@grpc/proto-loader'));
  const { Reader, util } = require('protobufjs') as Record<'Reader' | 'util', { recursionLimit: number }>;
  Reader.recursionLimit = MAX_DEPTH;
  util.recursionLimit = MAX_DEPTH;
}

function send({ stub }: Engine, method: string, request: Message): Promise<Message> {
  const rpc = stub[method];
  if (rpc === undefined) throw new Error(`The GoogleSQL engine has no method ${method}.`);
  return new Promise((resolve, reject) => {
    rpc.call(stub, request, { deadline: Date.now() + CALL_DEADLINE_MS }, (error, answer) => {
      if (error === null) resolve(answer);
      else reject(GoogleSqlError.fromStatus(grpc.status[error.code], error.details, error));
    });
  });
}

function registered(engine: Engine, catalog: Message): Promise<unknown> {
  const known = engine.catalogs.get(catalog);
  if (known !== undefined) return known;
  const id = send(engine, 'RegisterCatalog', { simple_catalog: catalog }).then((answer) => answer['registered_id']);
  engine.catalogs.set(catalog, id);
  id.catch(() => engine.catalogs.delete(catalog));
  return id;
}

async function startEngine(folder: string, definition: protoLoader.PackageDefinition): Promise<Engine> {
  const binary = join(folder, binaryName());
  makeExecutable(binary);
  const port = await freePort();
  const child = spawn('/bin/sh', ['-c', KEEPER, binary, String(port)], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => undefined);
  try {
    await listening(child);
  } catch (error) {
    child.stdin.destroy();
    throw error;
  }
  // Neither the child nor its pipes keep this process alive; when it ends, the pipe closes and the engine with it.
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref(): void }).unref();
  const Stub = grpc.makeGenericClientConstructor(definition[SERVICE] as grpc.ServiceDefinition, SERVICE);
  const stub = new Stub(`localhost:${String(port)}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
    'grpc.enable_http_proxy': 0,
    'grpc.initial_reconnect_backoff_ms': RECONNECT_MS,
  });
  const engine: Engine = { child, stub: stub as unknown as Engine['stub'], catalogs: new WeakMap() };
  try {
    await reachable(engine);
  } catch (error) {
    stopEngine(engine);
    throw error;
  }
  return engine;
}

/** The engine says that it listens a moment before it does. */
function reachable({ stub }: Engine): Promise<void> {
  return new Promise((resolve, reject) => {
    stub.waitForReady(Date.now() + START_DEADLINE_MS, (error) => {
      if (error === undefined) resolve();
      else reject(new GoogleSqlError('unavailable', `The GoogleSQL analyzer did not start: ${error.message}.`));
    });
  });
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      reject(new GoogleSqlError('unavailable', `The GoogleSQL analyzer did not start: ${reason}.`));
    };
    const timer = setTimeout(() => {
      fail(`it was silent for ${String(START_DEADLINE_MS / 1000)} s`);
    }, START_DEADLINE_MS);
    child.once('error', (error) => {
      fail(error.message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`it ended with code ${String(code)}`);
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).once('line', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function stopEngine({ child, stub }: Engine): void {
  stub.close();
  child.stdin?.destroy();
  child.stdout?.destroy();
}

function packageFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('@fivetrandevelopers/zetasql/package.json');
  return join(dirname(manifest), 'lib', 'zetasql');
}

function binaryName(): string {
  const names: Record<string, string> = {
    'linux-x64': 'remote_server.so',
    'linux-arm64': 'remote_server_arm.so',
    'darwin-x64': 'remote_server',
    'darwin-arm64': 'remote_server_arm',
  };
  const name = names[`${process.platform}-${process.arch}`];
  if (name === undefined) {
    throw new GoogleSqlError('unavailable', `There is no GoogleSQL analyzer for ${process.platform} on ${process.arch}: use Linux or macOS, x64 or arm64.`);
  }
  return name;
}

/** Package managers do not always keep the executable bit. */
function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No loopback port could be had.'));
        else resolve(address.port);
      });
    });
  });
}
