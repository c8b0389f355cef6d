import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { readConfig } from '../../api/config.ts';
import { buildLineageSite } from './build.ts';
import { serveLineage } from './serve.ts';

const USAGE = `npm run lineage [-- --serve [PORT] | --open]
  builds the lineage page into <LOCAL_DIR>/lineage/
  --serve [PORT]  and serves it on 127.0.0.1 (a free port unless given) until Ctrl-C
  --open          and serves it and opens it in the browser`;
const MAX_PORT = 65_535;

async function main(args: readonly string[]): Promise<void> {
  const { port, open, help } = readArguments(args);
  if (help) {
    console.log(USAGE);
    return;
  }
  const { dir } = await buildLineageSite({
    projectDir: process.cwd(),
    localDir: readConfig().localDir,
    report: console.log,
  });
  if (port === null) {
    console.log(`Built in ${dir}: the API serves it at /lineage, or run: npm run lineage -- --open`);
    return;
  }
  const server = await serveLineage(dir, port);
  console.log(`${server.url}  (Ctrl-C ends it)`);
  if (open) openInBrowser(server.url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await server.close();
}

/** @throws Error with the usage when an argument is not known */
function readArguments(args: readonly string[]): { port: number | null; open: boolean; help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { serve: { type: 'boolean' }, open: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [text = '0', ...rest] = positionals;
    const port = Number(text);
    if (rest.length > 0 || !/^\d+$/.test(text) || port > MAX_PORT) throw new Error(`${positionals.join(' ')} is not a port.`);
    const open = values.open ?? false;
    return { port: (values.serve ?? false) || open ? port : null, open, help: values.help ?? false };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error });
  }
}

function openInBrowser(url: string): void {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    console.log(`Open ${url} in your browser: ${opener} is not here.`);
  });
  child.unref();
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
