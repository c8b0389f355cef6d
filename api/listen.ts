import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
  /** Without a slash at the end. */
  readonly url: string;
  /**
   * Takes no new connection, lets what is in flight end, and cuts what has not ended in time.
   * @returns how many connections were cut
   */
  drain(deadlineMs: number): Promise<number>;
}

/** Headers come at once from an honest client; bodies are not expected at all. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const SWEEP_MS = 50;

/** @throws Error naming HOST or PORT when the address cannot be had */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS }, handler);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explain(error, host, port);
  }
  return { url: urlOf(server), drain: (deadlineMs) => drain(server, deadlineMs) };
}

async function drain(server: Server, deadlineMs: number): Promise<number> {
  const closed = once(server, 'close');
  let cut = 0;
  const deadline = setTimeout(() => {
    server.getConnections((_error, open) => {
      cut = open;
      server.closeAllConnections();
    });
  }, deadlineMs);
  // A kept-alive connection that was busy when we began is idle, not closed, once it has its answer.
  const sweep = setInterval(() => { server.closeIdleConnections(); }, SWEEP_MS);
  server.close();
  try {
    await closed;
  } finally {
    clearTimeout(deadline);
    clearInterval(sweep);
  }
  return cut;
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function explain(error: unknown, host: string, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const options = { cause: error };
  if (code === 'EADDRINUSE') return new Error(`Port ${port} of ${host} is taken: stop what listens there, or set PORT to another.`, options);
  if (code === 'EACCES') return new Error(`Port ${port} needs more rights than this process has: set PORT to 1024 or above.`, options);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return new Error(`HOST ${host} is no address of this machine.`, options);
  return error instanceof Error ? error : new Error(String(error));
}
