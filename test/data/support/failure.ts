/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new TypeError('It failed with something that is no Error.', { cause: error });
  }
  throw new Error('It did not fail.');
}
