import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { WarehouseConfig } from '../../api/config.ts';
import { writeLocalCredentials } from './credentials.ts';

export interface CliCall {
  readonly args: readonly string[];
  readonly projectDir: string;
  readonly localDir: string;
  readonly warehouse: WarehouseConfig;
  /** Called with each line as it is printed, ANSI colours and all; null lets the CLI print by itself. */
  readonly onLine: ((line: string, stream: 'stdout' | 'stderr') => void) | null;
  readonly signal?: AbortSignal;
}

const CREDENTIALS_COMMANDS = new Set(['run', 'test']);

/** Runs the unmodified Dataform CLI against the configured warehouse. @returns its exit code */
export async function runDataformCli(call: CliCall): Promise<number> {
  const { args, env } = await aimAtWarehouse(call);
  const child = spawn(process.execPath, [cliPath(), ...args], {
    cwd: call.projectDir,
    env,
    signal: call.signal,
    stdio: call.onLine === null ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const exit = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
  if (call.onLine !== null && child.stdout !== null && child.stderr !== null) {
    forwardLines(child.stdout, 'stdout', call.onLine);
    forwardLines(child.stderr, 'stderr', call.onLine);
  }
  return await exit;
}

/** The local BigQuery by the emulator variable and a throw-away key; BigQuery itself by the user's own file. */
async function aimAtWarehouse({ args, warehouse, localDir }: CliCall) {
  const [command] = args;
  const aimed = [...args];
  const env = { ...process.env };
  if (command === undefined || !CREDENTIALS_COMMANDS.has(command)) return { args: aimed, env };
  if (warehouse.endpoint === null) {
    if (!hasOption(args, 'default-database')) aimed.push('--default-database', warehouse.projectId);
    return { args: aimed, env };
  }
  env['BIGQUERY_EMULATOR_HOST'] = warehouse.endpoint;
  if (!hasOption(args, 'credentials')) {
    const file = join(localDir, 'df-credentials.json');
    if (!existsSync(file)) await writeLocalCredentials(file);
    aimed.push('--credentials', file);
  }
  return { args: aimed, env };
}

function hasOption(args: readonly string[], name: string): boolean {
  return args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
}

function cliPath(): string {
  const require = createRequire(import.meta.url);
  return join(require.resolve('@dataform/cli/package.json'), '..', 'bundle.js');
}

function forwardLines(
  stream: Readable,
  name: 'stdout' | 'stderr',
  onLine: (line: string, stream: 'stdout' | 'stderr') => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line, name);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest, name);
  });
}
