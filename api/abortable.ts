import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** The signal under which the current work runs. */
const governing = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs `work` until `signal` is aborted; then the wait ends at once and every HTTP request that the work has open is
 * broken off. Google's client libraries take neither a signal nor a working timeout, so a server that hangs would
 * otherwise keep a socket for every caller that has long gone.
 * @throws what the work throws, or the signal's reason
 */
export async function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => { reject(reasonOf(signal)); };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([governing.run(signal, work), aborted]);
  } catch (error) {
    throw signal.aborted ? reasonOf(signal) : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Whether a wait ended because its `AbortSignal.timeout` did. */
export function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The wait was given up.', 'AbortError');
}

/** Node announces every outgoing request in the context that made it. */
subscribe('http.client.request.start', (message) => {
  const signal = governing.getStore();
  if (signal === undefined) return;
  const { request } = message as { readonly request: ClientRequest };
  const breakOff = (): void => { request.destroy(reasonOf(signal)); };
  if (signal.aborted) {
    breakOff();
    return;
  }
  signal.addEventListener('abort', breakOff, { once: true });
  request.once('close', () => { signal.removeEventListener('abort', breakOff); });
});
