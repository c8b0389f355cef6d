import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface SilentServer {
  readonly port: number;
  /** Resolves when the next connection has sent something. */
  spokenTo(): Promise<void>;
  /** How many are open. */
  connections(): number;
  /** Dies: breaks all connections and takes no more. */
  close(): Promise<void>;
}

/** Takes connections and whatever is sent, and never answers: a warehouse that hangs. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', () => server.emit('spoken'));
    socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async spokenTo() {
      await once(server, 'spoken');
    },
    connections: () => sockets.size,
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
