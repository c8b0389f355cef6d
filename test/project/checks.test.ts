import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Alone it takes a minute; other tests run beside it. */
const TIMEOUT_MS = 300_000;

/** They use one processor each, so that they go faster among the tests than before them. */
describe('the code', function () {
  this.timeout(TIMEOUT_MS);

  for (const [script, claim] of [['typecheck', 'has no type errors'], ['lint', 'keeps the rules of eslint.config.js']] as const) {
    it(claim, async () => {
      await promisify(execFile)('npm', ['run', '--silent', script]).catch((error: unknown) => {
        const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
        throw new Error(`npm run ${script}:\n${stdout}${stderr}`);
      });
    });
  }
});
