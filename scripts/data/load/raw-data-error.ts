/** A raw file that cannot be loaded. The message names file, line and column, says what is wrong and what to do. */
export class RawDataError extends Error {
  override readonly name = 'RawDataError';

  /**
   * @param file name of the file, without its folder
   * @param line from 1, the header being line 1; null when the whole file is at fault
   */
  constructor(
    readonly file: string,
    readonly line: number | null,
    readonly column: string | null,
    what: string,
    options?: ErrorOptions,
  ) {
    const place = [file, line === null ? null : `line ${line}`, column === null ? null : `column ${column}`];
    super(`${place.filter((part) => part !== null).join(', ')}: ${what}`, options);
  }
}
