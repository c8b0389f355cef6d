export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for `work` until `ms` have passed or `signal` is aborted. The work itself goes on; whoever starts it bounds
 * it too, and its late failure is nobody's.
 * @throws DeadlineError, or the signal's reason
 */
export async function withDeadline<T>(work: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => { reject(new DeadlineError(`No answer within ${String(ms)} ms.`)); }, ms);
    const onAbort = (): void => { reject(abortReason(signal)); };
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, ended]);
  } finally {
    stop();
  }
}

function abortReason(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new DOMException('The wait was given up.', 'AbortError');
}
