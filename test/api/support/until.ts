import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 10;

/** Waits until `holds` does. @throws Error naming `what` when it does not within `ms` */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain: ${what}`);
    await sleep(STEP_MS);
  }
}
