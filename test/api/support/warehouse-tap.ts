import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the tap does with the next requests: let them through, or have a fault that no warehouse has on demand. */
export type Fault = 'none' | 'hang' | 'break' | 'unavailable';

export interface WarehouseTap {
  readonly endpoint: string;
  /** Method and path of every request that came, in order. */
  readonly seen: string[];
  fault: Fault;
  /** How many requests are left hanging now. */
  hanging(): number;
  /** How many requests the fault still hits; then it is over. */
  times: number;
  close(): Promise<void>;
}

/** A plain HTTP relay before the real local BigQuery, which counts what passes. */
export async function tapWarehouse(endpoint: string): Promise<WarehouseTap> {
  const seen: string[] = [];
  const hung = new Set<ServerResponse>();
  const server = createServer((req, res) => {
    seen.push(`${req.method ?? ''} ${req.url ?? ''}`);
    const fault = tap.times > 0 ? tap.fault : 'none';
    tap.times -= 1;
    if (fault === 'hang') {
      hung.add(res);
      res.once('close', () => hung.delete(res));
    }
    serve(fault, endpoint, req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const tap: WarehouseTap = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    fault: 'none',
    hanging: () => hung.size,
    times: 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return tap;
}

function serve(fault: Fault, endpoint: string, req: IncomingMessage, res: ServerResponse): void {
  switch (fault) {
    case 'none':
      relay(endpoint, req, res);
      break;
    case 'hang':
      break;
    case 'break':
      req.socket.destroy();
      break;
    case 'unavailable':
      res.writeHead(503, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ error: { code: 503, message: 'Visible only to the log', errors: [{ reason: 'backendError' }] } }));
  }
}

function relay(endpoint: string, req: IncomingMessage, res: ServerResponse): void {
  const onward = request(endpoint + (req.url ?? ''), { method: req.method, headers: req.headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(res);
  });
  onward.on('error', () => { res.destroy(); });
  req.pipe(onward);
}
