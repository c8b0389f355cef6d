import { existsSync } from 'node:fs';
import type { Context } from 'mocha';
import { chromium, type Browser } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the installed Chromium, or skips the suite aloud. `CHROMIUM` names another one, which then must be there. */
export async function launchChromium(context: Context): Promise<Browser> {
  const wanted = process.env['CHROMIUM'];
  const executablePath = wanted ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (executablePath === undefined) {
    console.warn('\n  !! The lineage page is NOT tested: no Chromium. Install it (apt-get install chromium) or set CHROMIUM.\n');
    context.skip();
  }
  return await chromium.launch({ executablePath, args: ARGS });
}
