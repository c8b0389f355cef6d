import type { DecimalKind } from '../../../values/decimal.ts';
import { ERROR_MARK } from '../../../storage/engine-errors.ts';

/** An error whose message is GoogleSQL's own. */
export function failure(message: string): Error {
  return new Error(`${ERROR_MARK}${message}`);
}

/** @param call how the message shows the call, e.g. `1 + 2` */
export function overflow({ label }: DecimalKind, call: string): Error {
  return failure(`${label} overflow: ${call}`);
}
