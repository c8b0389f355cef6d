import { BigQueryError } from '../errors.ts';

/** A load that failed, with the errors of single records beside the one that ended it. */
export class LoadError extends BigQueryError {
  constructor(
    message: string,
    readonly records: readonly BigQueryError[],
    location: string | null,
    options?: ErrorOptions,
  ) {
    super('invalid', message, location, options);
  }
}
