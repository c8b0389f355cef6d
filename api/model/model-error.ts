/** Why a model cannot be used: it is not there, its bytes are not what was written, or its parts do not fit together. */
export type ModelFault = 'absent' | 'altered' | 'invalid';

/** A model that cannot be used; the message names the object and the remedy. */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly fault: ModelFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
