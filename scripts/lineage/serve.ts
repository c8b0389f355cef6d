import type { Server } from 'node:http';
import express from 'express';
import helmet from 'helmet';

/** The page runs its own scripts and styles and talks to its own origin, nothing else. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

export interface LineageServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves a built site at `/lineage/` on loopback, for those who have no API running. @param port 0 takes a free one */
export async function serveLineage(dir: string, port: number): Promise<LineageServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, strictTransportSecurity: false }));
  app.get('/', (_req, res) => {
    res.redirect('/lineage/');
  });
  app.use('/lineage', express.static(dir, { cacheControl: false }));
  const server = await listen(app, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}/lineage/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(app: express.Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error) => {
      if (error === undefined) resolve(server);
      else reject(error);
    });
  });
}
