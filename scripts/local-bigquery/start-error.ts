/** A reason why the warehouse cannot start; the message names the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
